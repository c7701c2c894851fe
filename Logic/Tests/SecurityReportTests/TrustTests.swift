import Testing

@testable import SecurityReport

@Suite struct TrustTests {
  private func base(_ name: String, _ objective: Objective, _ model: SecurityModel = Sample.desktop()) -> Set<String> {
    Set(TrustGraph(model).trustedBase(of: name, for: objective).keys).subtracting(["kernel", "core", "init"])
  }

  @Test func everybodyTrustsTheKernelCoreAndTheParents() {
    let graph = TrustGraph(Sample.desktop())
    for objective in Objective.allCases {
      #expect(Set(graph.trustedBase(of: "timer", for: objective).keys) == ["timer", "kernel", "core", "init"])
      #expect(Set(graph.trustedBase(of: "kernel", for: objective).keys) == ["kernel"])
    }
  }

  @Test func aServerIsTrustedForWhatItsInterfaceSays() {
    // The log sees and denies, the timer alters and denies, the screen does everything.
    #expect(base("editor", .integrity) == ["editor", "gui", "ps2", "timer"])
    #expect(base("editor", .availability) == ["editor", "gui", "ps2", "timer", "log"])
    #expect(base("editor", .confidentiality) == ["editor", "gui", "ps2", "timer", "log"])
  }

  @Test func aClientIsNotTrustedForAskingButForFeeding() {
    #expect(!base("gui", .integrity).contains("editor") && base("gui", .integrity).contains("ps2"))
    #expect(base("mixer", .confidentiality).contains("recorder") && !base("mixer", .integrity).contains("recorder"))
  }

  @Test func whoAsksTheUserHasTheSessionToo() {
    #expect(base("recorder", .integrity).contains("consent"))
    #expect(base("mixer", .confidentiality).contains("consent"))
  }

  @Test func anAssetNeedsTheUserOnlyWhereTheRouteAsks() {
    let model = Sample.desktop()
    let unasked = TrustGraph(model, assuming: .noConsent)
    #expect(unasked.trustedBase(of: "mixer", for: .confidentiality)["recorder"] == nil)
  }

  @Test func aDriverWhoseDeviceReachesMemoryIsTrustedByAll() {
    var model = Sample.desktop()
    model.devices[0] = DeviceLink("ps2", "pci USB", reachesMemory: true)
    #expect(TrustGraph(model).trustedBase(of: "kernel", for: .integrity).keys.contains("ps2"))
    #expect(TrustGraph(model, assuming: .iommu).trustedBase(of: "kernel", for: .integrity).count == 1)
  }

  @Test func whoCanHaveAnyDeviceIsTrustedByAllEvenWithAnIOMMU() {
    var model = Sample.desktop()
    model.deviceManagers = ["recorder"]
    #expect(TrustGraph(model, assuming: .iommu).trustedBase(of: "timer", for: .confidentiality).keys.contains("recorder"))
  }

  @Test func aRelayIsAFlowBetweenTwo() {
    var model = Sample.with(["wm", "layouter", "report", "other"])
    model.sessions =
      ["wm", "other"].map { SessionLink($0, to: "report", "Report") } + [SessionLink("layouter", to: "report", "ROM")]
    model.relays = [Relay(from: "wm", to: "layouter", by: "report")]
    #expect(base("layouter", .integrity, model) == ["layouter", "wm", "report"])
    #expect(base("wm", .confidentiality, model) == ["wm", "layouter", "report"])
  }

  @Test func reasonsLeadToWhoTrusts() {
    let reasons = TrustGraph(Sample.desktop()).trustedBase(of: "editor", for: .integrity)
    #expect(Chain.text("ps2", reasons) == "ps2: client of Event -> gui, gui: serves Gui -> editor")
  }

  // MARK: - Properties

  @Test func aFurtherRouteNeverShrinksATrustedBase() {
    for seed in 0..<300 {
      var dice = Dice(UInt64(seed))
      let model = Sample.random(&dice)
      var more = model
      let names = model.components.filter { !$0.isBase }.map(\.name)
      more.sessions.append(Sample.randomSession(names, &dice))
      let (before, after) = (TrustGraph(model), TrustGraph(more))
      for name in names {
        for objective in Objective.allCases {
          let (small, large) = (before.trustedBase(of: name, for: objective), after.trustedBase(of: name, for: objective))
          #expect(Set(small.keys).isSubset(of: large.keys), "seed \(seed), \(name), \(objective)")
        }
      }
    }
  }

  @Test func everyMemberHasAReasonThatLeadsToWhoTrusts() {
    for seed in 300..<500 {
      var dice = Dice(UInt64(seed))
      let graph = TrustGraph(Sample.random(&dice))
      for name in graph.components {
        let trusted = graph.trustedBase(of: name, for: .integrity)
        #expect(trusted[name] == .some(nil), "seed \(seed), \(name)")
        for member in trusted.keys where member != name {
          #expect(Chain.text(member, trusted).hasSuffix("-> \(name)"), "seed \(seed), \(member)")
        }
      }
    }
  }

  @Test func withoutDMAOrConsentNobodyIsTrustedMore() {
    for seed in 500..<650 {
      var dice = Dice(UInt64(seed))
      let model = Sample.random(&dice)
      let all = TrustGraph(model)
      for assumptions in [Assumptions.iommu, .noConsent] {
        let fewer = TrustGraph(model, assuming: assumptions)
        for name in all.components {
          let names = fewer.trustedBase(of: name, for: .confidentiality).keys
          #expect(Set(names).isSubset(of: all.trustedBase(of: name, for: .confidentiality).keys))
        }
      }
    }
  }

  /// Reachability by repeated passes over pairs of a component and whether it counts only as one who could take others over.
  @Test func agreesWithASlowDefinition() {
    for seed in 650..<750 {
      var dice = Dice(UInt64(seed))
      let graph = TrustGraph(Sample.random(&dice))
      for name in graph.components {
        #expect(Set(graph.trustedBase(of: name, for: .availability).keys) == slow(name, graph), "seed \(seed), \(name)")
      }
    }
  }

  private struct State: Hashable {
    let name: String
    let isTaker: Bool
  }

  private func slow(_ name: String, _ graph: TrustGraph) -> Set<String> {
    var states: Set<State> = [State(name: name, isTaker: false)]
    for influence in [Influence.denies, .alters] {
      for _ in 0..<2 * graph.components.count {
        for link in graph.links where link.influence.contains(influence) {
          var isMemory = false
          if case .memoryAccess = link.kind { isMemory = true }
          if influence == .denies, isMemory { continue }
          let isMachine = link.kind == .machine
          if states.contains(State(name: link.to, isTaker: false)) {
            states.insert(State(name: link.from, isTaker: isMemory || isMachine))
          }
          if link.isControl, states.contains(State(name: link.to, isTaker: true)) {
            states.insert(State(name: link.from, isTaker: true))
          }
        }
      }
    }
    return Set(states.map(\.name))
  }

  @Test func whatSomebodySaysOfItselfIsNotWhatItHolds() {
    let model = Sample.with(
      ["app", "gui", "log"], [SessionLink("app", to: "gui", "Gui"), SessionLink("gui", to: "log", "LOG")])
    #expect(base("gui", .confidentiality, model) == ["gui", "log"])
    #expect(base("app", .confidentiality, model) == ["app", "gui"])
  }

  @Test func liesToADriverAreNotMemoryAccess() {
    var model = Sample.with(["mixer", "hda", "other"], [SessionLink("hda", to: "mixer", "Gui")])
    model.devices = [DeviceLink("hda", "pci HDAUDIO", reachesMemory: true)]
    #expect(base("other", .integrity, model) == ["other", "hda"])
    #expect(base("hda", .integrity, model) == ["hda", "mixer"])
    #expect(base("other", .confidentiality, model) == ["other", "hda"])
  }

  @Test(
    arguments: [
      ("label: restart -> a", ["a"]), ("label: stop -> b", ["b"]), ("label_prefix: restart", ["a", "b"]), (nil, ["a", "b"]),
      ("label: restart -> nobody", []), ("label: restart", ["a", "b"]),
    ] as [(String?, [String])]) func whoSteersEndsWhatTheRouteLetsItName(_ filter: String?, _ victims: [String])
  {
    var model = Sample.with(["view", "a", "b"], [SessionLink("view", to: "init", "Steering", filter: filter)])
    model.interfaces["Steering"] = InterfaceInfluence(ofServer: [.alters, .denies])
    #expect(["a", "b"].filter { base($0, .availability, model).contains("view") } == victims)
    #expect(!base("a", .integrity, model).contains("view") && !base("a", .confidentiality, model).contains("view"))
    model.sessions[0] = SessionLink("view", to: "init", "Steering", consent: "ask-each-time", filter: filter)
    let unasked = TrustGraph(model, assuming: .noConsent)
    #expect(unasked.trustedBase(of: "a", for: .availability)["view"] == nil)
  }
}

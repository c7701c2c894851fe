import Testing

@testable import SecurityReport

@Suite struct TrustTests {
  private func base(_ name: String, _ objective: Objective, _ model: SecurityModel = Sample.desktop()) -> Set<String> {
    Set(TrustGraph(model).trustedBase(of: [name], for: objective).keys).subtracting(["kernel", "core", "init"])
  }

  @Test func everybodyTrustsTheKernelCoreAndTheParents() {
    let graph = TrustGraph(Sample.desktop())
    for objective in Objective.allCases {
      #expect(Set(graph.trustedBase(of: ["timer"], for: objective).keys) == ["timer", "kernel", "core", "init"])
      #expect(Set(graph.trustedBase(of: ["kernel"], for: objective).keys) == ["kernel"])
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
    #expect(unasked.trustedBase(of: ["mixer"], for: .confidentiality)["recorder"] == nil)
  }

  @Test func aDriverWhoseDeviceReachesMemoryIsTrustedByAll() {
    var model = Sample.desktop()
    model.devices[0] = DeviceLink("ps2", "pci USB", reachesMemory: true)
    #expect(TrustGraph(model).trustedBase(of: ["kernel"], for: .integrity).keys.contains("ps2"))
    #expect(TrustGraph(model, assuming: .iommu).trustedBase(of: ["kernel"], for: .integrity).count == 1)
  }

  @Test func whoCanHaveAnyDeviceIsTrustedByAllEvenWithAnIOMMU() {
    var model = Sample.desktop()
    model.deviceManagers = ["recorder"]
    #expect(TrustGraph(model, assuming: .iommu).trustedBase(of: ["timer"], for: .confidentiality).keys.contains("recorder"))
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
    let reasons = TrustGraph(Sample.desktop()).trustedBase(of: ["editor"], for: .integrity)
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
          let (small, large) = (before.trustedBase(of: [name], for: objective), after.trustedBase(of: [name], for: objective))
          #expect(Set(small.keys).isSubset(of: large.keys), "seed \(seed), \(name), \(objective)")
        }
      }
    }
  }

  @Test func itIsAFixedPointAndEveryMemberHasAReason() {
    for seed in 300..<500 {
      var dice = Dice(UInt64(seed))
      let graph = TrustGraph(Sample.random(&dice))
      for name in graph.components {
        let trusted = graph.trustedBase(of: [name], for: .integrity)
        let again = graph.trustedBase(of: Array(trusted.keys), for: .integrity)
        #expect(Set(again.keys) == Set(trusted.keys), "seed \(seed), \(name)")
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
          let names = fewer.trustedBase(of: [name], for: .confidentiality).keys
          #expect(Set(names).isSubset(of: all.trustedBase(of: [name], for: .confidentiality).keys))
        }
      }
    }
  }

  /// Reachability over all links of a kind, computed by repeated passes instead of a worklist.
  @Test func agreesWithASlowDefinition() {
    for seed in 650..<750 {
      var dice = Dice(UInt64(seed))
      let graph = TrustGraph(Sample.random(&dice))
      for name in graph.components {
        #expect(
          Set(graph.trustedBase(of: [name], for: .availability).keys) == slow(name, .denies, graph), "seed \(seed), \(name)")
      }
    }
  }

  private func slow(_ name: String, _ influence: Influence, _ graph: TrustGraph) -> Set<String> {
    var set: Set<String> = [name]
    for step in [influence, .alters] {
      for _ in graph.components {
        for link in graph.links where set.contains(link.to) && link.influence.contains(step) { set.insert(link.from) }
      }
    }
    return set
  }
}

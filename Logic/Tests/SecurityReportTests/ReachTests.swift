import Testing

@testable import SecurityReport

@Suite struct ReachTests {
  private let graph = TrustGraph(Sample.desktop())

  @Test func eachReaderOfTheBytesIsOneMistake() {
    let map = ReachMap(graph, entries: ["ps2"])
    #expect(map.path(to: "ps2") == AttackPath(components: ["ps2"], gates: [], bugs: 1))
    #expect(map.path(to: "gui")?.bugs == 2 && map.path(to: "gui")?.gates == ["type Event"])
    #expect(map.path(to: "mixer")?.components == ["ps2", "gui", "recorder", "mixer"])
    #expect(map.path(to: "mixer")?.gates == ["type Event", "type Gui", "type Record", "consent ask-each-time"])
  }

  @Test func nobodyGetsThroughWhatAnswersNothing() {
    // The log says nothing that the editor reads.
    #expect(ReachMap(graph, entries: ["log"]).path(to: "editor") == nil)
    #expect(ReachMap(graph, entries: ["editor"]).path(to: "log")?.bugs == 2)
  }

  @Test func theBaseIsAnEndAndNotAWay() {
    let map = ReachMap(TrustGraph(Sample.with(["a", "b"])), entries: ["a"])
    #expect(map.path(to: "init")?.bugs == 2 && map.path(to: "kernel")?.bugs == 2 && map.path(to: "b") == nil)
  }

  @Test func memoryAccessNeedsNoFurtherMistake() {
    var model = Sample.with(["nic", "key"])
    model.devices = [DeviceLink("nic", "pci ETHERNET", reachesMemory: true)]
    #expect(ReachMap(TrustGraph(model), entries: ["nic"]).path(to: "key")?.bugs == 1)
    #expect(ReachMap(TrustGraph(model, assuming: .iommu), entries: ["nic"]).path(to: "key") == nil)
  }

  @Test func countsPathsThatVisitNobodyTwice() {
    let model = Sample.with(
      ["a", "b", "c", "d"],
      [
        SessionLink("a", to: "b", "LOG"), SessionLink("a", to: "c", "LOG"), SessionLink("b", to: "d", "LOG"),
        SessionLink("c", to: "d", "LOG"), SessionLink("b", to: "c", "LOG"), SessionLink("d", to: "a", "LOG"),
      ])
    let map = ReachMap(TrustGraph(model), entries: ["a"])
    #expect(map.pathCount(to: "d") == 3 && map.pathCount(to: "c") == 2 && map.pathCount(to: "a") == 1)
    #expect(map.isCountComplete)
  }

  @Test func aDenseSystemIsCountedNoLongerThanIsStated() {
    let names = (0..<24).map { "c\($0)" }
    let sessions = names.flatMap { a in names.filter { $0 != a }.map { SessionLink(a, to: $0, "ROM") } }
    let map = ReachMap(TrustGraph(Sample.with(names, sessions)), entries: ["c0"])
    #expect(!map.isCountComplete && map.path(to: "c23")?.bugs == 2)
  }

  @Test func theShortestPathIsAsShortAsAnyOther() {
    for seed in 0..<200 {
      var dice = Dice(UInt64(seed))
      let model = Sample.random(&dice)
      let graph = TrustGraph(model)
      let map = ReachMap(graph, entries: model.attackers[0].entries)
      for (name, bugs) in relaxed(graph, model.attackers[0].entries) {
        #expect(map.path(to: name)?.bugs == bugs, "seed \(seed), \(name)")
      }
    }
  }

  /// Bellman and Ford, over the contacts and the links.
  private func relaxed(_ graph: TrustGraph, _ entries: [String]) -> [String: Int] {
    var best = Dictionary(uniqueKeysWithValues: entries.map { ($0, 1) })
    for _ in graph.components {
      for contact in graph.contacts where !graph.isBase(contact.from) {
        if let bugs = best[contact.from] { best[contact.to] = min(best[contact.to] ?? .max, bugs + 1) }
      }
      for link in graph.links where link.isControl && !graph.isBase(link.from) {
        if let bugs = best[link.from] { best[link.to] = min(best[link.to] ?? .max, bugs) }
      }
    }
    return best
  }
}

@Suite struct BlastTests {
  private func radius(_ name: String, _ model: SecurityModel = Sample.desktop()) -> BlastRadius {
    SecurityReport(scenario: "s", model: model).component(name)?.blastRadius
      ?? BlastRadius(direct: [], withConsent: [], withOneMoreBug: [], withBaseBug: [], components: [])
  }

  @Test func whatTheUserDidNotAgreeToIsToldApart() {
    #expect(radius("recorder").withConsent == [Loss(name: "microphone", objectives: [.confidentiality])])
    #expect(!radius("recorder").direct.contains { $0.name == "microphone" })
  }

  @Test func aTimerLosesTheTextOnlyInWhatItCanDo() {
    #expect(radius("timer").direct == [Loss(name: "text", objectives: Objective.allCases)])
    #expect(radius("log").direct == [Loss(name: "text", objectives: [.availability])])
    #expect(radius("log").components.map(\.name) == ["editor"])
  }

  @Test func oneMoreBugIsInSomebodyWhoReadsWhatItSays() {
    let more = radius("editor").withOneMoreBug
    #expect(more.contains { $0.name == "microphone" && $0.objectives == [.confidentiality] })
    #expect(radius("editor").withBaseBug == [Loss(name: "microphone", objectives: [.integrity, .availability])])
  }

  @Test func theKernelLosesEverything() {
    let lost = radius("kernel").direct
    #expect(lost.map(\.name) == ["microphone", "text"] && lost.allSatisfy { $0.objectives == Objective.allCases })
  }

  @Test func everyAssetIsLostInExactlyOneWay() {
    for seed in 0..<150 {
      var dice = Dice(UInt64(seed))
      let report = SecurityReport(scenario: "s", model: Sample.random(&dice))
      for component in report.components {
        let radius = component.blastRadius
        for asset in report.model.assets {
          let all = [radius.direct, radius.withConsent, radius.withOneMoreBug, radius.withBaseBug].flatMap { losses in
            losses.filter { $0.name == asset.name }.flatMap(\.objectives)
          }
          #expect(Set(all).count == 3 && all.count == 3, "seed \(seed), \(component.component.name), \(asset.name)")
        }
      }
    }
  }
}

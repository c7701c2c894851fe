import HID
import Testing

@testable import SystemView

func node(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> Node? {
  let result = Node.parse(text)
  #expect(result.diagnostics.isEmpty, "\(result.diagnostics)", sourceLocation: sourceLocation)
  return result.node
}

func facts(_ state: String, uses: String? = nil) -> SystemFacts {
  SystemFacts([StateSource(path: "init", node: node("state\n" + state + "-\n"))], uses: uses.flatMap { node($0) })
}

@Suite struct FactsTests {
  @Test func readsAComponent() throws {
    let facts = facts(
      """
      + child gui | binary: nitpicker | id: 7
        + ram | assigned: 10M | quota: 10M | used: 7800K | avail: 2440K
        + caps | quota: 800 | used: 120 | avail: 680
        + cpu | us: 1234567

      """)
    let gui = try #require(facts.components.first)
    #expect(gui.path == "init -> gui" && gui.binary == "nitpicker" && gui.instance == 7 && gui.condition == .running)
    #expect(gui.ram == Share(used: 7800 << 10, quota: 10 << 20) && gui.capabilities == Share(used: 120, quota: 800))
    #expect(gui.computed == 1_234_567 && gui.alerts.isEmpty && gui.worst == nil)
  }

  @Test(
    arguments: [
      ("| state: crashed", Condition.crashed, Alert.Weight.failure), ("| state: stopped", .stopped, nil),
      ("| state: incomplete", .incomplete, .failure), ("| exited: 0", .exited(0), nil), ("| exited: 3", .exited(3), .warning),
      ("| exited: three", .exited(0), nil), ("| state: dancing", .incomplete, .failure), ("", .running, nil),
      ("| skipped_heartbeats: 2", .running, .warning), ("| restarts: 1 | crash: breakpoint", .running, .warning),
      ("| denied: 4 | denial: error", .running, .notice),
    ] as [(String, Condition, Alert.Weight?)])
  func readsHowItStands(attributes: String, condition: Condition, worst: Alert.Weight?) throws {
    let component = try #require(facts("+ child a \(attributes)\n").components.first)
    #expect(component.condition == condition && component.worst == worst)
  }

  @Test func wantsOfQuotaAreAlerts() throws {
    let component = try #require(
      facts("+ child a\n  + ram | quota: 1M | used: 1M | requested: 5M\n  + caps | quota: 1 | used: 1 | requested: 9\n")
        .components
        .first)
    #expect(component.alerts.map(\.text).joined().contains("5M more RAM"))
    #expect(component.alerts.map(\.text).joined().contains("9 more capabilities"))
  }

  @Test func readsWhoTalksToWhom() throws {
    let facts = facts(
      """
      + child server
      + child client
        + requested
          + session Gui | state: OK | server: server
          + session Gui | state: OK | server: server
          + session Event | state: CREATING | server: server
          + session ROM | state: OK
          + session Camera | state: DENIED | server: server
          + session Record | state: OK | server: nobody
        + route | service: Play | server: server | consent: yes
      + child other
        + route | service: Play | server: server
      + child broker
        + requested
          + session Gui | state: OK | server: server | for: consent

      """)
    #expect(facts.links.count == 2)
    let used = try #require(facts.links.first)
    #expect(used.client == 1 && used.server == 0 && used.isUsed && used.asks && used.services == ["Gui", "Event", "Play"])
    #expect(facts.links[1].client == 2 && !facts.links[1].isUsed)
  }

  @Test func whatANestedComponentUsesIsItsOwn() throws {
    let outer = """
      state
      + child wm
      + child apps
        + requested
          + session Gui | state: OK | server: wm | label: apps -> viewer
          + session Gui | state: OK | server: wm | label: apps -> viewer -> second
          + session Gui | state: OK | server: wm | label: apps -> viewers
          + session Record | state: OK | server: wm | label: viewer

      """
    let inner = "state\n+ child viewer\n+ child recorder\n  + requested\n    + session ROM | state: OK | server: viewer\n-\n"
    let facts = SystemFacts(
      [StateSource(path: "init", node: node(outer + "-\n")), StateSource(path: "init -> apps", node: node(inner))],
      uses: node("uses\n+ use | id: 1 | label: apps -> recorder | service: Record\n-\n"))
    let named = facts.links.map { (facts.components[$0.client].name, facts.components[$0.server].name, $0.services) }
    #expect(named.contains { $0 == ("viewer", "wm", ["Gui"]) } && named.contains { $0 == ("apps", "wm", ["Gui", "Record"]) })
    #expect(named.contains { $0 == ("recorder", "viewer", ["ROM"]) } && named.count == 3)
    #expect(facts.components[facts.component("init -> apps -> recorder") ?? 0].grants.count == 1)
    #expect(facts.components[facts.component("init -> apps") ?? 0].grants.isEmpty)
  }

  @Test func grantsBelongToWhomTheLabelNames() throws {
    let facts = facts(
      "+ child rec\n+ child recorder\n",
      uses: """
        uses
        + use | id: 1 | service: Record | label: recorder -> voice
        + use | id: 2 | service: Camera | label: rec
        + use | id: x | service: Camera | label: rec
        + use | id: 3 | service: Camera | label: recorders
        + use | service: Camera | label: rec
        + remembered | id: 4 | service: Camera | label: rec
        -

        """)
    #expect(facts.components[0].grants == [Grant(id: 2, service: "Camera")])
    #expect(facts.components[1].grants == [Grant(id: 1, service: "Record")])
  }

  @Test func nestedSystemsAreGroupsOfTheirOwn() throws {
    let facts = SystemFacts([
      StateSource(path: "init", node: node("state\n+ child apps\n+ child gui\n-\n")), StateSource(path: "init -> x", node: nil),
      StateSource(
        path: "init -> apps",
        node: node("state\n+ child gui\n+ child b\n  + requested\n    + session Gui | state: OK | server: gui\n-\n")),
    ])
    #expect(facts.groups.map(\.path) == ["init", "init -> apps"])
    #expect(facts.component("init -> apps -> gui") == 2 && facts.component("init -> gui") == 1)
    // A name means the component of the same parent.
    #expect(facts.links.map(\.server) == [2])
    #expect(facts.component("init -> apps -> c") == nil && facts.component(nil) == nil)
  }

  @Test func nonsenseIsLeftOut() {
    let facts = facts(
      """
      + child | binary: nameless
      + child a
        + ram | quota: much | used: 1M
        + caps | used: 3
        + cpu | us: -
        + requested
          + session | state: OK | server: a
          + session Self | state: OK | server: a
      + stranger b

      """)
    #expect(facts.components.map(\.name) == ["a"] && facts.links.isEmpty)
    #expect(facts.components[0].ram == nil && facts.components[0].capabilities == nil && facts.components[0].computed == nil)
    #expect(SystemFacts([]).components.isEmpty && SystemFacts().groups.isEmpty)
  }

  @Test func manyComponentsAndSessionsEndSomewhere() {
    var text = ""
    for index in 0..<500 {
      text += "+ child c\(index)\n  + requested\n"
      for service in 0..<30 { text += "    + session S\(service) | state: OK | server: c\((index + service) % 500)\n" }
    }
    let facts = facts(text)
    #expect(facts.components.count == SystemFacts.mostComponents && facts.links.count <= SystemFacts.mostLinks)
    #expect(facts.links.allSatisfy { $0.services.count <= SystemFacts.mostServices })
  }
}

@Suite struct NumberTests {
  @Test(arguments: [
    (0, "0 KiB"), (1, "1 KiB"), (4096, "4 KiB"), (999 << 10, "999 KiB"), (1 << 20, "1.0 MiB"), (1_258_291, "1.2 MiB"),
    (24 << 20, "24 MiB"), (512 << 20, "512 MiB"), (20 << 30, "20 GiB"),
  ])
  func bytes(_ bytes: Int, text: String) { #expect(bytes.bytesForPeople == text) }

  @Test(arguments: [(0, "0 %"), (-5, "0 %"), (3, "<1 %"), (10, "1 %"), (994, "99 %"), (2000, "200 %")])
  func shares(_ permille: Int, text: String) { #expect(permille.percentForPeople == text) }

  @Test func units() {
    #expect(Share(used: 1_258_291, quota: 24 << 20).bytesForPeople == "1.2 of 24 MiB")
    #expect(Share(used: 4096, quota: 2 << 20).bytesForPeople == "4 KiB of 2.0 MiB")
    #expect(Share(used: 5, quota: 0).permille == 0 && Share(used: 5, quota: 10).permille == 500)
  }
}

@Suite struct LoadTests {
  private func state(_ milliseconds: Int, _ loads: [Int], id: Int = 1) -> SystemFacts {
    var text = "state | ms: \(milliseconds)\n"
    for (index, load) in loads.enumerated() { text += "+ child c\(index) | id: \(id)\n  + cpu | us: \(load)\n" }
    return SystemFacts([StateSource(path: "init", node: node(text + "-\n"))])
  }

  @Test func isTheDifferenceOfTwoReports() {
    var meter = LoadMeter()
    meter.read(state(1000, [0, 500]))
    #expect(meter.loads == [nil, nil])
    meter.read(state(2000, [250_000, 500]))
    #expect(meter.loads == [250, 0] && meter.total == 250)
  }

  @Test func reportsInAQuickRowSayNothingNew() {
    var meter = LoadMeter()
    meter.read(state(1000, [0]))
    meter.read(state(2000, [100_000]))
    meter.read(state(2050, [149_000]))
    #expect(meter.loads == [100])
    // And nothing is lost by it.
    meter.read(state(3000, [300_000]))
    #expect(meter.loads == [200])
  }

  @Test func aNewInstanceBeginsAnew() {
    var meter = LoadMeter()
    meter.read(state(1000, [900_000]))
    meter.read(state(2000, [5000], id: 2))
    #expect(meter.loads == [nil])
    meter.read(state(3000, [15_000], id: 2))
    #expect(meter.loads == [10])
  }

  @Test func clocksThatRunBackwardsAreNoLoad() {
    var meter = LoadMeter()
    meter.read(state(5000, [900_000]))
    meter.read(state(1000, [950_000]))
    #expect(meter.loads == [nil])
    meter.read(state(2000, [1]))
    #expect(meter.loads == [nil])
  }
}

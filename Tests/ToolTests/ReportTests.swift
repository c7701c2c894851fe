import Foundation
import HID
import SecurityReport
import Testing

@testable import ToolKit

private let repository = Repository(
  root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

/// What inits are told that their parents provide.
private func provided(_ services: [String], indentation: String = "") -> String {
  (["+ parent-provides"] + services.map { "  + service \($0)" }).map { indentation + $0 }.joined(separator: "\n")
}

@Suite struct ModelBuilderTests {
  private func model(_ children: String) throws -> SecurityModel {
    let text = """
      config
      \(provided(["ROM", "PD", "CPU", "LOG", "IO_MEM"]))
      + default | ram: 1M | caps: 100
      + default-route | + any-service | + parent
      \(children)
      -

      """
    let node = try #require(Node.parse(text).node)
    return ModelBuilder(config: node, interfaces: try repository.interfaces(), memory: 1 << 28).model
  }

  private func routes(_ model: SecurityModel, _ client: String) -> [String] {
    model.sessions.filter { $0.client == client && $0.server != "core" }.map { "\($0.service) \($0.server)" }.sorted()
  }

  @Test func sessionsLeadWhereTheRoutesPermit() throws {
    let model = try model(
      """
      + start timer | + provides | + service Timer
      + start a
        + route
          + service Timer | + child timer
          + any-service   | + parent
      + start b
      """)
    #expect(routes(model, "init -> a") == ["Timer init -> timer"] && routes(model, "init -> b").isEmpty)
    #expect(model.sessions.filter { $0.client == "init -> b" }.map(\.service) == ["CPU", "LOG", "PD", "ROM"])
    #expect(model.deviceManagers.isEmpty)
  }

  @Test func insOfInitsArePartOfTheSystem() throws {
    let model = try model(
      """
      + start timer | + provides | + service Timer
      + start sub | ram: 4M
        + binary init
        + provides | + service Greeter
        + route
          + service Timer | + child timer
          + any-service   | + parent
        + config
      \(provided(["ROM", "PD", "CPU", "LOG", "Timer"], indentation: "    "))
          + service Greeter | + default-policy | + child inner
          + default | ram: 1M | caps: 50
          + start inner
            + provides | + service Greeter
            + route | + any-service | + parent
      + start user
        + route
          + service Greeter | + child sub
          + any-service     | + parent
      """)
    #expect(routes(model, "init -> sub -> inner") == ["Timer init -> timer"])
    #expect(routes(model, "init -> user") == ["Greeter init -> sub -> inner"])
    #expect(
      model.component("init -> sub")?.kind == .sandbox && model.component("init -> sub -> inner")?.parent == "init -> sub")
  }

  /// Nobody knows what its children will be: they are a part of it, wherever its configuration comes from.
  @Test func whatAnInitStartsThatIsConfiguredLaterIsAPartOfIt() throws {
    let model = try model(
      """
      + start timer | + provides | + service Timer
      + start configurations
        + binary dynamic_rom
        + provides | + service ROM
      + start sub | ram: 4M
        + binary init
        + route
          + service ROM | label: config | + child configurations
          + service Timer               | + child timer
          + any-service                 | + parent
      """)
    #expect(model.component("init -> sub")?.kind == .component)
    let prediction = GraphPrediction(model)
    func allows(_ line: String) throws -> Bool { prediction.allows(try #require(CapabilityEdge(line: line))) }
    #expect(try allows("graph: init | PD | init -> sub -> a"))
    #expect(try allows("graph: init -> sub -> a | object | init -> timer"))
    #expect(try !allows("graph: init -> sub -> a | object | init -> other"))
  }

  @Test func driversHaveTheDevicesOfTheirPolicies() throws {
    let model = try model(
      """
      + start platform | managing_system: yes
        + provides | + service Platform
        + config
          + policy | label: nic | + pci | class: ETHERNET
          + policy | label: vga | + pci | class: VGA | dma: no
          + policy | label: ps2 | + device PS2
      + start nic | + route | + any-service | + child platform
      + start vga | + route | + any-service | + child platform
      + start ps2 | + route | + any-service | + child platform
      + start other
      """)
    #expect(model.devices.map(\.device) == ["pci ETHERNET", "pci VGA", "PS2"])
    #expect(model.devices.map(\.reachesMemory) == [true, false, false])
    #expect(model.deviceManagers == ["init -> platform"])
    #expect(model.attackers.map(\.name) == ["input", "network"])
    #expect(TrustGraph(model).trustedBase(of: "init -> other", for: .integrity)["init -> nic"] != nil)
    #expect(TrustGraph(model).trustedBase(of: "init -> other", for: .integrity)["init -> vga"] == nil)
  }

  @Test(arguments: [false, true]) func devicesOfPartsAreTheirStarters(isConfigured: Bool) throws {
    let config = isConfigured ? "  + config\n    " + provided(["Platform"], indentation: "    ").drop { $0 == " " } : ""
    let model = try model(
      """
      + start platform | managing_system: yes
        + provides | + service Platform
        + config | + policy | label: sub -> nic | + pci | class: ETHERNET
      + start sub | ram: 4M
        + binary init
        + route
          + service Platform | + child platform
          + any-service      | + parent
      \(config)
      """)
    #expect(model.devices.map(\.driver) == (isConfigured ? [] : ["init -> sub"]))
  }

  @Test func reportsGoWhereTheirPoliciesSay() throws {
    let model = try model(
      """
      + start report_rom
        + provides
          + service Report
          + service ROM
        + config | + policy | label: reader -> time | report: writer -> time
      + start writer | + route | + service Report | + child report_rom
      + start other  | + route | + service Report | + child report_rom
      + start reader
        + route
          + service ROM | label: time | + child report_rom
          + any-service | + parent
      + start stranger
        + route
          + service ROM | label: time | + child report_rom
          + any-service | + parent
      """)
    #expect(model.relays == [Relay(from: "init -> writer", to: "init -> reader", by: "init -> report_rom")])
  }

  /// A driver of disks with three clients, whose parts of the disk are as said.
  private func disks(_ policies: String) throws -> SecurityModel {
    try model(
      """
      + start virtio_blk
        + provides | + service Block
        + config
      \(policies.split(separator: "\n").map { "    + policy | \($0)" }.joined(separator: "\n"))
      + start a | + route | + any-service | + child virtio_blk
      + start b | + route | + any-service | + child virtio_blk
      + start ab
      """)
  }

  @Test func blocksOfDisksAreThoseOfThePolicies() throws {
    let model = try disks(
      "label: a -> x | disk: d | first: 8 | count: 8 | writeable: yes\nlabel: b | disk: d | count: 8\nlabel: ab | disk: d")
    #expect(
      model.disks == [
        DiskPart("init -> a", disk: "d", by: "init -> virtio_blk", first: 8, count: 8, isWritable: true),
        DiskPart("init -> b", disk: "d", by: "init -> virtio_blk", count: 8, isWritable: false),
      ])
    #expect(model.relays.isEmpty)
  }

  @Test(arguments: [
    ("label: a | disk: d | writeable: yes\nlabel: b | disk: d | first: 99 | count: 1", true),
    ("label: a | disk: d | writeable: yes\nlabel: b | disk: e", false),
    ("label: a | disk: d\nlabel: b | disk: d", false),
    ("label: a | disk: d | count: 8 | writeable: yes\nlabel_prefix: b | disk: d | first: 7", true),
    ("label: a | disk: d | count: 8 | writeable: yes\nlabel_prefix: b | disk: d | first: 8", false),
  ])
  func whoWritesWhatAnotherReadsAltersIt(_ policies: String, _ isRelay: Bool) throws {
    let model = try disks(policies)
    #expect(model.relays.map(\.writer) == (isRelay ? ["init -> a"] : []))
    let base = TrustGraph(model).trustedBase(of: "init -> b", for: .integrity)
    #expect((base["init -> a"] != nil) == isRelay)
    let readers = TrustGraph(model).trustedBase(of: "init -> a", for: .confidentiality)
    #expect((readers["init -> b"] != nil) == isRelay)
  }

  @Test(arguments: ["", "+ policy | label: user | decides: yes"])
  func whoHasDecisionsChangedGivesNothing(_ policy: String) throws {
    let model = try model(
      """
      + start consent
        + provides | + service Consent
        + config
          + nothing
          \(policy)
      + start user
        + route
          + service Consent | + child consent
          + any-service     | + parent
      + start other
      """)
    let graph = TrustGraph(model)
    #expect(graph.trustedBase(of: "init -> consent", for: .integrity)["init -> user"] == nil)
    #expect(graph.trustedBase(of: "init -> consent", for: .availability)["init -> user"] != nil)
  }

  @Test func promisesOfTimeAreTasksAndTheOthersCompetitors() throws {
    let model = try model("+ start a | priority: 0\n  + cpu | budget_us: 100 | period_us: 1000 | deadline_us: 500\n+ start b")
    #expect(model.tasks.map(\.name) == ["init -> a"] && model.tasks[0].deadline == 500_000)
    #expect(model.competitors.map(\.name) == ["init -> b"])
  }

  @Test func theKernelsShareIsWhatWasMeasured() throws {
    let timing = try repository.securitySources().timing
    #expect(timing.blocking > 0 && timing.switching > 0)
    #expect(try Repository.figure("a.b", "| x | 1 |\n| a.b | c | d | e | 1,234 instructions | f |") == 1234)
    #expect(throws: ToolError.self) { try Repository.figure("a.b", "| a.b | c | d | e | | f |") }
  }

  @Test func whatAComponentStartsHasWhatItCanHave() throws {
    let model = try model(
      """
      + start timer | + provides | + service Timer
      + start runner
        + route
          + service Timer | + child timer
          + any-service   | + parent
        + config | + start job | + binary load
      """)
    #expect(routes(model, "init -> runner -> job") == ["Timer init -> timer"])
    #expect(model.component("init -> runner -> job")?.program == "load")
  }
}

@Suite struct ReportTests {
  @Test func allInterfacesCanBeRead() throws {
    let interfaces = try repository.interfaces()
    #expect(interfaces["Timer"] == InterfaceInfluence(ofServer: [.alters, .denies], ofClient: [], answers: true))
    #expect(interfaces["Event"] == InterfaceInfluence(ofServer: .all, ofClient: .all, answers: false))
    #expect(interfaces["Camera"]?.ofClient == .sees && interfaces["PD"]?.ofServer == .all)
    #expect(
      interfaces["LOG"] == InterfaceInfluence(ofServer: [.sees, .denies], ofClient: [], answers: false, isAboutClient: true))
  }

  /// Every service that a scenario provides has a declared interface, so that nothing is guessed; but for those that a test makes up.
  @Test func everyScenarioHasAModel() throws {
    let sources = try repository.securitySources()
    let madeUp = ["Lazy", "Liar", "Mute"]
    for name in repository.scenarioNames() {
      let text = try repository.scenarioText(name).text
      let top = try #require(Node.parse(text).node)
      let (model, statements) = Scenario.security(top, try #require(top.node("config")), sources, memory: 1 << 28)
      #expect(statements.problems.isEmpty && model.components.count > 3, "\(name)")
      #expect(Set(model.components.map(\.name)).count == model.components.count, "\(name)")
      for session in model.sessions where !madeUp.contains(session.service) {
        #expect(sources.interfaces[session.service] != nil, "\(name): \(session.service)")
        #expect(model.component(session.server) != nil, "\(name): \(session.server)")
      }
    }
  }

  @Test func aRouteMoreShowsAsItselfInAScenario() throws {
    let text = try String(contentsOf: repository.scenarios.appending(path: "desktop/scenario.hid"), encoding: .utf8)
    let changed = text.replacingOccurrences(
      of: "  + start pointer | ram: 1M\n    + route\n",
      with: "  + start pointer | ram: 1M\n    + route\n      + service Capture | + child gui\n")
    #expect(changed != text)
    func json(_ text: String) throws -> JSON {
      let node = try #require(Node.parse(text).node)
      let config = try #require(node.node("config"))
      let (model, _) = Scenario.security(node, config, try repository.securitySources(), memory: 1 << 28)
      return SecurityReport(scenario: "desktop", model: model).json
    }
    let found = JSON.difference(from: try json(text), to: try json(changed))
    #expect(found.filter { $0.contains("route ") } == ["+ route init -> pointer -> init -> gui: Capture"])
    #expect(found.contains("+ init -> welcome trusts init -> pointer for confidentiality"))
    #expect(!found.contains { $0.contains("trusts init -> pointer for integrity") })
  }

  /// The routes of real systems, one after the other: without one, nobody trusts more, and no other route is gone.
  @Test(arguments: ["desktop", "signing", "vault"])
  func aRouteLessTakesAwayAndAddsNothing(_ name: String) throws {
    let (model, _) = try repository.scenario(name).security(repository.securitySources())
    func facts(_ model: SecurityModel) -> Set<String> { Set(SecurityReport(scenario: name, model: model).json.facts) }
    let all = facts(model)
    let routes = model.sessions.filter { $0.server != "core" }
    for index in stride(from: 0, to: routes.count, by: max(1, routes.count / 5)) {
      var other = model
      other.sessions.removeAll { $0 == routes[index] }
      let less = facts(other)
      let gone = all.subtracting(less).filter { $0.hasPrefix("route ") }
      #expect(gone.count == 1 && gone.first?.contains("\(routes[index].client) -> \(routes[index].server)") == true, "\(gone)")
      let new = less.subtracting(all)
      #expect(!new.contains { $0.contains(" trusts ") || $0.hasPrefix("route ") }, "\(routes[index]): \(new)")
      #expect(!new.contains { $0.hasPrefix("hostile ") && $0.contains(" loses ") && !$0.contains(" loses with ") }, "\(new)")
    }
  }

  /// Who decides about who may what is looked at by itself: one entry, with its own program, routes and trusted base.
  @Test func theSettingsStandOnTheirOwn() throws {
    let report = try repository.report(repository.scenario("desktop"))
    let settings = report.components.filter { $0.component.program == "settings" }
    #expect(settings.map(\.component.name) == ["init -> settings"])
    #expect(report.components.filter { $0.component.parent == "init -> settings" }.isEmpty)
    let lines = ReportText(report).summary.split(separator: "\n").filter { $0.hasPrefix("settings ") }
    // Whom it has to trust, and what falls with it.
    #expect(lines.count == 2)
    let facts = report.json.facts
    #expect(facts.contains { $0.hasPrefix("route init -> settings -> init -> consent: Consent") })
    #expect(facts.contains { $0.hasPrefix("init -> settings trusts init -> wm ") })
  }

  @Test func theTextSaysWhatTheNumbersSay() throws {
    let report = try repository.report(repository.scenario("desktop"))
    let text = ReportText(report)
    let password = try text.component(named: "password")
    #expect(text.detail(password).contains("serves Gui -> password"))
    #expect(throws: ToolError.self) { try text.component(named: "passwort") }
    for component in report.components where component.component.name.hasPrefix("init -> ") {
      #expect(text.summary.contains("\n\(component.component.name.dropFirst(8)) "))
    }
  }
}

import Composition
import HID
import Testing

/// Where sessions can lead, whatever their labels; and who can have any device.
@Suite struct PossibleRouteTests {
  private func declaration(_ route: String, _ attributes: String = "") -> (SandboxConfiguration, ChildDeclaration) {
    let it = configuration(
      """
      config
      + parent-provides
        + service ROM
        + service IO_MEM
      + default | caps: 10 | ram: 1M
      + start a | + provides | + service Store
      + start b | + provides | + service Store
      + start app\(attributes)
      \(route)
      -

      """)
    return (it, it.children[2])
  }

  private func possible(_ service: String, _ route: String, _ attributes: String = "") -> [String] {
    let (it, app) = declaration(route, attributes)
    return it.possibleRoutes(of: service, for: app).map { route in
      switch route.provider {
      case .child(let name): name
      case .parent: "parent"
      case .local: "local"
      case .configuration: "config"
      }
    }
  }

  @Test func allRulesUpToTheOneThatTakesEverything() {
    let route = """
        + route
          + service Store | label: x | + child a
          + service Store            | + child b
          + any-service              | + child a
      """
    #expect(possible("Store", route) == ["a", "b"])
    #expect(possible("ROM", route).isEmpty)
  }

  @Test func aRuleForAnyServiceLeavesWhatItHasNotToTheNext() {
    #expect(possible("Store", "  + route\n    + any-service | + parent\n    + any-service | + child b") == ["b"])
    #expect(possible("ROM", "  + route\n    + any-service | + child b\n    + any-service | + parent") == ["parent"])
  }

  @Test func aRefusalIsTheEnd() {
    let route = "  + route\n    + service Store | + parent\n    + any-service | + child a"
    #expect(possible("Store", route).isEmpty)
  }

  @Test func itIsWhatResolvingAnswersForSomeLabel() throws {
    let route = "  + route\n    + service Store | label_prefix: x | + child a\n    + service Store | label_last: y | + child b"
    let (it, app) = declaration(route)
    #expect(possible("Store", route) == ["a", "b"])
    #expect(try it.resolve(RouteQuery(child: app, service: "Store", label: "xy")).provider == .child("a"))
    #expect(try it.resolve(RouteQuery(child: app, service: "Store", label: "y")).provider == .child("b"))
  }

  private static let all = "  + route | + any-service | + parent"
  private static let named = "  + route | + service IO_MEM | + parent"

  @Test func noRouteGivesAnyDeviceToThoseWhoDoNotManageTheSystem() throws {
    #expect(possible("IO_MEM", Self.all).isEmpty && possible("IO_MEM", Self.named).isEmpty)
    #expect(possible("IO_MEM", Self.all, " | managing_system: yes") == ["parent"])
    for route in [Self.all, Self.named] {
      let (it, app) = declaration(route)
      let query = RouteQuery(child: app, service: "IO_MEM", label: "")
      do throws(RouteFailure) {
        _ = try it.resolve(query)
        Issue.record("was resolved")
      } catch { #expect(it.explain(error, of: query).hasSuffix("add to \"+ start app\": \"managing_system: yes\"")) }
    }
  }

  @Test func aRuleThatNamesADeviceInVainIsToldBeforeItRuns() {
    let (it, _) = declaration(Self.named)
    #expect(
      it.wiringProblems().contains { $0.message.contains("child \"app\" is denied IO_MEM: whoever has it has all devices") })
  }
}

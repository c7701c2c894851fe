import Composition
import HID
import Testing

/// Which provider a request reaches, with which label, and what is said when it reaches none.
@Suite struct RoutingTests {
  private static let beginning = """
    config
    + parent-provides
      + service ROM
      + service LOG
    + default | caps: 10 | ram: 1M
    + alias store | child: s1
    + start s1 | + provides | + service Store
    + start s2 | + provides | + service Store
    + start clock | + provides | + service Timer

    """

  private func resolve(_ route: String, _ service: String, _ label: String = "") -> String {
    let it = configuration(Self.beginning + "+ start app\n" + route + "\n-\n")
    let query = RouteQuery(child: it.children[3], service: service, label: label)
    do throws(RouteFailure) {
      let resolved = try it.resolve(query)
      let provider =
        switch resolved.provider {
        case .parent: "parent"
        case .child(let name): name
        case .configuration: "config"
        case .local: "local"
        }
      return "\(provider): \(resolved.label)"
    } catch {
      return it.explain(error, of: query)
    }
  }

  private static let rules = """
      + route
        + service ROM | label_last: font          | + parent | label: fonts.tar
        + service ROM | label_prefix: img/        | + parent | prepend_resource: dir/
        + service ROM | label_suffix: .txt        | + parent | identity: reader
        + service ROM | label: exact              | + parent | resource: other
        + service ROM | unscoped_label: app -> un | + child s1
        + service ROM                             | + parent
        + service Store | label: alias            | + child store
        + service Store                           | + child s2
        + service Timer                           | + any-child
    """

  @Test(arguments: [
    ("ROM", "a -> font", "parent: fonts.tar"),
    ("ROM", "img/logo", "parent: app -> dir/img/logo"),
    ("ROM", "notes.txt", "parent: reader -> notes.txt"),
    ("ROM", "exact", "parent: app -> other"),
    ("ROM", "exactly", "parent: app -> exactly"),
    ("ROM", "", "parent: app"),
    ("Store", "alias", "s1: app -> alias"),
    ("Store", "x", "s2: app -> x"),
    ("Timer", "", "clock: app"),
  ])
  func resolves(_ service: String, _ label: String, _ expected: String) {
    #expect(resolve(Self.rules, service, label) == expected)
  }

  @Test func servesTheInlineConfigurationItself() {
    #expect(resolve("  + config\n  + route | + any-service | + parent", "ROM", "config") == "config: app -> config")
    #expect(resolve("  + route | + any-service | + parent", "ROM", "config") == "parent: app -> config")
  }

  @Test func anyServiceFallsThroughToTheNextTargetAndRule() {
    let route = "  + route\n    + any-service | label: x\n      + child clock\n      + parent\n    + any-service | + any-child"
    #expect(resolve(route, "LOG", "x") == "parent: app -> x")
    #expect(resolve(route, "Timer", "x") == "clock: app -> x")
    #expect(resolve(route, "Timer", "y") == "clock: app -> y")
  }

  @Test(arguments: [
    ("", "Timer", "", "it has no route; add to \"+ start app\": \"+ route | + service Timer | + child clock\""),
    ("", "ROM", "font", "it has no route; add to \"+ start app\": \"+ route | + service ROM | label_last: font | + parent\""),
    (
      "  + route | + service LOG | + parent", "Timer", "",
      "no rule of its route (line 11) matches; add to it: \"+ service Timer | + child clock\""
    ),
    (
      "  + route | + service Timer | + child watch", "Timer", "",
      "the rule in line 11 leads to child \"watch\", which does not exist; add \"+ start watch\" with \"+ provides | + service Timer\""
    ),
    (
      "  + route | + service Timer | + child s1", "Timer", "",
      "the rule in line 11 leads to child \"s1\", which does not provide it; add to \"+ start s1\": \"+ provides | + service Timer\""
    ),
    (
      "  + route | + service Timer | + parent", "Timer", "",
      "the rule in line 11 leads to the parent, which is not said to provide it; add to \"+ parent-provides\":"
        + " \"+ service Timer\", or lead it to child \"clock\": \"+ service Timer | + child clock\""
    ),
    (
      "  + route | + service Gui | + any-child", "Gui", "",
      "the rule in line 11 leads to any child, and no child provides it; add to one: \"+ provides | + service Gui\""
    ),
    (
      "  + route | + any-service | + any-child", "Store", "",
      "the rule in line 11 leads to any child, but several provide it (\"s1\", \"s2\"); add before it, to the route of"
        + " \"app\": \"+ service Store | + child s1\""
    ),
  ])
  func explains(_ route: String, _ service: String, _ label: String, _ expected: String) {
    let shown = label.isEmpty ? "" : " \"\(label)\""
    #expect(resolve(route, service, label) == "child \"app\" is denied \(service)\(shown): \(expected)")
  }

  @Test func aRuleForOneServiceDoesNotFallThrough() {
    let route = "  + route\n    + service Timer | + child s1\n    + any-service | + any-child"
    #expect(resolve(route, "Timer").contains("does not provide it"))
  }

  @Test(arguments: [
    (0, "0"), (1, "1"), (1023, "1023"), (1024, "1K"), (3 << 20, "3M"), ((1 << 20) + 1, "1048577"), (2 << 30, "2G"),
  ])
  func writesBytes(_ value: Int, _ expected: String) { #expect(value.byteText == expected) }

  @Test func amountsNeverOverflow() {
    let most = Resources(ram: .max, capabilities: .max)
    #expect(most + most == most)
    #expect(Resources.none - most == .none)
    #expect(Resources(ram: -5, capabilities: -5).isNone)
  }
}

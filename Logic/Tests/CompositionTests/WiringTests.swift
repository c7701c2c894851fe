import Composition
import HID
import Testing

/// What is said about configurations whose parts do not fit together: one text for each rule.
@Suite struct WiringTests {
  /// Lines count from behind the prelude.
  private func problems(_ text: String, available: Resources? = nil) -> [String] {
    configuration(prelude + text + "-\n").wiringProblems(available: available).map {
      "\($0.position.line - 11):\($0.position.column) \($0.message)"
    }
  }

  @Test(arguments: [
    "+ start a\n",
    """
    + start a
      + provides | + service X
    + start b
      + route
        + service X | + child a
        + any-service | + parent

    """,
    "+ alias x | child: a\n+ start a\n+ start b\n  + route\n    + service LOG | + parent\n    + any-service | + parent\n",
    "+ start a\n  + provides | + service LOG\n+ start b\n  + route\n    + service LOG | + child a\n    + any-service | + parent\n",
  ])
  func saysNothingAboutWhatFits(_ text: String) { #expect(problems(text).isEmpty, "\(problems(text))") }

  /// Rules of the route of "a", behind those of "s", which provides X and Y; and the line of the one that is never reached.
  @Test(arguments: [
    (["service X | + child s", "service X | + child s"], 2),
    (["service X | + child s", "service X | label: a | + child s"], 2),
    (["service X | label: a | + child s", "service X | label: a | + child s"], 2),
    (["service X | label_prefix: a | + child s", "service X | label: ab | + child s"], 2),
    (["service X | label_prefix: a | + child s", "service X | label_prefix: ab | + child s"], 2),
    (["service X | label_suffix: b | + child s", "service X | label: ab | + child s"], 2),
    (["service X | label_suffix: b | + child s", "service X | label_suffix: ab | + child s"], 2),
    (["service X | label_last: b | + child s", "service X | label: a -> b | + child s"], 2),
    (["service X | label_last: b | + child s", "service X | label_last: b | label_prefix: a | + child s"], 2),
    (["service X | unscoped_label: a | + child s", "service X | unscoped_label: a | + child s"], 2),
    (["any-service | + parent", "service LOG | + parent"], 2),
    (["any-service\n      + parent\n      + child s", "service Y | + child s"], 4),
    (["any-service\n      + parent\n      + child s", "any-service | label: a | + child s"], 4),
    (["any-service | + any-child", "any-service | + any-child"], 2),
    (["any-service | + local", "service X | + child s"], 2),
  ])
  func findsRulesThatAreNeverReached(_ rules: [String], _ line: Int) {
    let found = problems(Self.route(rules)).filter { $0.contains("never reached") }
    #expect(
      found == [
        "\(6 + line):5 the rule is never reached: the one in line 18 takes all that it would; move it in front of"
          + " line 18, or remove it"
      ])
  }

  @Test(arguments: [
    ["service X | label: a | + child s", "service X | + child s"],
    ["service X | + child s", "service Y | + child s"],
    ["service X | label: a | + child s", "service X | label: b | + child s"],
    ["service X | label_prefix: ab | + child s", "service X | label_prefix: a | + child s"],
    ["service X | label_prefix: ab | + child s", "service X | label: a | + child s"],
    ["service X | label_suffix: ab | + child s", "service X | label_suffix: b | + child s"],
    ["service X | label_last: a | + child s", "service X | label: a -> b | + child s"],
    ["service X | label: a | label_prefix: a | + child s", "service X | label_prefix: a | + child s"],
    ["service X | unscoped_label: a | + child s", "service X | label: a | + child s"],
    ["any-service | + parent", "service X | + child s"],
    ["any-service | + parent", "any-service | + any-child"],
    ["any-service | label: a | + parent", "any-service | + parent"],
    ["service X | + child s", "any-service | + child s"],
  ])
  func acceptsRulesThatAreReached(_ rules: [String]) {
    #expect(!problems(Self.route(rules)).contains { $0.contains("never reached") })
  }

  private static func route(_ rules: [String]) -> String {
    "+ start s\n  + provides\n    + service X\n    + service Y\n+ start a\n  + route\n"
      + rules.map { "    + \($0)\n" }.joined()
  }

  /// Though all children that have no route of their own share it.
  @Test func tellsOfTheDefaultRouteOnce() {
    let text =
      "config\n+ default | ram: 1M | caps: 9\n+ default-route\n  + any-service | + local\n  + service X | + local\n"
      + "+ start a\n+ start b\n-\n"
    #expect(configuration(text).wiringProblems().filter { $0.message.contains("never reached") }.count == 1)
  }

  @Test(arguments: [
    ("+ start a\n  + route | + service X | + parent\n", "1:1 child \"a\" is denied PD: no rule of its route (line 13) matches"),
    (
      "+ start a\n  + route\n    + service X | + child b\n    + any-service | + parent\n",
      "3:5 child \"a\" is denied X: the rule in line 14 leads to child \"b\", which does not exist"
    ),
    (
      "+ start b\n+ start a\n  + route\n    + service X | + child b\n    + any-service | + parent\n",
      "4:5 child \"a\" is denied X: the rule in line 15 leads to child \"b\", which does not provide it"
    ),
    (
      "+ start a\n  + route\n    + service X | + parent\n    + any-service | + parent\n",
      "3:5 child \"a\" is denied X: the rule in line 14 leads to the parent"
    ),
    (
      "+ start a\n  + route\n    + service X | + any-child\n    + any-service | + parent\n",
      "3:5 child \"a\" is denied X: the rule in line 14 leads to any child, and no"
    ),
    (
      "+ start s\n  + provides | + service X\n+ start t\n  + provides | + service X\n+ start a\n  + route\n"
        + "    + service X | + any-child\n    + any-service | + parent\n",
      "7:5 child \"a\" is denied X: the rule in line 18 leads to any child, but several provide it (\"s\", \"t\"); add before"
    ),
    (
      "+ start s\n  + provides | + service ROM\n+ start a\n  + route\n    + service ROM | + child s\n    + any-service | + parent\n",
      "3:1 ROM of child \"a\" must come from the parent, on which init can rely; add before other rules"
    ),
    ("+ alias x | child: y\n", "1:1 alias \"x\" names child \"y\", which does not exist; add \"+ start y\""),
    (
      "+ start a\n  + provides | + service LOG\n  + route\n    + service LOG | + child a\n    + any-service | + parent\n",
      "1:1 child \"a\" waits for its own LOG service, so none of them can ever start; route LOG"
    ),
    (
      "+ start a\n  + provides | + service LOG\n  + route\n    + service LOG | + child b\n    + any-service | + parent\n"
        + "+ start b\n  + provides | + service LOG\n  + route\n    + service LOG | + child a\n    + any-service | + parent\n",
      "1:1 children wait for each other's LOG service (\"a\" -> \"b\" -> \"a\"), so none of them can ever start"
    ),
  ])
  func finds(_ text: String, _ expected: String) {
    let found = problems(text)
    #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
  }

  /// Each mistake is told once.
  @Test func tellsACircleOnce() {
    let text = ["a b", "b c", "c a"].map {
      "+ start \($0.first!)\n  + provides | + service LOG\n  + route\n    + service LOG | + child \($0.last!)\n    + any-service | + parent\n"
    }
    #expect(problems(text.joined()).count == 1)
  }

  @Test func findsTooMuchQuota() {
    let enough = Resources(ram: (2 << 20) + (128 << 10), capabilities: 220)
    #expect(problems("+ start a\n+ start b\n", available: enough).isEmpty)
    let found = problems("+ start a\n+ start b\n", available: enough - Resources(ram: 1024, capabilities: 0))
    #expect(
      found == [
        "2:1 all children together are to get 2M RAM and 200 capabilities, but there are only 2047K and 200: lower \"ram\" or"
          + " \"caps\" of some"
      ])
  }

  @Test func findsServicesThatANestedInitDoesNotGet() {
    let outer = configuration(prelude + "+ start inner\n  + binary init\n  + route | + any-service | + parent\n-\n")
    let inner = configuration("config\n+ parent-provides\n  + service LOG\n  + service Gui\n-\n")
    let found = outer.nestedProblems(outer.children[0], inner).map { $0.message }
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("its \"parent-provides\" names Gui, but child \"inner\" is denied Gui: the rule in line"))
  }

  @Test func findsServicesThatANestedInitDoesNotOffer() {
    let outer = configuration(prelude + "+ start inner\n  + provides\n    + service X\n    + service Y\n-\n")
    let inner = configuration("config\n+ service X | + default-policy | + child a\n-\n")
    let found = outer.nestedProblems(outer.children[0], inner).map { $0.message }
    #expect(
      found == [
        "child \"inner\" is said to provide Y, and its configuration offers none: add to its \"+ config\": \"+ service Y"
          + " | + default-policy | + child NAME\""
      ])
  }

  @Test(arguments: [
    (
      "+ service X | + default-policy | + child a\n+ start a\n",
      "1:34 X is forwarded to child \"a\", which does not provide it; add to \"+ start a\": \"+ provides | + service X\""
    ),
    ("+ service X | + default-policy | + child a\n", "1:34 X is forwarded to child \"a\", which does not provide it; add to"),
  ])
  func findsForwardingToNobody(_ text: String, _ expected: String) {
    #expect(problems(text).contains { $0.hasPrefix(expected) }, "\(problems(text))")
  }

  @Test(arguments: [
    ("config\n+ alias a | child: b\n+ start a | ram: 1M | caps: 10\n-\n", "2:1 alias \"a\" is also the name of a child"),
    ("config\n+ alias a | child: b\n+ alias a | child: c\n-\n", "3:1 alias \"a\" is given twice: remove one of them"),
    ("config\n+ parent-provides\n  + service X\n  + service X\n-\n", "4:3 service \"X\" is named twice: remove one of them"),
  ])
  func findsDuplicateNames(_ text: String, _ expected: String) {
    let complaints = SandboxConfiguration.read(Array(text.utf8)).diagnostics.map {
      "\($0.position.line):\($0.position.column) \($0.message)"
    }
    #expect(complaints.contains { $0.hasPrefix(expected) }, "\(complaints)")
  }
}

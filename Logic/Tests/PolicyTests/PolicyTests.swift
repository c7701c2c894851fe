import HID
import Policy
import Testing

@Suite struct PolicyTests {
  private func chosen(_ text: String, _ label: String) throws -> String? {
    let result = Node.parse("config\n" + text + "-\n")
    #expect(result.diagnostics.isEmpty)
    return try #require(result.node).policy(for: label)?.attribute("id")
  }

  private static let all = """
    + policy | label_suffix: -> log | id: suffix
    + policy | label_suffix: a -> log | id: longer suffix
    + policy | label_prefix: init -> | id: prefix
    + policy | label_prefix: init -> a | id: longer prefix
    + policy | label: init -> a -> log | id: exact
    + policy | label: init -> a -> log | id: exact again
    + default-policy | id: default

    """

  @Test(arguments: [
    ("init -> a -> log", "exact"), ("init -> a -> x", "longer prefix"), ("init -> b", "prefix"), ("x -> log", "suffix"),
    ("x -> a -> log", "longer suffix"), ("x", "default"), ("", "default"),
  ])
  func choosesTheBest(_ label: String, _ expected: String) throws { #expect(try chosen(Self.all, label) == expected) }

  @Test(arguments: [
    "", "+ policy | id: no condition\n", "+ policy | label: a | id: other\n", "+ policy | label_prefix: long label | id: p\n",
    "+ policy | label_prefix: x | label_suffix: z | id: both must hold\n", "x default-policy | id: disabled\n",
    "+ nonsense | label: xy\n",
  ])
  func deniesOthers(_ text: String) throws { #expect(try chosen(text, "xy") == nil) }

  @Test func anEmptyPrefixIsMeantForAll() throws { #expect(try chosen("+ policy | label_prefix: | id: all\n", "x") == "all") }

  @Test func allConditionsMustHold() throws {
    #expect(try chosen("+ policy | label_prefix: x | label_suffix: y | id: both\n", "xy") == "both")
  }
}

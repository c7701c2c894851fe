// Scenarios in Swift: they mean what their twins in HID mean, and what must not compile does not, for the reason it should.

import Foundation
import HID

public enum SwiftScenarioTests {
  public static func cases(_ repository: Repository) -> [TestCase] {
    let composed = repository.scenarioNames().compactMap { ComposedScenario($0, repository) }
    return [
      TestCase("scenarios in Swift mean what their twins in HID mean") {
        try ScenarioCompiler(repository).prepare()
        return try outcome(["Hello", "Tour"].compactMap { try difference($0, repository) })
      },
      TestCase("wrong compositions do not compile") {
        let compiler = ScenarioCompiler(repository)
        try compiler.prepare()
        return try outcome(refusals.compactMap { try complaint($0, compiler) })
      },
      TestCase("what HID cannot express is refused") {
        let compiler = ScenarioCompiler(repository)
        try compiler.prepare()
        return try outcome(unspeakable.compactMap { try slip($0, repository, compiler) })
      },
    ]
      + composed.map { scenario in
        TestCase("\(scenario.name) is what its Scenario.swift says") {
          try ScenarioCompiler(repository).prepare()
          let kept = try String(
            contentsOf: repository.scenarios.appending(path: "\(scenario.name)/scenario.hid"), encoding: .utf8)
          return try outcome(scenario.text() == kept ? [] : ["      ./bulkhead compose \(scenario.name) makes another text"])
        }
      }
  }

  private static func outcome(_ complaints: [String]) -> TestOutcome {
    complaints.isEmpty ? .passed : .failed(complaints.joined(separator: "\n"))
  }

  // MARK: - Twins

  private static func difference(_ name: String, _ repository: Repository) throws -> String? {
    let file = repository.root.appending(path: "Tests/TypedComposition/\(name).swift")
    let twin = repository.scenarios.appending(path: "\(name.lowercased())/scenario.hid")
    let (mine, theirs) = (try ScenarioCompiler(repository).hid(file), try String(contentsOf: twin, encoding: .utf8))
    guard let a = Node.parse(mine).node, let b = Node.parse(theirs).node else { return "      \(name) is no HID:\n\(mine)" }
    return Meaning.text(a) == Meaning.text(b)
      ? nil : "      \(name) means something else:\n\(Meaning.text(a))\n\(Meaning.text(b))"
  }

  // MARK: - What must not be

  private static let system = """
    import Sessions
    import TypedComposition
    let greeter = Component(Programs.greeter.self)
    let screen = Component(Programs.gui.self)

    """

  private static let refusals: [(text: String, expected: String)] = [
    (
      "let a = Component(Programs.hello.self) { Route(Greeter.self, to: screen.gui) }",
      "Scenario.swift:5:73: error: cannot convert value of type 'Provider<Gui>' to expected argument type 'Provider<Greeter>'"
    ),
    (
      "let a = Component(Programs.hello.self) { Route(Capture.self, to: screen.gui) }",
      "cannot convert value of type 'Provider<Gui>' to expected argument type 'Provider<Capture>'"
    ),
    (
      "let a = Component(Programs.hello.self) { Route(Gui.self, to: greeter.gui) }",
      "error: no exact matches in reference to property 'gui'"
    ),
    ("let a = Component(Programs.helo.self)", "error: type 'Programs' has no member 'helo'"),
    (
      "let a = Component(Programs.hello.self) { greeter }",
      "cannot convert value of type 'Component<Programs.greeter>' to expected argument type 'Entry'"
    ),
    ("let a = System { Route.othersToParent }", "cannot convert value of type 'Route' to expected argument type 'Entry'"),
    (
      "let a = Scenario(\"a\", about: \"\") { greeter }",
      "cannot convert value of type 'Component<Programs.greeter>' to expected argument type 'Entry'"
    ),
    ("let a = Route(Int.self, to: .parent)", "requires that 'Int' conform to 'SessionInterface'"),
    ("let a = Cannot(.see, from: greeter, to: screen)", "to expected argument type 'Asset'"),
  ]

  /// What the compiler says is not what it should say; a scenario without a mistake compiles.
  private static func complaint(_ refusal: (text: String, expected: String), _ compiler: ScenarioCompiler) throws -> String? {
    let said = try compiler.complaints(system + refusal.text + "\n", "Scenario.swift")
    return said.contains(refusal.expected) ? nil : "      \(refusal.text)\n\(said.isEmpty ? "      compiles" : said)"
  }

  private static let unspeakable = [
    "Component(Programs.hello.self, \"a\\n+ start b\")", "Component(Programs.hello.self, \"a | caps: 9\")",
    "Component(Programs.hello.self) { Config([\"a b\": \"1\"]) }",
  ]

  private static func slip(_ part: String, _ repository: Repository, _ compiler: ScenarioCompiler) throws -> String? {
    let text = system + "Scenario(\"a\", about: \"\") { System { \(part) } }.compose()\n"
    do {
      return "      \(part) became\n\(try compiler.hid(text, "Scenario.swift"))"
    } catch let error as ToolError {
      return error.description.contains("cannot be written in HID") ? nil : "      \(part): \(error)"
    }
  }
}

/// A document without what means nothing: comments, the order of attributes, and that of nodes of different types.
enum Meaning {
  static func text(_ node: Node, _ indentation: String = "") -> String {
    let attributes = node.attributes.map { "\($0.tag)=\($0.value)" }.sorted().joined(separator: " | ")
    let types = Set(node.nodes.map(\.type)).sorted()
    let inner = types.flatMap { type in node.nodes.filter { $0.type == type } }
    return (["\(indentation)\(node.type) \(attributes)"] + inner.map { text($0, indentation + "  ") }).joined(separator: "\n")
  }
}

// A newcomer's first steps, taken from the tutorial's own text: what it shows must build, run and say what it promises.
//
// They are taken in a copy of the sources, which is kept from run to run, so that only what changed is built again.

import Foundation

public struct TutorialTests {
  private let repository: Repository
  private let copy: Repository
  private let tool: String

  /// - Parameter tool: the tool's executable.
  public static func cases(_ repository: Repository, tool: String) -> [TestCase] {
    let tests = TutorialTests(
      repository: repository, copy: Repository(root: repository.build.appending(path: "newcomer")), tool: tool)
    return [
      TestCase("a newcomer's component builds, runs and passes its test") { try tests.component() },
      TestCase("a newcomer's crash is located in the sources") { try tests.crash() },
      TestCase("a newcomer's mistake in the sources is shown") { try tests.mistake() },
      TestCase("the tutorial's server and client talk") { try tests.serverAndClient() },
    ]
  }

  // MARK: - The steps

  private func component() throws -> TestOutcome {
    try prepare()
    let made = try bulkhead("new", "component", "counter")
    let source = try String(contentsOf: main("counter"), encoding: .utf8)
    guard made.status == 0, source.contains(try block(0)) else {
      return .failed("      the template differs from the tutorial:\n\(made.output)\(source)")
    }
    let tested = try bulkhead("test", "--filter", "scenario counter")
    guard tested.status == 0, tested.output.contains("1 passed, 0 failed") else { return .failed(tested.output) }
    return judge(try bulkhead("run", "counter"), 0, ["[init -> counter] counter is here", "exited with exit value 0"])
  }

  private func crash() throws -> TestOutcome {
    try component(
      "crashing",
      """
      import Bulkhead

      @main final class Crashing: Component {
        init(_ environment: Environment) throws(SessionError) {
          let numbers = [1, 2, 3]
          let index = environment.quota == nil ? 0 : 3
          environment.log("the number is \\(numbers[index])")
        }
      }
      """)
    let result = try bulkhead("run", "crashing", "--timeout", "20", "--exit-on", "crashed")
    return judge(result, 0, ["child \"crashing\" crashed: illegal instruction", "System/Programs/crashing/Main.swift:7"])
  }

  private func mistake() throws -> TestOutcome {
    try component("mistaken", "import Bulkhead\nlet nothing: Int = \"a\"\n")
    return judge(try bulkhead("run", "mistaken"), 1, ["Main.swift:2:20: error", "the system does not build; see above"])
  }

  /// What the tutorial says, to the letter: first the client waits for more quota, then it has enough, and falls.
  private func serverAndClient() throws -> TestOutcome {
    try prepare()
    _ = try bulkhead("new", "component", "counter")
    _ = try bulkhead("new", "component", "client")
    try FileManager.default.removeItem(at: copy.scenarios.appending(path: "client"))
    try write(try block(1), to: copy.system.appending(path: "Sessions/Counter.swift"))
    try write(try block(2), to: main("counter"))
    try write(try block(3), to: main("client"))
    try write("logic HID\n", to: program("client").appending(path: "dependencies"))
    try write(try document("schema"), to: program("client").appending(path: "schema.hid"))
    let scenario = try document("scenario")
    try writeScenario(scenario.replacingOccurrences(of: "amount: 3", with: "amuont: 3"))
    let checked = judge(try bulkhead("check", "counter"), 1, ["unknown attribute \"amuont\"", "did you mean \"amount\"?"])
    guard checked.failed == 0 else { return checked }
    try writeScenario(scenario)
    let waits = try bulkhead("run", "counter", "--timeout", "60", "--exit-on", "requests resources")
    let waited = judge(waits, 0, ["[init -> client] the counter says 3", "child \"client\" requests resources: ram_quota=3"])
    guard waited.failed == 0 else { return waited }
    try writeScenario(scenario.replacingOccurrences(of: "start client | ram: 1M", with: "start client | ram: 5M"))
    let falls = try bulkhead("run", "counter", "--timeout", "60", "--exit-on", "it stays stopped")
    return judge(
      falls, 0,
      [
        "[init -> client] a hoard", "crashed: illegal instruction", "restart 1 of 2", "restart 2 of 2",
        "System/Programs/client/Main.swift:25", "the limit of restarts (2) is reached",
      ])
  }

  // MARK: - The tutorial's text

  private var tutorial: String {
    get throws {
      try String(contentsOf: repository.system.appending(path: "Bulkhead/Bulkhead.docc/Tutorial.md"), encoding: .utf8)
    }
  }

  private func block(_ number: Int) throws -> String {
    let parts = try tutorial.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    guard number < parts.count else { throw ToolError("the tutorial has only \(parts.count) pieces of code") }
    return parts[number]
  }

  /// The example of a document with that top node.
  private func document(_ type: String) throws -> String {
    let parts = try tutorial.components(separatedBy: "```\n\(type) ")
    guard parts.count == 2 else { throw ToolError("the tutorial has no \(type)") }
    return "\(type) " + parts[1].components(separatedBy: "```")[0]
  }

  // MARK: - The copy

  private func program(_ name: String) -> URL { copy.system.appending(path: "Programs/\(name)") }
  private func main(_ name: String) -> URL { program(name).appending(path: "Main.swift") }

  private func writeScenario(_ text: String) throws {
    try write(text, to: copy.scenarios.appending(path: "counter/scenario.hid"))
  }

  private func component(_ name: String, _ source: String) throws {
    try prepare()
    let made = try bulkhead("new", "component", name)
    guard made.status == 0 else { throw ToolError(made.output) }
    try write(source, to: main(name))
  }

  private func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  /// Brings the copy up to date: what the repository has, and nothing else.
  private func prepare() throws {
    let manager = FileManager.default
    try manager.createDirectory(at: copy.root, withIntermediateDirectories: true)
    for folder in ["System", "Logic", "Scenarios", "README.md"] {
      let (source, target) = (repository.root.appending(path: folder), copy.root.appending(path: folder))
      let result = try Command("cp", ["-au", source.path, copy.root.path]).run()
      guard result.status == 0 else { throw ToolError("cannot copy \(folder): \(result.output)") }
      for path in manager.enumerator(atPath: target.path)?.compactMap({ $0 as? String }) ?? []
      where !manager.fileExists(atPath: source.appending(path: path).path) {
        try? manager.removeItem(at: target.appending(path: path))
      }
    }
  }

  private func bulkhead(_ arguments: String...) throws -> (status: Int32, output: String) {
    var command = Command(tool, arguments)
    command.environment["BULKHEAD_ROOT"] = copy.root.path
    return try command.run()
  }

  private func judge(_ result: (status: Int32, output: String), _ status: Int32, _ expected: [String]) -> TestOutcome {
    let missing = expected.filter { !result.output.contains($0) }
    if result.status == status, missing.isEmpty { return .passed }
    let lines = result.output.split(separator: "\n").suffix(20).map { "      | \($0)" }
    return .failed("      ended with \(result.status), without \(missing), and\n\(lines.joined(separator: "\n"))")
  }
}

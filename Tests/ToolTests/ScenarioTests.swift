import Foundation
import Testing

@testable import ToolKit

@Suite struct ScenarioReaderTests {
  private func read(_ body: String) throws -> Scenario {
    try ScenarioReader.check(body, name: "s", folder: URL(fileURLWithPath: "/nowhere"), components: ["hello", "greeter"])
  }

  private func complaint(_ body: String) -> String {
    do {
      _ = try read(body)
      return ""
    } catch { return "\(error)" }
  }

  @Test func readsAScenario() throws {
    let scenario = try read(
      """
      scenario s | about: a test | cpus: 4 | memory: 64M | timeout: 9
      + must | log: ^a
      + must | log: b$
      + never | log: Error
      + exit | value: 3
      + config
        + start one | + binary hello
        + start inner | + binary init
          + config | + start greeter
      -
      """)
    #expect(scenario.cpus == 4 && scenario.memory == "64M" && scenario.timeout == 9 && scenario.exitValue == 3)
    #expect(scenario.must.map(\.pattern) == ["^a", "b$"])
    #expect(scenario.binaries == ["hello"] || scenario.binaries == ["hello", "greeter"])
  }

  @Test(arguments: [
    ("system s\n+ config\n-\n", "expected \"scenario\""),
    ("scenario other\n+ config\n-\n", "must have that name"),
    ("scenario s | cpu: 2\n+ config\n-\n", "has no attribute \"cpu\"; did you mean \"cpus\"?"),
    ("scenario s | cpus: 9\n+ config\n-\n", "a number from 1 to 8"),
    ("scenario s\n-\n", "exactly one node \"+ config\""),
    ("scenario s\n+ config\n+ config\n-\n", "exactly one node \"+ config\""),
    ("scenario s\n+ musst | log: a\n+ config\n-\n", "did you mean \"must\"?"),
    ("scenario s\n+ must\n+ config\n-\n", "say what is expected"),
    ("scenario s\n+ must | log: a | order: some\n+ config\n-\n", "\"order\" can only be \"any\""),
    ("scenario s\n+ must | log: (\n+ config\n-\n", "not a regular expression"),
    ("scenario s\n+ exit | value: x\n+ config\n-\n", "a number from 0 to 127"),
    ("scenario s\n+ rom a\n+ config\n-\n", "needs a name and a file"),
    ("scenario s\n+ rom config | file: x\n+ config\n-\n", "there is a boot module \"config\" already"),
    ("scenario s\n+ rom a | file: x\n+ config\n-\n", "no file \"x\" beside"),
    ("scenario s\n+ config\n  + start\n-\n", "a child needs a name"),
    ("scenario s\n+ config\n  + start hello\n  + start hello\n-\n", "there is a child \"hello\" already"),
    ("scenario s\n+ config\n  + start helo\n-\n", "no component is called \"helo\"; did you mean \"hello\"?"),
    ("scenario s\n+ config\n", "the end is missing"),
  ])
  func refuses(_ text: String, _ expected: String) {
    #expect(complaint(text).contains(expected), "\(complaint(text))")
    #expect(complaint(text).hasPrefix("Scenarios/s/scenario.hid:"))
  }
}

@Suite struct LogJudgeTests {
  private func judge(_ lines: [String], _ ending: Ending, exit: Int? = nil, more: String = "") throws -> String? {
    let scenario = try ScenarioReader.check(
      "scenario s\n+ must | log: ^one$\n+ must | log: two\n\(more)+ never | log: Error\n+ config\n-\n", name: "s",
      folder: URL(fileURLWithPath: "/"), components: [])
    var judge = LogJudge(scenario)
    for line in lines { judge.see(line) }
    return judge.verdict(ending, expectedExit: exit)
  }

  @Test func acceptsTheExpectedOrder() throws {
    #expect(try judge(["zero", "one", "x two"], .exit(0), exit: 0) == nil)
    #expect(try judge(["one", "two"], .matched) == nil)
  }

  @Test(arguments: [(["any", "one", "two"], true), (["one", "any", "two", "any"], true), (["one", "two"], false)])
  func someLinesMayComeAnywhere(_ lines: [String], _ isFine: Bool) throws {
    #expect((try judge(lines, .exit(0), exit: 0, more: "+ must | order: any | log: any\n") == nil) == isFine)
  }

  @Test(arguments: [
    (["two", "one"], Ending.exit(0), 0), (["one"], .exit(0), 0), ([], .exit(0), 0), (["one", "Error", "two"], .exit(0), 0),
    (["one", "two"], .exit(1), 0), (["one", "two"], .timeout, 0), (["one", "two"], .failed("reset"), 0),
  ])
  func refuses(_ lines: [String], _ ending: Ending, _ exit: Int) throws { #expect(try judge(lines, ending, exit: exit) != nil) }
}

@Suite struct SmallPartsTests {
  @Test func findsTheNearestWord() {
    #expect(Nearest.match("helo", in: ["hello", "bench"]) == "hello")
    #expect(Nearest.match("zzzzzz", in: ["hello", "bench"]) == nil)
    #expect(Nearest.distance("kitten", "sitting") == 3)
  }

  @Test func countsLinesOfCode() {
    #expect(LineCounter.count("a\n\n  // b\n/* c\n d */\ne /* f */\n/* g */\n") == 2)
  }

  @Test func readsCountsOfSwiftTest() {
    #expect(HostTests.parse("✔ Test run with 19 tests in 3 suites passed after 0.053 seconds.").passed == 19)
    #expect(HostTests.parse("✘ Test run with 19 tests in 3 suites failed after 1 seconds with 2 issues.").failed == 1)
    #expect(HostTests.parse("nothing").passed == 0)
  }

  @Test func readsMetrics() {
    #expect(Benchmark.parse("[init -> bench] bench: ipc.call-reply 321 instructions")?.value == 321)
    #expect(Benchmark.parse("[init -> bench] bench: nonsense") == nil)
    #expect(Benchmark.parse("bench: a b c") == nil)
  }

  @Test(arguments: ["Bad", "1a", "", "a b", "a/b", "..", "-a"])
  func refusesNamesOfComponents(_ name: String) { #expect(throws: ToolError.self) { try ComponentTemplate(name) } }
}

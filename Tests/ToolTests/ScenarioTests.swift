import Foundation
import HID
import Schema
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
        + parent-provides
          + service PD
          + service CPU
          + service ROM
          + service LOG
        + default | ram: 8M | caps: 100
        + default-route | + any-service | + parent
        + start one | + binary hello
        + start inner | + binary init
          + config
            + parent-provides
              + service PD
              + service CPU
              + service ROM
              + service LOG
            + start greeter | ram: 1M | caps: 50
              + route | + any-service | + parent
      -
      """)
    #expect(scenario.cpus == 4 && scenario.memory == "64M" && scenario.timeout == 9 && scenario.exitValue == 3)
    #expect(scenario.must.map(\.pattern) == ["^a", "b$"])
    #expect(scenario.binaries == ["hello", "greeter"])
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
    ("scenario s\n+ rom a\n+ config\n-\n", "needs a name, and a file or a font"),
    ("scenario s\n+ rom a | font: 3x\n+ config\n-\n", "\"font\" is \"1x\", \"2x\" or \"both\", found \"3x\""),
    ("scenario s\n+ rom config | file: x\n+ config\n-\n", "there is a boot module \"config\" already"),
    ("scenario s\n+ rom a | file: x\n+ config\n-\n", "no file \"x\" beside"),
    ("scenario s\n+ config\n  + start\n-\n", "\"start\" needs \"name\""),
    ("scenario s\n+ config\n  + start hello\n  + start hello\n-\n", "child \"hello\" is started twice"),
    ("scenario s\n+ config\n  + start helo\n-\n", "no component is called \"helo\"; did you mean \"hello\"?"),
    ("scenario s\n+ config\n", "the end is missing"),
  ])
  func refuses(_ text: String, _ expected: String) {
    #expect(complaint(text).contains(expected), "\(complaint(text))")
    #expect(complaint(text).hasPrefix("Scenarios/s/scenario.hid:"))
  }
}

/// What is said about configurations of init, each mistake with its place: one text for each rule.
@Suite struct CompositionCheckTests {
  private static let beginning = """
    scenario s
    + rom tool | file: .
    + config
      + parent-provides
        + service PD
        + service CPU
        + service ROM
        + service LOG
      + default | ram: 1M | caps: 100
      + default-route | + any-service | + parent

    """

  /// What the configuration of "hello" may say.
  private static let schema = Schema.read("schema\n+ attribute rate | type: number\n-\n").schema

  private func complaints(_ lines: [String]) -> [String] {
    let text = Self.beginning + lines.map { "  " + $0 + "\n" }.joined() + "-\n"
    do {
      _ = try ScenarioReader.check(
        text, name: "s", folder: URL(fileURLWithPath: "/"), components: ["hello", "greeter"], schemas: ["hello": Self.schema])
      return []
    } catch { return "\(error)".split(separator: "\n").map(String.init) }
  }

  @Test(arguments: [
    ["+ start hello", "+ start greeter"], ["+ start tool"], ["+ start hello", "  + config | rate: 5"],
    ["+ start greeter", "  + config | whatever: 5"], ["+ start any", "  + binary hello"],
    [
      "+ start any", "  + route", "    + service ROM | label_last: any | + parent | label: hello",
      "    + any-service | + parent",
    ],
  ])
  func acceptsWhatFits(_ lines: [String]) { #expect(complaints(lines).isEmpty, "\(complaints(lines))") }

  @Test(arguments: [
    (["+ start hello | rma: 1M"], "11:19: unknown attribute \"rma\" in \"start\": did you mean \"ram\"?"),
    (["+ strat hello"], "11:3: unknown node \"strat\" in \"config\": did you mean \"start\"?"),
    (["+ start hello | ram: much"], "11:19: \"ram\" is \"much\", but must be a number of bytes such as"),
    (["+ start hello", "+ start hello"], "12:3: child \"hello\" is started twice (first in line 11): give it another name"),
    (["+ start hello", "  + route | + service LOG | + parent"], "11:3: child \"hello\" is denied PD: no rule of its route"),
    (
      [
        "+ start a", "  + binary hello", "  + provides | + service X", "+ start b", "  + binary hello",
        "  + provides | + service X",
      ]
        + ["+ start hello", "  + route", "    + service X | + any-child", "    + any-service | + parent"],
      "19:7: child \"hello\" is denied X: the rule in line 19 leads to any child, but several provide it (\"a\", \"b\")"
    ),
    (["+ start hello | ram: 300M"], "11:3: all children together are to get 300M RAM"),
    (
      [
        "+ start hello", "  + provides | + service LOG", "  + route", "    + service LOG | + child hello",
        "    + any-service | + parent",
      ],
      "11:3: child \"hello\" waits for its own LOG service"
    ),
    (
      ["+ start hello", "  + config | raet: 5"],
      "12:16: hello: unknown attribute \"raet\" in \"config\": did you mean \"rate\"?"
    ),
    (
      ["+ start any", "  + binary hello", "  + config | rate: often"],
      "13:16: hello: \"rate\" is \"often\", but must be a whole number"
    ),
    (
      ["+ start a | ram: 4M", "  + binary init", "  + config", "    + parent-provides", "      + service PD"]
        + ["      + service CPU", "      + service ROM", "      + service LOG", "    + start hello | ram: 1M | caps: 20"]
        + ["      + route | + any-service | + parent", "      + config | + nothing"],
      "21:20: hello: unknown node \"nothing\" in \"config\": remove it, nothing is expected here"
    ),
    (
      ["+ start hello", "  + exit | propagate: no", "  + exit | propagate: yes"],
      "13:5: \"start\" has a second \"exit\" (the first is in line 12): remove one of them"
    ),
    (["+ default | ram: 2M"], "11:3: \"config\" has a second \"default\" (the first is in line 9): remove one of them"),
    (["+ start hello", "  + managed | max_ram: 512K"], "12:5: child \"hello\" gets more than it may ask for"),
    (["+ start hello", "  + heartbeat"], "11:3: child \"hello\" is never asked for its heartbeat; add \"+ heartbeat"),
    (["+ start hello", "  + affinity | xpos: 1"], "11:3: child \"hello\" has an affinity, but no grid that it refers to"),
    (
      ["+ affinity-space | width: 2", "+ start hello", "  + affinity | xpos: 2"],
      "12:3: the affinity of child \"hello\" reaches beyond the grid of 2 x 1"
    ),
    (
      [
        "+ start hello", "  + cpu | budget_us: 600 | period_us: 1000", "+ start greeter",
        "  + cpu | budget_us: 500 | period_us: 1000",
      ],
      "13:3: components are promised 110.0 % of CPU 0: lower a budget"
    ),
    (
      [
        "+ start hello", "  + cpu | budget_us: 300 | period_us: 1000 | deadline_us: 799", "+ start greeter",
        "  + cpu | budget_us: 500 | period_us: 1000",
      ],
      "11:3: \"init -> hello\" must be done within 799 us and can take 800 us: raise its priority"
    ),
    (
      ["+ start hello", "  + cpu | budget_us: 300 | period_us: 1000 | deadline_us: 500", "+ start greeter"],
      "11:3: \"init -> hello\" has a deadline, and \"init -> greeter\" is as urgent and may take all time"
    ),
    (["+ start helo"], "11:3: no component is called \"helo\"; did you mean \"hello\"?"),
    (["+ start a", "  + binary init", "  + config", "    + start hello"], "14:7: child \"hello\" gets no RAM"),
    (
      ["+ start a", "  + binary init", "  + config", "    + start hello | ram: 2M | caps: 1"],
      "14:7: all children together are to get 2M RAM and 1 capabilities, but there are only 896K and 80"
    ),
    (
      ["+ start a", "  + binary init", "  + config", "    + parent-provides | + service Gui"],
      "11:3: its \"parent-provides\" names Gui, but child \"a\" is denied Gui"
    ),
    (
      ["+ start a", "  + binary init", "  + config", "    + start helo | ram: 1K | caps: 1"],
      "14:7: no component is called \"helo\""
    ),
  ])
  func finds(_ lines: [String], _ expected: String) {
    let found = complaints(lines)
    #expect(found.contains { $0.hasPrefix("Scenarios/s/scenario.hid:" + expected) }, "\(found)")
  }

  @Test func knowsWhatCoreProvides() {
    let text = "scenario s\n+ config\n  + parent-provides\n    + service ROMS\n-\n"
    #expect {
      _ = try ScenarioReader.check(text, name: "s", folder: URL(fileURLWithPath: "/"), components: [])
    } throws: {
      "\($0)".contains("s/scenario.hid:4:5: core does not provide \"ROMS\"; did you mean \"ROM\"?")
    }
  }

  @Test func tellsEverythingAtOnce() {
    #expect(complaints(["+ start hello | rma: 1M", "+ start helo", "+ start b | caps: x", "  + binary hello"]).count == 3)
  }
}

/// The schemas that components ship.
@Suite struct ShippedSchemaTests {
  private static let repository = Repository(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

  @Test func everyComponentShipsOneWithoutMistakes() throws {
    for name in Self.repository.components() {
      #expect(try Self.repository.schema(of: name) != nil, "\(name) has no schema.hid: what may its configuration say?")
    }
  }

  /// For components with rules of their own, a configuration that breaks one.
  @Test(arguments: [
    ("abuser", "config | kind: nice", "must be one of fuzz, flood"), ("abuser", "config", "needs \"kind\""),
    ("black_hole", "config\n+ service LOG\n+ service LOG", "has the same \"name\", \"LOG\""),
    ("crasher", "config | kind: null_read", "did you mean \"null-read\"?"),
    ("dummy", "config\n+ consume_ram | amount: lots", "a number of bytes"),
    ("dummy", "config\n+ slep | ms: 5", "did you mean \"sleep\"?"),
    ("dynamic_rom", "config\n+ rom a\n  + sleep | ms: 5", "unknown attribute \"ms\""),
    ("greeter", "config | verbose: yes", "nothing is expected here"),
    ("log_filter", "config\n+ policy | label: a | lines_per_second: many", "a whole number"),
    ("log_filter", "config\n+ default-policy\n+ default-policy", "there can be one \"default-policy\" only"),
    ("report_rom", "config\n+ policy | label: a", "needs \"report\""),
    ("rom_filter", "config\n+ output\n  + if\n    + then", "needs a node \"has_value\""),
    ("rom_filter", "config\n+ output\n  + if\n    + has_value | input: a | value: b\n    + the", "did you mean \"then\"?"),
  ])
  func refuses(_ component: String, _ config: String, _ expected: String) throws {
    let schema = try #require(try Self.repository.schema(of: component))
    let found = schema.problems(
      of: Node.parse(config + "\n-\n").node, component: component, at: Position(line: 1, column: 1))
    #expect(found.count == 1 && found[0].message.contains(expected), "\(found)")
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
    #expect(SourceText("a\n\n  // b\n/* c\n d */\ne /* f */\n/* g */\n", .swift).codeLines == 2)
  }

  @Test func readsCountsOfSwiftTest() {
    #expect(HostTests.parse("✔ Test run with 19 tests in 3 suites passed after 0.053 seconds.").passed == 19)
    #expect(HostTests.parse("✘ Test run with 19 tests in 3 suites failed after 1 seconds with 2 issues.").failed == 1)
    #expect(HostTests.parse("nothing").passed == 0)
  }

  @Test(arguments: ["Bad", "1a", "", "a b", "a/b", "..", "-a"])
  func refusesNamesOfComponents(_ name: String) { #expect(throws: ToolError.self) { try ComponentTemplate(name) } }
}

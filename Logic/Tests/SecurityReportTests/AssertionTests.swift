import HID
import Testing

@testable import SecurityReport

@Suite struct AssertionTests {
  private func statements(_ lines: String, _ model: SecurityModel) -> SecurityStatements {
    let node = Node.parse("scenario s\n\(lines)\n-\n").node ?? Node("scenario")
    return SecurityStatements(node, model)
  }

  /// What is said of these lines in the small desktop, all at once.
  private func complaints(_ lines: String, sizes: ProgramSizes? = nil) -> [String] {
    var model = Sample.desktop()
    model.assets = []
    let statements = statements(lines, model)
    model.assets = statements.assets
    let failures = statements.problems.isEmpty ? AssertionCheck(model, sizes: sizes).problems(statements.assertions) : []
    return (statements.problems + failures).map { "\($0.position.line):\($0.position.column): \($0.message)" }
  }

  @Test(arguments: [
    "+ asset microphone | held-by: mixer | about: what is heard\n+ assert | cannot: see | from: recorder | to: microphone | unless: consent",
    "+ asset text | held-by: editor\n+ assert | cannot: alter | from: log | to: text",
    "+ asset text | held-by: editor, gui\n+ assert | cannot: reach | from: input | to: text | bugs: 0",
    "+ asset microphone | service: Record\n+ assert | cannot: reach | from: timer | to: microphone | bugs: 1",
    "+ attacker clock | enters: timer\n+ assert | cannot: reach | from: clock | to: editor | bugs: 1",
    "+ assert | trusted-components-of: timer | objective: integrity | below: 5",
    "+ assert | trusted-lines-of: timer | objective: integrity | below: 1",
    "+ compare-linux | component: editor | programs: vi, ls | about: Writing",
  ])
  func whatHoldsIsLetPass(_ lines: String) { #expect(complaints(lines).isEmpty, "\(complaints(lines))") }

  private static let mistakes: [(String, String)] = [
    ("+ asset", "2:1: an asset needs a name"),
    ("+ asset a", "2:1: say who has \"a\": \"held-by: COMPONENT"),
    ("+ asset a | held-by: mixr", "2:1: there is no component \"mixr\"; did you mean \"mixer\"?"),
    ("+ asset a | held-by: mixer\n+ asset a | held-by: gui", "3:1: there is a second asset \"a\""),
    ("+ asset a | heldby: mixer", "2:13: \"asset\" has no attribute \"heldby\"; did you mean \"held-by\"?"),
    ("+ asset a | service: Recorder", "nobody has a session of \"Recorder\""),
    ("+ asset a | held-by: mixer\n  + more", "3:3: \"asset\" has no nodes in it"),
    ("+ attacker a", "2:1: an attacker needs a name, and where it comes in"),
    ("+ attacker input | enters: gui", "there is a second attacker \"input\""),
    ("+ assert", "2:1: an assertion says one of"),
    ("+ assert | cannot: see | trusted-lines-of: gui", "2:1: an assertion says one of"),
    (
      "+ assert | cannot: hear | from: gui | to: mixer",
      "\"cannot\" is \"reach\", \"see\", \"alter\" or \"deny\", found \"hear\""
    ),
    ("+ assert | cannot: see | from: gui", "needs \"from: ...\" and \"to: ...\""),
    ("+ assert | cannot: see | from: input | to: mixer", "there is no component \"input\""),
    ("+ assert | cannot: see | from: gui | to: mixer | bugs: 2", "only \"cannot: reach\" counts \"bugs\""),
    ("+ assert | cannot: reach | from: gui | to: mixer | bugs: few", "\"bugs\" must be a number"),
    ("+ assert | cannot: see | from: gui | to: mixer | assuming: luck", "\"assuming\" can only be \"iommu\", found \"luck\""),
    ("+ assert | cannot: see | from: gui | to: mixer | unless: asked", "\"unless\" can only be \"consent\", found \"asked\""),
    ("+ assert | trusted-lines-of: gui | below: 5", "say \"objective: confidentiality\""),
    ("+ assert | trusted-lines-of: gui | objective: integrity", "\"below\" must be a number"),
    ("+ assert | trusted-lines-of: gui | objective: integrity | below: -1", "\"below\" must be a number"),
    ("+ compare-linux | component: gui", "2:1: say what to compare with what"),
    ("+ compare-linux | programs: gpg", "2:1: say what to compare with what"),
    ("+ compare-linux | component: giu | programs: gpg", "2:1: there is no component \"giu\"; did you mean \"gui\"?"),
    ("+ compare-linux | component: gui | programs: /bin/sh", "names of commands, without folders: found \"/bin/sh\""),
    (
      "+ compare-linux | component: gui | programs: a\n+ compare-linux | component: gui | programs: b",
      "3:1: a scenario has one \"compare-linux\""
    ),
    ("+ compare-linux | component: gui | program: a", "\"compare-linux\" has no attribute \"program\""),
  ]

  @Test(arguments: mistakes)
  func mistakesAreToldWithTheirPlace(_ lines: String, _ expected: String) {
    let found = complaints(lines)
    #expect(found.contains { $0.contains(expected) }, "\(found)")
  }

  private static let failures: [(String, String)] = [
    (
      "+ assert | cannot: alter | from: ps2 | to: editor",
      "does not hold: ps2: client of Event -> gui, gui: serves Gui -> editor; remove one of these"
    ),
    ("+ asset mic | held-by: mixer\n+ assert | cannot: see | from: recorder | to: mic", "recorder: client of Record -> mixer"),
    (
      "+ asset text | held-by: editor\n+ assert | cannot: reach | from: input | to: text",
      "does not hold: 1 bug is enough, on the way input, then ps2"
    ),
    (
      "+ assert | cannot: reach | from: input | to: mixer | bugs: 4",
      "4 bugs are enough, on the way input, then ps2, then gui"
    ),
    ("+ assert | trusted-components-of: editor | objective: integrity | below: 3", "it trusts 7 components"),
  ]

  @Test(arguments: failures)
  func whatDoesNotHoldIsToldWithTheReason(_ lines: String, _ expected: String) {
    let found = complaints(lines)
    #expect(found.count == 1 && found[0].contains(expected), "\(found)")
  }

  @Test func linesAreCountedWhereTheyAreKnown() {
    let lines = "+ assert | trusted-lines-of: timer | objective: integrity | below: "
    // kernel 10, core 20, init 30, timer 100, and 100 that they share.
    #expect(complaints(lines + "261", sizes: Sample.sizes).isEmpty)
    #expect(
      complaints(lines + "260", sizes: Sample.sizes).first?.contains("it trusts 260 linked lines, of 4 components") == true)
    #expect(complaints(lines + "260", sizes: ProgramSizes([:])).first?.contains("is not known: build the scenario") == true)
  }

  @Test func aNameThatTwoComponentsHaveIsNoName() {
    var model = Sample.desktop()
    model.components.append(Component("init -> a -> x", program: "x", parent: "init"))
    model.components.append(Component("init -> b -> x", program: "x", parent: "init"))
    #expect(
      statements("+ asset s | held-by: x", model).problems.first?.message.contains("can be any of init -> a -> x,") == true)
    #expect(statements("+ asset s | held-by: init -> b -> x", model).problems.isEmpty)
  }

  @Test func theTextOfAnAssertionReadsBackAsItself() {
    let lines = [
      "cannot: reach | from: input | to: mixer | bugs: 4 | assuming: iommu | unless: consent",
      "cannot: deny | from: gui | to: mixer", "trusted-lines-of: gui | objective: availability | below: 7",
      "trusted-components-of: gui | objective: confidentiality | below: 7",
    ]
    let read = statements(lines.map { "+ assert | \($0)" }.joined(separator: "\n"), Sample.desktop())
    #expect(read.problems.isEmpty && read.assertions.map(\.text) == lines)
  }
}

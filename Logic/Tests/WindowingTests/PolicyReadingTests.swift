import HID
import Testing

@testable import Windowing

extension Node {
  static func parse(_ text: String) -> Node { Node.parse(Array(text.utf8)).node! }
}

@Suite struct PolicyReadingTests {
  private func mistakes(_ line: String) -> [String] { DeskPolicy(.parse("config\n\(line)\n-\n")).mistakes }

  @Test func goodOnesHaveNone() { #expect(DeskPolicy(.parse(TestDesk.configuration)).mistakes.isEmpty) }

  @Test func mistakesAreNamedWithTheirLine() {
    #expect(mistakes("+ domain | layer: 1") == ["line 2: a domain has no name: write \"+ domain NAME\""])
    #expect(mistakes("+ domain x") == ["line 2: domain \"x\" has no layer: add \"layer: NUMBER\""])
    #expect(mistakes("+ domain x | layer: one").first?.contains("which is not a whole number from 0 to 999") == true)
    #expect(mistakes("+ domain x | layer: 1 | colour: #112233") == ["line 2: a domain has no attribute \"colour\""])
    #expect(mistakes("+ domain x | layer: 1 | color: red") == ["line 2: color is \"red\", which is not #RRGGBB"])
    #expect(
      mistakes("+ domain x | layer: 1 | exclusive: yes | surround: 15") == ["line 2: surround is \"15\", which is not #RRGGBB"])
    #expect(mistakes("+ domain x | layer: 1 | surround: #112233") == ["line 2: surround needs \"exclusive: yes\""])
    #expect(mistakes("+ domain x | layer: 1 | focus: always").first?.contains("none, click, transient") == true)
    #expect(mistakes("+ domain x | layer: 1 | exclusive: maybe").first?.contains("neither yes nor no") == true)
    #expect(mistakes("+ policy | label: a").first?.contains("names no domain") == true)
    #expect(mistakes("+ policy | label: a | domain: b").first?.contains("there is no domain \"b\"") == true)
    #expect(mistakes("+ global-key KEY_NONSENSE | label: a").first?.contains("needs the name of a key") == true)
    #expect(mistakes("+ global-key KEY_F1").first?.contains("has no label") == true)
    #expect(mistakes("+ global-key KEY_F1 | label: a | with: KEY_B").first?.contains("no modifier") == true)
    #expect(mistakes("+ domian x") == ["line 2: there is no node \"domian\" in this configuration"])
  }

  @Test func colours() {
    #expect(UInt32(color: "#a1B2c3") == 0xa1b2c3 && UInt32(color: "#12345") == nil && UInt32(color: "#12345g") == nil)
    #expect((0xa1b2c3 as UInt32).colorText == "#a1b2c3")
  }
}

import Testing

@testable import ToolKit

/// What `bulkhead hid` does with documents.
@Suite struct HIDTextTests {
  private static let text = """
    config | verbose: yes
    . about all
    + start timer | ram: 1M   | caps: 100
      version:  5
      + provides | + service Timer
    x start old
      ram: 2M

    + start app | . mine
      + route
        + service ROM | label_last: font | + child fonts
        + any-service                    | + parent
      + config
        : raw | text
    -

    """

  private func editor(_ text: String = HIDTextTests.text) throws -> TextEditor { try TextEditor(Array(text.utf8), name: "t") }

  @Test func formats() throws {
    let expected = """
      config | verbose: yes
      . about all
      + start timer | ram: 1M | caps: 100 | version: 5
        + provides
          + service Timer
      x start old | ram: 2M
      + start app | . mine
        + route
        | + service ROM | label_last: font
        | | + child fonts
        | + any-service
        |   + parent
        + config
          : raw | text
      -

      """
    #expect(try editor().formatted() == expected)
    #expect(try editor(expected).formatted() == expected)
  }

  @Test func breaksLongLines() throws {
    let long = String(repeating: "x", count: 60)
    let text = try editor("config\n+ start a | first: \(long) | second: 2\n  + b\n+ start c | first: \(long)\(long)\n-\n")
      .formatted()
    #expect(
      text == "config\n+ start a\n  |     first:  \(long)\n  |     second: 2\n  + b\n+ start c | first: \(long)\(long)\n-\n")
    #expect(try editor(text).formatted() == text)
    #expect(try editor(text).get("config | + start a | : second") == ["2"])
  }

  @Test(arguments: [
    ("config | + start | : name", ["timer", "old", "app"]), ("config | + start timer | : version", ["5"]),
    ("config | + start old | : ram", ["2M"]), ("config | : verbose", ["yes"]),
    ("config | + start app | + route | + service | : label_last", ["font"]), ("config | + start | ram: 1M | : caps", ["100"]),
    ("config | + start | ram: 2M | : caps", []), ("other | : verbose", []), ("config | + start app | : nothing", []),
  ])
  func gets(_ path: String, _ expected: [String]) throws {
    // A disabled node is found as well, so that it can be enabled again.
    #expect(try editor().get(path) == expected)
  }

  @Test(arguments: [
    ("config | + start timer | : caps: 7", "caps: 100", "caps: 7"),
    ("config | + start timer | : version: 6", "version:  5", "version:  6"),
    (
      "config | + start timer | : new: x | ram: 2M", "ram: 1M   | caps: 100\n  version:  5",
      "ram: 2M   | caps: 100\n  version:  5 | new: x"
    ),
    ("config | + start app | : caps: 9", "+ start app |", "+ start app | caps: 9 |"),
    ("config | : verbose:", "verbose: yes", "verbose: "),
  ])
  func setsAndLeavesTheRestAlone(_ path: String, _ old: String, _ new: String) throws {
    #expect(try editor().setting(path) == Self.text.replacing(old, with: new))
  }

  @Test func setsSeveralNodesAtOnce() throws {
    let result = try editor().setting("config | + start | : ram: 3M")
    #expect(try editor(result).get("config | + start | : ram") == ["3M", "3M", "3M"])
  }

  @Test func enablesAndDisables() throws {
    #expect(try editor().enabling("config | + start old", true) == Self.text.replacing("x start old", with: "+ start old"))
    #expect(
      try editor().enabling("config | + start app | + route", false) == Self.text.replacing("  + route", with: "  x route"))
    #expect(try editor().enabling("config", false) == Self.text)
    #expect(try editor().enabling("config | + start timer", true) == Self.text)
  }

  @Test func printsNodes() throws {
    #expect(try editor().nodes("config | + start app | + config") == ["config\n: raw | text\n-\n"])
  }

  @Test(arguments: [
    "config | + start nobody | : ram: 1M", "config | + start app", "config | + start app | : ", "", "| : x: y",
    "nothing | : x: y",
  ])
  func refusesToSet(_ path: String) { #expect(throws: ToolError.self) { try editor().setting(path) } }

  @Test func refusesPathsWithoutATag() { #expect(throws: ToolError.self) { try editor().get("config | + start") } }

  @Test(arguments: ["", "config\n", "config\n\t+ a\n-\n", "config\n+ a tag: 1\n-\n", "config\n| |\n+\n-\n"])
  func refusesWhatIsNoDocument(_ text: String) { #expect(throws: ToolError.self) { try editor(text) } }
}

import Foundation
import HID
import Testing

@testable import ToolKit

/// Scenarios that are another one with something added.
@Suite struct ScenarioVariationTests {
  private static let other = """
    scenario other | about: the other | cpus: 4 | memory: 64M | manual: yes
    + must | log: hello
    + exit | value: 3
    + rom picture | file: a.png
    + rom font | font: 1x
    + assert | cannot: see | from: a | to: b
    + config | prio_levels: 4
      + parent-provides
        + service ROM
      + start gui | ram: 1M | caps: 100
        + config
          + capture | + policy | label: driver
          + policy | label: one
    -
    """

  private func combine(_ text: String, with other: String = Self.other) throws -> Node {
    try #require(Node.parse(try ScenarioVariation.combine(text, with: other, named: "other")).node)
  }

  @Test func theSystemIsTakenOverAndWhatIsRequiredIsNot() throws {
    let top = try combine("scenario s | like: other | cpus: 1\n+ must | log: mine\n-\n")
    #expect(top.name == "s" && top.attribute("like") == nil && top.attribute("about") == nil && top.attribute("manual") == nil)
    #expect(top.attribute("cpus") == "1" && top.attribute("memory") == "64M")
    #expect(top.nodes("must").map { $0.attribute("log") } == ["mine"])
    #expect(top.node("exit") == nil && top.node("assert") == nil)
    #expect(top.nodes("rom").map { $0.attribute("file") } == ["../other/a.png", nil])
  }

  @Test func nodesOfOneNameAreOneAndOthersAreAdded() throws {
    let top = try combine(
      """
      scenario s | like: other
      + config
        + parent-provides | + service AUDIT
        + start gui | ram: 2M
          + config
            + capture | + policy | label: meter
            + policy | label: two
        + start meter
      -
      """)
    let config = try #require(top.node("config"))
    #expect(top.nodes("config").count == 1 && config.nodes("start").map(\.name) == ["gui", "meter"])
    #expect(config.attribute("prio_levels") == "4")
    #expect(config.node("parent-provides")?.nodes.map(\.name) == ["ROM", "AUDIT"])
    let gui = try #require(config.node("start"))
    #expect(gui.attribute("ram") == "2M" && gui.attribute("caps") == "100")
    let inner = try #require(gui.node("config"))
    #expect(inner.nodes("capture").count == 1)
    #expect(inner.node("capture")?.nodes.map { $0.attribute("label") } == ["driver", "meter"])
    #expect(inner.nodes("policy").map { $0.attribute("label") } == ["one", "two"])
  }

  /// A disabled node is as if it were not there: it neither changes one nor is changed.
  @Test func whatIsDisabledChangesNothing() throws {
    let top = try combine("scenario s | like: other\n+ config\n  x start gui | ram: 9M\n-\n")
    #expect(top.node("config")?.nodes("start").map { $0.attribute("ram") } == ["1M"])
  }

  @Test func noChains() {
    #expect(throws: ToolError.self) {
      try combine("scenario s | like: other\n-\n", with: "scenario other | like: third\n+ config\n-\n")
    }
    #expect(throws: ToolError.self) { try combine("scenario s | like: other\n-\n", with: "") }
  }

  @Test func mistakesAreFoundInTheWholeText() throws {
    let folder = try FileManager.default.makeTemporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let repository = Repository(root: folder)
    func write(_ name: String, _ text: String) throws {
      let place = repository.scenarios.appending(path: name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place.appending(path: "scenario.hid"))
    }
    try write("other", "scenario other\n+ config\n-\n")
    try write("s", "scenario s | like: other\n+ musst | log: a\n-\n")
    try write("lost", "scenario lost | like: othr\n-\n")
    func complaint(_ name: String) -> String {
      do { _ = try repository.scenario(name) } catch { return "\(error)" }
      return ""
    }
    #expect(complaint("s").contains("Build/varied/s.hid:") && complaint("s").contains("did you mean \"must\"?"))
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "Build/varied/s.hid").path))
    #expect(complaint("lost").contains("\"like\" names no scenario: \"othr\"; did you mean \"other\"?"))
  }
}

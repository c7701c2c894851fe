// Disks as a scenario names them, as images, and as scripts treat them; half of it about what is refused.

import Foundation
import Testing

@testable import ToolKit

@Suite struct DiskTests {
  private func scenario(_ lines: String) throws -> Scenario {
    let text = "scenario s\n\(lines)+ config\n  + parent-provides\n    + service LOG\n-\n"
    return try ScenarioReader.check(text, name: "s", folder: FileManager.default.temporaryDirectory, components: [])
  }

  private func complaint(_ lines: String) -> String {
    do { return "read: \(try scenario(lines).disks)" } catch { return "\(error)" }
  }

  @Test func aScenarioNamesDisks() throws {
    let disks = try scenario("+ disk keys | size: 1M\n+ disk mail | size: 4K | content: numbers\n").disks
    #expect(disks.map(\.name) == ["keys", "mail"])
    #expect(disks[0].content == .zeros(1 << 20) && disks[1].content == .numbers(4096))
  }

  @Test(arguments: [
    ("+ disk | size: 1M\n", "needs a name"), ("+ disk a,b | size: 1M\n", "needs a name"),
    ("+ disk aaaaaaaaaaaaaaaaaaaaa | size: 1M\n", "needs a name"), ("+ disk a\n", "a size or a file"),
    ("+ disk a | size: 1M | file: x\n", "a size or a file"), ("+ disk a | size: 1000\n", "whole number of sectors"),
    ("+ disk a | size: 2G\n", "at most 1G"), ("+ disk a | size: none\n", "found \"none\""),
    ("+ disk a | file: there-is-none\n", "there is no file"), ("+ disk a | size: 1M | content: noise\n", "found \"noise\""),
    ("+ disk a | size: 1M\n+ disk a | size: 1M\n", "already"), ("+ disk a | sise: 1M\n", "did you mean"),
    ("+ disk a | size: 1M\n+ script\n  + disk b | keep: x\n", "no disk \"b\""),
    ("+ disk a | size: 1M\n+ script\n  + disk a\n", "one thing to do"),
    ("+ disk a | size: 1M\n+ script\n  + disk a | keep: x | flip: 3\n", "one thing to do"),
    ("+ disk a | size: 1M\n+ script\n  + disk a | flip: x\n", "a number from"),
  ]) func whatIsNoDiskIsAnError(_ lines: String, _ message: String) { #expect(complaint(lines).contains(message)) }

  @Test func scriptsReadDiskSteps() throws {
    let steps = try scenario("+ disk a | size: 1M\n+ script\n  + power-cycle\n  + disk a | flip: 9\n  + disk a | lacks: key\n")
      .script
    #expect(steps.map(\.step) == [.cyclePower, .disk("a", .flip(9)), .disk("a", .has("key", false))])
  }

  @Test func imagesAreFreshAndGoWithTheBox() throws {
    var box: DiskBox? = try DiskBox([DiskHardware(name: "a", content: .numbers(1024))])
    let image = try #require(try box?.image("a"))
    let bytes = [UInt8](try Data(contentsOf: image))
    #expect(bytes.count == 1024 && Array(bytes[256..<272]) == [0, 1, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0])
    #expect(box?.arguments.contains { $0.contains("serial=a") } == true)
    #expect(throws: ToolError.self) { try box?.image("b") }
    box = nil
    #expect(!FileManager.default.fileExists(atPath: image.path))
  }

  @Test func bitsTurnOverAndCopiesComeBack() throws {
    let box = try DiskBox([DiskHardware(name: "a", content: .zeros(512))])
    try box.keep("a", as: "old")
    try box.flip(9, of: "a")
    #expect([UInt8](try Data(contentsOf: box.image("a")))[1] == 2)
    #expect(throws: ToolError.self) { try box.flip(512 * 8, of: "a") }
    #expect(throws: ToolError.self) { try box.restore("a", from: "new") }
    try box.restore("a", from: "old")
    #expect([UInt8](try Data(contentsOf: box.image("a"))) == [UInt8](repeating: 0, count: 512))
    #expect(try !box.contains("key", "a"))
  }

  @Test func filesOfTheUsersStay() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString).image")
    defer { try? FileManager.default.removeItem(at: file) }
    let hardware = DiskHardware(name: "a", content: .zeros(1024))
    try DiskBox([hardware], kept: ["a": file]).flip(0, of: "a")
    #expect(try DiskBox([hardware], kept: ["a": file]).image("a") == file)
    #expect([UInt8](try Data(contentsOf: file))[0] == 1)
    try Data([1, 2, 3]).write(to: file)
    #expect(throws: ToolError.self) { try DiskBox([hardware], kept: ["a": file]) }
    let scenario = try scenario("+ disk keys | size: 1M\n")
    #expect(throws: ToolError.self) { try DiskBox(scenario, kept: ["keyz": file]) }
  }
}

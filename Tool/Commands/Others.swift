import ArgumentParser
import Foundation
import ToolKit

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Checks a scenario without building or booting it.")
  @Argument(help: "The scenario; all of them if none is given.") var scenario: String?

  func run() throws {
    let repository = try Repository.current()
    var bad = 0
    for name in scenario.map({ [$0] }) ?? repository.scenarioNames() {
      do {
        let checked = try repository.scenario(name)
        print("\(name): ok (\(checked.config.nodes("start").count) components)")
      } catch let errors as ScenarioErrors {
        print(errors)
        bad += 1
      }
    }
    if bad > 0 { throw ExitCode(1) }
  }
}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Lists scenarios and components.")

  func run() throws {
    let repository = try Repository.current()
    let names = repository.scenarioNames()
    let width = names.map(\.count).max() ?? 0
    print("Scenarios (./bulkhead run NAME):")
    for name in names {
      let about = (try? repository.scenario(name))?.about ?? "has mistakes: ./bulkhead check \(name)"
      print("  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(about)")
    }
    print("Components: \(repository.components().joined(separator: ", "))")
  }
}

struct Image: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Makes a bootable medium of a scenario (BIOS and UEFI).")
  @Argument(help: "The scenario.") var scenario: String
  @Option(name: .shortAndLong, help: "The file to write.") var output: String

  func run() throws {
    let repository = try Repository.current()
    let scenario = try repository.scenario(scenario)
    let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw ToolError("--output \(output): there is no folder \"\(folder)\" that can be written to")
    }
    let runner = Runner(repository, progress: Progress.show)
    let archive = try runner.prepare(scenario)
    let file = URL(fileURLWithPath: output)
    try ISOImage.make(kernel: runner.kernel, archive: archive, to: file, in: repository.images(scenario.name))
    Progress.done()
    print("\(output): write it to a USB stick, or boot it with qemu-system-x86_64 -cpu max -m 256M -cdrom \(output)")
  }
}

struct Clean: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Removes everything that was built.")

  func run() throws {
    let repository = try Repository.current()
    try FileManager.default.removeItem(at: repository.build)
    print("removed \(repository.build.lastPathComponent)/")
  }
}

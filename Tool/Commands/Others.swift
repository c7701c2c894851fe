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
    try? FileManager.default.removeItem(at: repository.build)
    print("removed \(repository.build.lastPathComponent)/")
  }
}

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Says what this machine lacks.")

  private static let needs = [
    ("swift", ["--version"], "install Swift 6.3 from swift.org/install"),
    ("swift-format", ["--version"], "it comes with Swift 6.3"),
    ("llvm-objcopy", ["--version"], "it comes with Swift 6.3"),
    ("gcc", ["--version"], "apt-get install gcc"),
    ("qemu-system-x86_64", ["--version"], "apt-get install qemu-system-x86"),
    ("grub-mkrescue", ["--version"], "apt-get install grub-common grub-pc-bin grub-efi-amd64-bin"),
    ("xorriso", ["--version"], "apt-get install xorriso"),
    ("mformat", ["--version"], "apt-get install mtools"),
  ]

  func run() throws {
    var missing = 0
    for (name, arguments, remedy) in Self.needs {
      let result = try Command(name, arguments).run()
      let version = result.output.split(separator: "\n").first.map(String.init) ?? ""
      if result.status == 0 {
        print("ok       \(name): \(version)")
      } else {
        print("missing  \(name): \(remedy)")
        missing += 1
      }
    }
    if missing > 0 { throw ExitCode(1) }
  }
}

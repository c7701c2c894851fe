// `run` with what shows its screen, without somebody before it: as a picture, and to who looks from elsewhere.

import Foundation

enum ScreenCommandTests {
  /// Shows a pattern, and its script ends with a reference picture.
  private static let scenario = "drivers"

  static func cases(_ repository: Repository) -> [TestCase] {
    [
      TestCase("bulkhead run \(scenario) --screenshot keeps the screen's picture") { try screenshot(repository) },
      TestCase("bulkhead run \(scenario) --vnc shows the screen") { try remote(repository) },
      TestCase("a picture that there is no reference of is an error that says what to do") { try missing(repository) },
    ]
  }

  private static func screenshot(_ repository: Repository) throws -> TestOutcome {
    try FileManager.default.withTemporaryFolder { folder in
      let file = folder.appending(path: "screen.png")
      let result = try CommandTests.command(["run", scenario, "--screenshot", file.path], repository).run()
      guard result.status == 0 else { return .failed("      ended with \(result.status): \(result.output.suffix(600))") }
      let picture = try ScreenPicture(png: [UInt8](Data(contentsOf: file)))
      let reference = repository.scenarios.appending(path: "\(scenario)/moved.png")
      let difference = picture.difference(from: try ScreenPicture(png: [UInt8](Data(contentsOf: reference))))
      return difference.map { .failed("      \($0)") } ?? .passed
    }
  }

  private static func remote(_ repository: Repository) throws -> TestOutcome {
    let process = CommandTests.command(["run", scenario, "--vnc", "--timeout", "240"], repository).process()
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try RunningProcesses.shared.start(process)
    defer { RunningProcesses.shared.remove(process) }
    var (output, complaint): ([String], String?) = ([], "nothing was shown")
    var reader = LineReader(pipe.fileHandleForReading)
    _ = reader.read { line in
      output.append(line)
      guard process.isRunning, line.hasSuffix("vga_display captures") else { return false }
      complaint = waitForScreen(1024, 768)
      process.interrupt()
      return true
    }
    process.interrupt()
    process.waitUntilExit()
    return complaint.map { .failed("      \($0): \(output.suffix(5).joined(separator: "\n"))") } ?? .passed
  }

  /// Nil as soon as who looks is shown a screen of that size. It takes the emulator a moment to notice that the size changed.
  private static func waitForScreen(_ width: Int, _ height: Int) -> String? {
    var complaint: String?
    for _ in 0..<60 {
      do {
        let viewer = try ScreenViewer(port: 5900)
        if viewer.width == width, viewer.height == height { return nil }
        complaint = "a screen of \(viewer.width)x\(viewer.height) is shown"
      } catch { complaint = "\(error)" }
      usleep(500_000)
    }
    return complaint
  }

  private static func missing(_ repository: Repository) throws -> TestOutcome {
    let (name, script) = ("nobody-knows-it", "scenario | + script")
    let changes = ["--set", "\(script) | + screenshot pattern | : name: \(name)"]
    let result = try CommandTests.command(["run", scenario, "--headless", "--script"] + changes, repository).run()
    let wanted = "there is no Scenarios/\(scenario)/\(name).png to compare the screen with"
    // The rest of the script was played all the same: its last step waits for what the emulated mouse does.
    guard result.status == 1, result.output.contains(wanted), result.output.contains("ps2: wheel 0 -1") else {
      return .failed("      ended with \(result.status): \(result.output.suffix(600))")
    }
    return .passed
  }
}

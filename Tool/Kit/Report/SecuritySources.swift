// What the analysis is based on besides a scenario: the interfaces' declarations, and what the kernel was measured to take.

import Foundation
import SecurityReport

struct SecuritySources {
  /// What the sides of a session can do to each other, by the names of the services.
  var interfaces: [String: InterfaceInfluence] = [:]
  var timing = KernelTiming(blocking: 0, switching: 0)
}

extension Repository {
  /// - Throws: if there is a declaration that cannot be read exactly, or a figure is missing.
  func securitySources() throws -> SecuritySources {
    SecuritySources(interfaces: try interfaces(), timing: try kernelTiming())
  }

  func interfaces() throws -> [String: InterfaceInfluence] {
    let folder = system.appending(path: "Sessions")
    let declared = try LineCounter.files(folder).flatMap { file in
      try InterfaceReader.read(
        String(contentsOf: file, encoding: .utf8), file: "System/Sessions/\(file.lastPathComponent)")
    }
    return try InterfaceTable(declared).influences
  }

  /// Instructions in a microsecond that the machine is assumed to do at least.
  static let assumedRate = 1000

  /// From the figures in README.md, which `bench` measured: the longest stretch with interrupts off, and a signal that wakes a more
  /// urgent thread, which is a switch with all that leads to it.
  private func kernelTiming() throws -> KernelTiming {
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    return KernelTiming(
      blockingInstructions: try Self.figure("interrupts-off.longest", text),
      switchInstructions: try Self.figure("signal.wake", text), rate: Self.assumedRate)
  }

  static func figure(_ name: String, _ text: String) throws -> Int {
    let rows = text.split(separator: "\n").map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    let row = rows.first { $0.first == name }
    let digits = row.flatMap { $0.count > 4 ? $0[4].prefix { $0.isNumber || $0 == "," }.filter(\.isNumber) : nil } ?? ""
    guard let value = Int(digits) else { throw ToolError("README.md has no measured figure \(name): run ./bulkhead bench") }
    return value
  }
}

// A machine or an archive that cannot boot: each ends with one sentence and an exit value, never with silence.

import Foundation

public enum BadBootTests {
  private struct BadBoot: Sendable {
    let name: String
    let expected: String
    var model = "max"
    var memory = "128M"
    var damage: @Sendable ([UInt8]) -> [UInt8]? = { $0 }
  }

  private static let boots = [
    BadBoot(name: "no archive", expected: "passed no boot archive", damage: { _ in nil }),
    BadBoot(
      name: "an archive of something else", expected: "does not start with",
      damage: { _ in [UInt8](repeating: 65, count: 8192) }),
    BadBoot(name: "a truncated archive", expected: "truncated", damage: { Array($0.prefix($0.count / 2)) }),
    BadBoot(name: "a damaged archive", expected: "checksum is wrong", damage: { flip($0, $0.count - 5000) }),
    BadBoot(name: "an archive of another version", expected: "another version", damage: { flip($0, 8) }),
    BadBoot(name: "an archive without core", expected: "not a core image", damage: { repaired(flip($0, firstPage($0))) }),
    BadBoot(
      name: "a core whose segment lies outside", expected: "lies outside of it",
      damage: { repaired(flip($0, firstPage($0) + 32 + 18)) }),
    BadBoot(
      name: "a core with a writable and executable segment", expected: "both writable and executable",
      damage: { repaired(set($0, firstPage($0) + 32 + 24, 3)) }),
    BadBoot(name: "a CPU without 64-bit mode", expected: "no 64-bit mode", model: "qemu32"),
    BadBoot(name: "a CPU without NX", expected: "lacks NX", model: "max,-nx"),
    BadBoot(name: "a CPU without SMEP", expected: "lacks SMEP", model: "max,-smep"),
    BadBoot(name: "a CPU without SMAP", expected: "lacks SMAP", model: "max,-smap"),
    BadBoot(name: "a CPU without XSAVE", expected: "lacks XSAVE", model: "max,-xsave"),
    BadBoot(name: "a CPU without UMIP", expected: "lacks UMIP", model: "max,-umip"),
    BadBoot(name: "a machine with 8 MiB", expected: "too little memory", memory: "8M"),
  ]

  public static func cases(_ repository: Repository, scenario: String) -> [TestCase] {
    boots.map { boot in
      TestCase("\(boot.name) is refused") { try run(boot, repository, scenario) }
    }
  }

  private static func run(_ boot: BadBoot, _ repository: Repository, _ name: String) throws -> TestOutcome {
    let runner = Runner(repository)
    let archive = repository.images(name).appending(path: "boot.archive")
    if !FileManager.default.fileExists(atPath: archive.path) { _ = try runner.prepare(repository.scenario(name)) }
    let damaged = repository.images(name).appending(path: "damaged.archive")
    let content = boot.damage([UInt8](try Data(contentsOf: archive)))
    if let content { try Data(content).write(to: damaged) }
    var machine = VirtualMachine()
    (machine.model, machine.memory, machine.timeout) = (boot.model, boot.memory, 20)
    var log: [String] = []
    let ending = try machine.run(kernel: runner.kernel, archive: content == nil ? nil : damaged) { line in
      log.append(line)
      return false
    }
    guard log.contains(where: { $0.contains(boot.expected) }) else {
      return .failed(
        "      expected \"\(boot.expected)\", got \(ending) and\n"
          + log.suffix(8).map { "      | \($0)" }.joined(separator: "\n"))
    }
    guard case .exit(let value) = ending, value != 0 else {
      return .failed("      the message came, but the machine ended with \(ending)")
    }
    return .passed
  }

  // MARK: - Damage

  private static func flip(_ bytes: [UInt8], _ index: Int) -> [UInt8] { set(bytes, index, bytes[index] ^ 0xff) }

  private static func set(_ bytes: [UInt8], _ index: Int, _ value: UInt8) -> [UInt8] {
    var copy = bytes
    copy[index] = value
    return copy
  }

  /// Where the first entry's content starts.
  private static func firstPage(_ bytes: [UInt8]) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[32 + $1]) << ($1 * 8) } }

  /// With a checksum that is right again.
  private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    let sum = BootChecksum.crc32(bytes, from: 32)
    return (0..<4).reduce(bytes) { set($0, 24 + $1, UInt8(truncatingIfNeeded: sum >> UInt32($1 * 8))) }
  }
}

// A machine or an archive that cannot boot: each ends with one sentence and an exit value, never with silence.

import Foundation

public enum BadBootTests {
  private struct BadBoot: Sendable {
    let name: String
    let expected: String
    var model = "max"
    var memory = "128M"
    /// What happens to the archive; nil: there is none.
    var damage: (@Sendable (inout Damage) throws -> Void)? = { _ in }
  }

  public static func cases(_ repository: Repository, scenario: String) -> [TestCase] {
    (machines + archives + coreImages + programs).map { boot in
      TestCase("\(boot.name) is refused") { try run(boot, repository, scenario) }
    }
      + [
        TestCase("archives cut at 12 random places are refused") { try cuts(repository, scenario) },
        TestCase("archives with 40 random damages of their headers end with a word") { try flips(repository, scenario) },
      ]
  }

  // MARK: - What is bad

  private static let machines = [
    BadBoot(name: "a CPU without 64-bit mode", expected: "no 64-bit mode", model: "qemu32"),
    BadBoot(name: "a 64-bit CPU whose 64-bit mode is off", expected: "no 64-bit mode", model: "max,-lm"),
    BadBoot(name: "a CPU without NX", expected: "lacks NX", model: "max,-nx"),
    BadBoot(name: "a CPU without SYSCALL", expected: "lacks SYSCALL", model: "max,-syscall"),
    BadBoot(name: "a CPU without a local APIC", expected: "lacks a local APIC", model: "max,-apic"),
    BadBoot(name: "a CPU without XSAVE", expected: "lacks XSAVE", model: "max,-xsave"),
    BadBoot(name: "a CPU without SMEP", expected: "lacks SMEP", model: "max,-smep"),
    BadBoot(name: "a CPU without SMAP", expected: "lacks SMAP", model: "max,-smap"),
    BadBoot(name: "a CPU without UMIP", expected: "lacks UMIP", model: "max,-umip"),
    BadBoot(name: "a machine with 8 MiB", expected: "too little memory to start; give the machine at least 32", memory: "8M"),
    BadBoot(name: "a machine with 20 MiB", expected: "too little memory; give the machine at least 32 MiB", memory: "20M"),
  ]

  private static let archives = [
    BadBoot(name: "no archive", expected: "passed no boot archive", damage: nil),
    BadBoot(name: "an archive of something else", expected: "does not start with", damage: { $0.flip(0) }),
    BadBoot(name: "an archive cut to half", expected: "truncated", damage: { $0.cut(to: $0.bytes.count / 2) }),
    BadBoot(name: "an archive of a few bytes", expected: "does not start with", damage: { $0.cut(to: 20) }),
    BadBoot(name: "a damaged archive", expected: "checksum is wrong", damage: { $0.flip($0.bytes.count - 5000) }),
    BadBoot(name: "an archive of another version", expected: "another version", damage: { $0.flip(8) }),
    BadBoot(
      name: "an archive that says it is larger", expected: "truncated",
      damage: { $0.set(16, UInt64($0.bytes.count) + 1, size: 8) }),
    BadBoot(name: "an archive that says it is empty", expected: "is empty", damage: { $0.set(16, 32, size: 8) }),
    BadBoot(name: "an archive without entries", expected: "has no entries", damage: { $0.set(12, 0, size: 4) }),
    BadBoot(
      name: "an archive with more entries than it has room for", expected: "boot archive is damaged (it is truncated)",
      damage: { $0.set(12, 5000, size: 4) }),
    damaged("an archive whose core lies outside", "first entry lies outside") { $0.set(32, 1 << 40, size: 8) },
    damaged("an archive whose core is empty", "first entry lies outside") { $0.set(40, 0, size: 8) },
    damaged("an archive whose last module lies outside", "the content of a module lies outside of it") {
      $0.set(try $0.module("config").entry + 8, 1 << 40, size: 8)
    },
    damaged("an archive with two modules of one name", "two modules have the same name") {
      let (first, second) = (try $0.module("config").entry, try $0.module("hello").entry)
      for index in 16..<128 { $0.set(second + index, UInt64($0.bytes[first + index])) }
    },
    damaged("an archive with a nameless module", "the name of a module is empty") {
      $0.set(try $0.module("hello").entry + 16, 0)
    },
    damaged("an archive without init", "has no module \"init\"") { $0.flip(try $0.module("init").entry + 16, mask: 1) },
    damaged("an archive without a configuration", "has no module \"config\"") {
      $0.flip(try $0.module("config").entry + 16, mask: 1)
    },
  ]

  private static let coreImages = [
    core("an archive without core", "not a core image") { $0.flip($1) },
    core("a core without segments", "no or too many segments") { $0.set($1 + 24, 0, size: 4) },
    core("a core with too many segments", "no or too many segments") { $0.set($1 + 24, 9, size: 4) },
    core("a core whose segment lies outside", "lies outside of it") { $0.flip($1 + 32 + 18) },
    core("a core whose segment is not at a page", "lies outside of it") { $0.flip($1 + 32) },
    core("a core whose segment is in the kernel's half", "lies outside of it") {
      $0.set($1 + 32, 0x7f80_0000_0000, size: 8)
    },
    core("a core whose segment's flags are unknown", "both writable and executable") { $0.set($1 + 32 + 24, 8, size: 8) },
    core("a core with a writable and executable segment", "both writable and executable") { $0.set($1 + 32 + 24, 3) },
    core("a core whose entry is nowhere", "core failed") { $0.set($1 + 8, 0x4000, size: 8) },
  ]

  private static let programs = [
    damaged("an init that is empty", "it is too short") { $0.set(try $0.module("init").entry + 8, 0, size: 8) },
    damaged("an init of a few bytes", "it is too short") { $0.set(try $0.module("init").entry + 8, 63, size: 8) },
    program("an init that is no ELF file", "it is no ELF file") { $0.flip($1) },
    program("an init for 32-bit machines", "another kind of processor") { $0.set($1 + 4, 1) },
    program("a big-endian init", "another kind of processor") { $0.set($1 + 5, 2) },
    program("an init for another processor", "another kind of processor") { $0.set($1 + 18, 183, size: 2) },
    program("an init that is a shared library", "it is no static executable") { $0.set($1 + 16, 3, size: 2) },
    program("an init whose program headers lie outside", "its program headers are damaged") {
      $0.set($1 + 32, UInt64.max - 55, size: 8)
    },
    program("an init with program headers of another size", "its program headers are damaged") {
      $0.set($1 + 54, 32, size: 2)
    },
    program("an init without program headers", "its program headers are damaged") { $0.set($1 + 56, 0, size: 2) },
    program("an init with 65,535 program headers", "its program headers are damaged") { $0.set($1 + 56, 0xffff, size: 2) },
    program("an init that wants a dynamic linker", "it needs a dynamic linker") { $0.set($1 + 64, 3, size: 4) },
    program("an init whose segment lies outside of the file", "a segment lies outside of the file") {
      $0.set($1 + 64 + 8, 1 << 40, size: 8)
    },
    program("an init whose segment is larger in the file", "a segment lies outside of the file") {
      $0.set($1 + 64 + 40, 1, size: 8)
    },
    program("an init at address 0", "a segment lies outside of the address space") { $0.set($1 + 64 + 16, 0, size: 8) },
    program("an init in the kernel's half", "a segment lies outside of the address space") {
      $0.set($1 + 64 + 16, 0x7f80_0000_0000, size: 8)
    },
    program("an init with a segment that never ends", "a segment lies outside of the address space") {
      $0.set($1 + 64 + 40, UInt64.max, size: 8)
    },
    program("an init whose segment is not at a page", "a segment does not start at a page") {
      $0.set($1 + 64 + 16, 0x100_0010, size: 8)
    },
    program("an init whose segments overlap", "two segments overlap") {
      $0.set($1 + 120 + 16, $0.number($1 + 64 + 16, 8), size: 8)
    },
    program("an init with a writable and executable segment", "a segment is writable and executable") {
      $0.set($1 + 64 + 4, 7, size: 4)
    },
    program("an init whose entry is nowhere", "its entry is in no executable segment") { $0.set($1 + 24, 0x4000, size: 8) },
    program("an init that is larger than memory", "too little memory to start init") {
      // The last segment, which is the writable one.
      let last = $1 + 64 + (Int($0.number($1 + 56, 2)) - 1) * 56
      $0.set(last + 40, 1 << 30, size: 8)
    },
  ]

  /// An archive with a damage that its checksum covers.
  private static func damaged(
    _ name: String, _ expected: String, _ damage: @escaping @Sendable (inout Damage) throws -> Void
  ) -> BadBoot {
    BadBoot(
      name: name, expected: expected,
      damage: {
        try damage(&$0)
        $0.repair()
      })
  }

  /// - Parameter damage: gets the place of core's image.
  private static func core(
    _ name: String, _ expected: String, _ damage: @escaping @Sendable (inout Damage, Int) throws -> Void
  ) -> BadBoot { damaged(name, expected) { try damage(&$0, Int($0.number(32, 8))) } }

  /// - Parameter damage: gets the place of init's program.
  private static func program(
    _ name: String, _ expected: String, _ damage: @escaping @Sendable (inout Damage, Int) throws -> Void
  ) -> BadBoot { damaged(name, expected) { try damage(&$0, try $0.module("init").content.lowerBound) } }

  // MARK: - Booting it

  private static func run(_ boot: BadBoot, _ repository: Repository, _ name: String) throws -> TestOutcome {
    var damage = Damage(try archive(repository, name))
    try boot.damage?(&damage)
    var machine = VirtualMachine()
    (machine.model, machine.memory) = (boot.model, boot.memory)
    let (ending, log) = try start(machine, boot.damage == nil ? nil : damage.bytes, repository, name)
    if let problem = silence(ending, log) { return .failed("      \(problem)\n\(show(log))") }
    guard log.contains(where: { $0.contains(boot.expected) }), ending != .exit(0) else {
      return .failed("      expected \"\(boot.expected)\", got \(ending) and\n\(show(log))")
    }
    return .passed
  }

  private static func archive(_ repository: Repository, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: try Runner(repository).prepare(repository.scenario(name))))
  }

  private static func start(_ machine: VirtualMachine, _ archive: [UInt8]?, _ repository: Repository, _ name: String) throws
    -> (ending: Ending, log: [String])
  {
    let file = repository.images(name).appending(path: "damaged.archive")
    if let archive { try Data(archive).write(to: file) }
    var machine = machine
    machine.timeout = 20
    var log: [String] = []
    let ending = try machine.run(kernel: Runner(repository).kernel, archive: archive == nil ? nil : file) { line in
      log.append(line)
      // Without one of its programs, the rest of the system lives on.
      return line.contains("[init] error: ")
    }
    return (ending, log)
  }

  /// What must never happen: no end, or an end without a word.
  private static func silence(_ ending: Ending, _ log: [String]) -> String? {
    switch ending {
    case .exit where !log.isEmpty: nil
    case .exit(let value): "ended with \(value) without a word"
    case .matched: nil
    case .timeout: "did not end"
    case .failed: "ended with \(ending)"
    }
  }

  private static func show(_ log: [String]) -> String { log.suffix(8).map { "      | \($0)" }.joined(separator: "\n") }

  // MARK: - At random

  /// Always the same damages, so that a failure can be repeated.
  private static let seed: UInt64 = 2026

  private static func cuts(_ repository: Repository, _ name: String) throws -> TestOutcome {
    let whole = try archive(repository, name)
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<12 {
      let length = Int.random(in: 1..<whole.count, using: &numbers)
      let (ending, log) = try start(VirtualMachine(), Array(whole.prefix(length)), repository, name)
      guard silence(ending, log) == nil, ending == .exit(73) else {
        return .failed("      cut to \(length) of \(whole.count) bytes: \(ending) and\n\(show(log))")
      }
    }
    return .passed
  }

  /// One to three bits of the headers: the archive's, core's (but not its entry, after which anything can happen), and
  /// init's program's. With a right checksum, so that somebody looks at them.
  private static func flips(_ repository: Repository, _ name: String) throws -> TestOutcome {
    let whole = Damage(try archive(repository, name))
    let (core, program) = (Int(whole.number(32, 8)), try whole.module("init").content.lowerBound)
    let modules = Int(whole.number(12, 4))
    let places =
      Array(8..<24) + Array(32..<32 + modules * 128) + Array(core..<core + 8) + Array(core + 16..<core + 160)
      + Array(program..<program + 24) + Array(program + 32..<program + 64 + 4 * 56)
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<40 {
      var damage = whole
      var changes: [Int] = []
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let place = places.randomElement(using: &numbers) ?? 8
        damage.flip(place, mask: 1 << UInt8.random(in: 0..<8, using: &numbers))
        changes.append(place)
      }
      damage.repair()
      let (ending, log) = try start(VirtualMachine(), damage.bytes, repository, name)
      if let problem = silence(ending, log) {
        return .failed("      round \(round), bits flipped in bytes \(changes): \(problem)\n\(show(log))")
      }
    }
    return .passed
  }
}

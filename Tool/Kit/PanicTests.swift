// A kernel that breaks its own rules must say so, with all registers. As the kernel has no mistakes on demand, its image is
// given some: the first instructions of an entry are replaced.

import Foundation

public enum PanicTests {
  private struct Mistake: Sendable {
    let name: String
    /// Machine code in place of the system call entry's.
    var code: [UInt8] = []
    /// What is typed at QEMU's monitor once the system runs.
    var monitor: String?
    let expected: [String]
  }

  private static let mistakes = [
    Mistake(name: "a failed check of Swift's", code: [0x0f, 0x0b], expected: ["kernel panic: invalid opcode", "at rip"]),
    // push rax; jmp back
    Mistake(
      name: "a kernel stack overflow", code: [0x50, 0xeb, 0xfd],
      expected: ["kernel panic: double fault", "kernel stack overflow"]),
    // mov rax, [0]
    Mistake(
      name: "a null pointer", code: [0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0],
      expected: ["kernel panic: page fault", "error 0000000000000000"]),
    // mov rax, [0x1000000]: the calling program's first page
    Mistake(
      name: "reading a program's memory", code: [0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 1],
      expected: ["kernel panic: page fault", "error 0000000000000001", "cr2 0000000001000000"]),
    // mov eax, 0x1000000; jmp rax
    Mistake(
      name: "executing a program's memory", code: [0xb8, 0, 0, 0, 1, 0xff, 0xe0],
      expected: ["kernel panic: page fault", "error 0000000000000011", "rip 0000000001000000"]),
    // mov [rip - 7], rax
    Mistake(
      name: "writing to the kernel's code", code: [0x48, 0x89, 0x05, 0xf9, 0xff, 0xff, 0xff],
      expected: ["kernel panic: page fault", "error 0000000000000003"]),
    // jmp rsp
    Mistake(
      name: "executing the kernel's stack", code: [0xff, 0xe4],
      expected: ["kernel panic: page fault", "error 0000000000000011"]),
    // mov rax, 0x8000000000000000; mov rax, [rax]
    Mistake(
      name: "a non-canonical address", code: [0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x48, 0x8b, 0x00],
      expected: ["kernel panic: general protection"]),
    Mistake(name: "a non-maskable interrupt", monitor: "nmi", expected: ["kernel panic: non-maskable interrupt"]),
    Mistake(
      name: "a machine check", monitor: "mce 0 4 0xb600000000000005 0x5 0x123000 0",
      expected: ["kernel panic: machine check", "bank 0000000000000004", "address 0000000000123000"]),
  ]

  public static func cases(_ repository: Repository, scenario: String) -> [TestCase] {
    mistakes.map { mistake in
      TestCase("\(mistake.name) ends in a panic") { try run(mistake, repository, scenario) }
    }
  }

  private static func run(_ mistake: Mistake, _ repository: Repository, _ name: String) throws -> TestOutcome {
    let runner = Runner(repository)
    let archive = try runner.prepare(repository.scenario(name))
    let kernel = mistake.code.isEmpty ? runner.kernel : try damaged(runner.kernel, mistake.code, in: repository.images(name))
    var machine = VirtualMachine()
    (machine.timeout, machine.monitorCommand) = (20, mistake.monitor)
    var log: [String] = []
    let ending = try machine.run(kernel: kernel, archive: archive) { line in
      log.append(line)
      return false
    }
    let missing = (mistake.expected + ["rflags", "cr3", "r15"]).filter { text in !log.contains { $0.contains(text) } }
    if ending == .exit(79), missing.isEmpty { return .passed }
    let lines = log.suffix(20).map { "      | \($0)" }.joined(separator: "\n")
    return .failed("      ended with \(ending), without \(missing), and\n\(lines)")
  }

  /// The kernel with other code where system calls arrive.
  private static func damaged(_ kernel: URL, _ code: [UInt8], in folder: URL) throws -> URL {
    var bytes = [UInt8](try Data(contentsOf: kernel))
    let symbols = try ProgramSymbols(bytes)
    guard let entry = symbols.function(named: "kernelSystemCall"), let offset = symbols.offset(of: entry.address) else {
      throw ToolError("the kernel has no function \"kernelSystemCall\"")
    }
    bytes.replaceSubrange(offset..<offset + code.count, with: code)
    let file = folder.appending(path: "damaged.kernel")
    try Data(bytes).write(to: file)
    return file
  }
}

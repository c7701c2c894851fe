// The rules that can be broken, each as a few bytes of machine code.
//
// Machine code, because a Swift program in this system has no way to say these things. The code lies at a fixed address,
// so that whoever looks at the report knows which instruction it must name.

import Bulkhead
import HID

struct Violation {
  /// Where the code is attached: executable, and, for the kinds that jump into data, not.
  static var codeAddress: UInt64 { 0x2000_0000 }
  static var dataAddress: UInt64 { 0x3000_0000 }

  private let code: [UInt8]
  /// Jump to the code where it is not executable.
  private let isData: Bool

  /// Nil for an unknown name.
  init?(_ name: String) {
    guard let code = Self.memory(name) ?? Self.privileged(name) ?? Self.calculation(name) else { return nil }
    self.code = code
    isData = name.isSame(as: "execute-data")
  }

  /// Memory that is not there, or not for this.
  private static func memory(_ name: String) -> [UInt8]? {
    switch name {
    // mov rax, [0]
    case let name where name.isSame(as: "null-read"): [0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0]
    // mov [0], rax
    case let name where name.isSame(as: "null-write"): [0x48, 0x89, 0x04, 0x25, 0, 0, 0, 0]
    // xor eax, eax; jmp rax
    case let name where name.isSame(as: "null-jump"): [0x31, 0xc0, 0xff, 0xe0]
    // call to itself
    case let name where name.isSame(as: "stack-overflow"): [0xe8, 0xfb, 0xff, 0xff, 0xff]
    // ret
    case let name where name.isSame(as: "execute-data"): [0xc3]
    // mov [rip - 7], rax
    case let name where name.isSame(as: "write-code"): [0x48, 0x89, 0x05, 0xf9, 0xff, 0xff, 0xff]
    // mov rax, [rax]
    case let name where name.isSame(as: "kernel-address"): load(kernel) + [0x48, 0x8b, 0x00]
    // mov [rax], rax
    case let name where name.isSame(as: "kernel-write"): load(kernel) + [0x48, 0x89, 0x00]
    // jmp rax
    case let name where name.isSame(as: "kernel-jump"): load(kernel) + [0xff, 0xe0]
    // mov rax, [rax]
    case let name where name.isSame(as: "core-window"): load(0x2000_0000_0000) + [0x48, 0x8b, 0x00]
    // mov rax, [rax]
    case let name where name.isSame(as: "non-canonical"): load(1 << 63) + [0x48, 0x8b, 0x00]
    // mov rsp, rax; push rax
    case let name where name.isSame(as: "non-canonical-stack"): load(1 << 63) + [0x48, 0x89, 0xc4, 0x50]
    default: nil
    }
  }

  private static var kernel: UInt64 { 0x7f80_0000_0000 }

  /// mov rax, value
  private static func load(_ value: UInt64) -> [UInt8] {
    [0x48, 0xb8] + (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// What only the kernel may do.
  private static func privileged(_ name: String) -> [UInt8]? {
    switch name {
    // out 0x80, al
    case let name where name.isSame(as: "port"): [0xe6, 0x80]
    // in al, 0x60
    case let name where name.isSame(as: "port-read"): [0xe4, 0x60]
    // hlt
    case let name where name.isSame(as: "privileged-instruction"): [0xf4]
    // cli
    case let name where name.isSame(as: "interrupts-off"): [0xfa]
    // mov rax, cr3
    case let name where name.isSame(as: "control-register"): [0x0f, 0x20, 0xd8]
    // rdmsr
    case let name where name.isSame(as: "model-register"): [0x0f, 0x32]
    // swapgs
    case let name where name.isSame(as: "swapgs"): [0x0f, 0x01, 0xf8]
    // sub rsp, 16; sidt [rsp]
    case let name where name.isSame(as: "descriptor-table"): [0x48, 0x83, 0xec, 0x10, 0x0f, 0x01, 0x0c, 0x24]
    // int 0x20
    case let name where name.isSame(as: "interrupt"): [0xcd, 0x20]
    // wrfsbase rax
    case let name where name.isSame(as: "thread-pointer"): [0xf3, 0x48, 0x0f, 0xae, 0xd0]
    default: nil
    }
  }

  /// What the processor cannot calculate or decode, or is told to stop at.
  private static func calculation(_ name: String) -> [UInt8]? {
    switch name {
    // ud2
    case let name where name.isSame(as: "illegal-instruction"): [0x0f, 0x0b]
    // xor ecx, ecx; xor edx, edx; div rcx
    case let name where name.isSame(as: "division"): [0x31, 0xc9, 0x31, 0xd2, 0x48, 0xf7, 0xf1]
    // fninit; push 0x37b; fldcw [rsp]; fld1; fldz; fdivp; fwait
    case let name where name.isSame(as: "floating-point"):
      [0xdb, 0xe3, 0x68, 0x7b, 0x03, 0, 0, 0xd9, 0x2c, 0x24, 0xd9, 0xe8, 0xd9, 0xee, 0xde, 0xf9, 0x9b]
    // movaps [rsp + 1], xmm0
    case let name where name.isSame(as: "misaligned"): [0x0f, 0x29, 0x44, 0x24, 0x01]
    // int3
    case let name where name.isSame(as: "breakpoint"): [0xcc]
    // pushf; or qword [rsp], 0x100; popf; nop
    case let name where name.isSame(as: "single-step"): [0x9c, 0x48, 0x81, 0x0c, 0x24, 0, 1, 0, 0, 0x9d, 0x90]
    default: nil
    }
  }

  /// Does it.
  func commit(_ environment: Environment) throws(RegionMapFailure) {
    guard let memory = try? RAM(size: 4096) else { return }
    var writable = try Mapping(memory.dataspace, isWritable: true)
    write(into: &writable)
    try attach(memory.dataspace, at: Self.codeAddress, isExecutable: true, environment)
    try attach(memory.dataspace, at: Self.dataAddress, isExecutable: false, environment)
    Self.jump(to: isData ? Self.dataAddress : Self.codeAddress)
  }

  private func attach(
    _ memory: Capability<Dataspace>, at address: UInt64, isExecutable: Bool, _ environment: Environment
  ) throws(RegionMapFailure) {
    let _: UInt64 = try environment.addressSpace.call(
      RegionMap.attach, Attachment(memory, at: address, isExecutable: isExecutable))
  }

  private func write(into mapping: inout Mapping) {
    var bytes = mapping.mutableBytes
    for index in code.indices { bytes[index] = code[index] }
  }

  private static func jump(to address: UInt64) {
    // Safety: there is none; this is the point of the program. What is jumped to is its own code.
    let function = unsafe unsafeBitCast(UInt(address), to: (@convention(c) () -> Void).self)
    function()
  }
}

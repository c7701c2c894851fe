// The rules that can be broken, each as a few bytes of machine code.
//
// Machine code, because a Swift program in this system has no way to say these things.

import Bulkhead
import HID

struct Violation {
  private let code: [UInt8]
  /// Jump to the code where it is not executable.
  private let isData: Bool

  /// Nil for an unknown name.
  init?(_ name: String) {
    guard let code = Self.code(name) else { return nil }
    self.code = code
    isData = name.isSame(as: "execute-data")
  }

  private static func code(_ name: String) -> [UInt8]? {
    switch name {
    // mov rax, [0]
    case let name where name.isSame(as: "null-read"): [0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0]
    // mov [0], rax
    case let name where name.isSame(as: "null-write"): [0x48, 0x89, 0x04, 0x25, 0, 0, 0, 0]
    // call to itself
    case let name where name.isSame(as: "stack-overflow"): [0xe8, 0xfb, 0xff, 0xff, 0xff]
    // ud2
    case let name where name.isSame(as: "illegal-instruction"): [0x0f, 0x0b]
    // xor ecx, ecx; xor edx, edx; div rcx
    case let name where name.isSame(as: "division"): [0x31, 0xc9, 0x31, 0xd2, 0x48, 0xf7, 0xf1]
    // ret
    case let name where name.isSame(as: "execute-data"): [0xc3]
    // mov [rip - 7], rax
    case let name where name.isSame(as: "write-code"): [0x48, 0x89, 0x05, 0xf9, 0xff, 0xff, 0xff]
    default: privileged(name)
    }
  }

  private static func privileged(_ name: String) -> [UInt8]? {
    switch name {
    // mov rax, 0x7f8000000000; mov rax, [rax]
    case let name where name.isSame(as: "kernel-address"): [0x48, 0xb8, 0, 0, 0, 0, 0x80, 0x7f, 0, 0, 0x48, 0x8b, 0x00]
    // mov rax, 0x8000000000000000; mov rax, [rax]
    case let name where name.isSame(as: "non-canonical"): [0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x48, 0x8b, 0x00]
    // out 0x80, al
    case let name where name.isSame(as: "port"): [0xe6, 0x80]
    // hlt
    case let name where name.isSame(as: "privileged-instruction"): [0xf4]
    // int3
    case let name where name.isSame(as: "breakpoint"): [0xcc]
    default: nil
    }
  }

  /// Does it.
  func commit(_ environment: Environment) throws(RegionMapFailure) {
    guard let memory = try? RAM(size: 4096) else { return }
    var writable = try Mapping(memory.dataspace, isWritable: true)
    write(into: &writable)
    let executable: UInt64 = try environment.addressSpace.call(
      RegionMap.attach, Attachment(memory.dataspace, isExecutable: true))
    Self.jump(to: isData ? writable.address : executable)
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

@testable import Runtime

/// Memory for the heap under test, counted.
enum Memory: HeapMemory {
  nonisolated(unsafe) static var live = 0
  nonisolated(unsafe) static var isExhausted = false

  static func grow(_ bytes: UInt, token: inout UInt64) -> UInt {
    if isExhausted { return 0 }
    live += Int(bytes)
    token = UInt64(bytes)
    return UInt(bitPattern: UnsafeMutableRawPointer.allocate(byteCount: Int(bytes), alignment: 4096))
  }

  static func shrink(_ address: UInt, _ bytes: UInt, token: UInt64) -> Bool {
    precondition(token == UInt64(bytes), "the token came back with other memory")
    live -= Int(bytes)
    UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    return true
  }

  static func byte(_ address: UInt) -> UInt8 { UnsafePointer<UInt8>(bitPattern: address)!.pointee }
  static func fill(_ address: UInt, _ size: UInt, _ value: UInt8) {
    UnsafeMutablePointer<UInt8>(bitPattern: address)!.update(repeating: value, count: Int(size))
  }
}

/// Memory for a heap through which secrets pass. It is never given back, so that a test can look at it.
enum SecretMemory: HeapMemory {
  static var wipes: Bool { true }

  static func grow(_ bytes: UInt, token: inout UInt64) -> UInt {
    UInt(bitPattern: UnsafeMutableRawPointer.allocate(byteCount: Int(bytes), alignment: 4096))
  }

  static func shrink(_ address: UInt, _ bytes: UInt, token: UInt64) -> Bool { false }
}

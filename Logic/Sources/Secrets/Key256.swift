// 32 bytes that follow from a secret: a key, or what tells whether a password is the right one.

/// Overwritten when it ends.
@safe public struct Key256: ~Copyable {
  public static var count: Int { 32 }
  private let bytes: UnsafeMutablePointer<UInt8>

  /// All bytes are 0.
  public init() {
    // Safety: all bytes are initialized before anybody reads them.
    unsafe bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.count)
    unsafe bytes.initialize(repeating: 0, count: Self.count)
  }

  deinit {
    // Safety: `bytes` holds `count` bytes until here.
    unsafe wipe(bytes, Self.count)
    unsafe bytes.deallocate()
  }

  public subscript(index: Int) -> UInt8 {
    get {
      precondition(index >= 0 && index < Self.count, "a key has 32 bytes")
      // Safety: within the bytes.
      return unsafe bytes[index]
    }
    set {
      precondition(index >= 0 && index < Self.count, "a key has 32 bytes")
      // Safety: within the bytes.
      unsafe bytes[index] = newValue
    }
  }

  /// 8 of the bytes, the first one in the lowest bits.
  public func word(_ number: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(self[number * 8 + index]) << UInt64(index * 8) }
    return word
  }

  /// Takes as long for equal keys as for others.
  public func isSame(as other: borrowing Key256) -> Bool {
    var difference: UInt8 = 0
    for index in 0..<Self.count { difference |= self[index] ^ other[index] }
    return difference == 0
  }

  /// For functions that take addresses.
  // Safety of the caller: `body` uses 32 bytes, and none of them later.
  public mutating func withBytes<R>(_ body: (UnsafeMutablePointer<UInt8>) -> R) -> R { unsafe body(bytes) }
}

// Bytes that nobody may find afterwards: what a person typed.
//
// Invariants:
//   - The bytes are in one place of memory from the first one on: nothing is copied when the value moves, or when it grows.
//   - Whatever is taken out is overwritten at once; all of it when the value ends.
//
// The unsafe corner: memory that is overwritten although nobody reads it any more.

/// At most `capacity` bytes of text, as UTF-8.
@safe public struct Secret: ~Copyable {
  /// A longer password is not taken.
  public static var capacity: Int { 256 }

  private let bytes: UnsafeMutablePointer<UInt8>
  public private(set) var count = 0
  /// Characters, for showing how many there are.
  public private(set) var characters = 0

  public init() {
    // Safety: all bytes are initialized before anybody reads them.
    unsafe bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.capacity)
    unsafe bytes.initialize(repeating: 0, count: Self.capacity)
  }

  deinit {
    // Safety: `bytes` holds `capacity` bytes until here.
    unsafe wipe(bytes, Self.capacity)
    unsafe bytes.deallocate()
  }

  public var isEmpty: Bool { count == 0 }

  /// False if there is no room for it.
  public mutating func append(_ scalar: Unicode.Scalar) -> Bool {
    let width = UTF8.width(scalar)
    guard count + width <= Self.capacity else { return false }
    for index in 0..<width {
      // Safety: there is room, see above.
      unsafe bytes[count] = Self.byte(index, of: scalar.value, width: width)
      count += 1
    }
    characters += 1
    return true
  }

  /// Of a character's UTF-8.
  private static func byte(_ index: Int, of value: UInt32, width: Int) -> UInt8 {
    if width == 1 { return UInt8(truncatingIfNeeded: value) }
    let bits = UInt8(truncatingIfNeeded: value >> UInt32(6 * (width - 1 - index)))
    return index > 0 ? 0x80 | bits & 0x3f : ~(0xff >> UInt8(width)) | bits & (0x7f >> UInt8(width))
  }

  /// Takes back the last character, if there is one.
  public mutating func removeLast() {
    guard count > 0 else { return }
    var isStart = false
    while !isStart, count > 0 {
      count -= 1
      // Safety: `count` is within the bytes.
      unsafe isStart = bytes[count] & 0xc0 != 0x80
      unsafe bytes[count] = 0
    }
    characters -= 1
  }

  public mutating func removeAll() {
    // Safety: as in `deinit`.
    unsafe wipe(bytes, Self.capacity)
    (count, characters) = (0, 0)
  }

  /// What was typed. Whoever reads it copies it nowhere.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      // Safety: the span cannot outlive `self`, which holds the bytes.
      let span = unsafe Span<UInt8>(_unsafeStart: UnsafePointer(bytes), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Takes as long for equal secrets as for others.
  public func isSame(as other: borrowing Secret) -> Bool {
    var difference = count ^ other.count
    for index in 0..<Self.capacity {
      // Safety: both hold `capacity` bytes.
      unsafe difference |= Int(bytes[index] ^ other.bytes[index])
    }
    return difference == 0
  }
}

/// Overwrites memory. The compiler may not look into this, or it would see that nobody reads the memory again.
// Safety of the caller: there are `count` bytes.
@_optimize(none)
func wipe(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
  for index in 0..<count { unsafe bytes[index] = 0 }
}

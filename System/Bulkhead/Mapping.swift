// Dataspaces in the component's own address space, for as long as the mapping lives.
//
// The unsafe corner for memory: an address becomes bytes here and nowhere else.

/// (A part of) a dataspace, attached to the component's own address space; detached when it goes out of scope.
public struct Mapping: ~Copyable {
  /// Where it is.
  public let address: UInt64
  /// Bytes, a multiple of 4,096.
  public let count: Int
  public let isWritable: Bool

  /// Attaches (a part of) a dataspace.
  /// - Parameters:
  ///   - offset: where the part starts, in whole pages.
  ///   - size: bytes of the part; 0: to the end of the dataspace.
  ///   - isLasting: for memory that somebody else lends, and who may end at any time. The mapping stays then: what is read means
  ///     nothing any more (usually it is zero), what is written nobody sees, and the next call of the session says `unreachable`.
  ///     Otherwise an access is a fault from then on, as befits own memory.
  /// - Throws: `RegionMapFailure`. When the account does not suffice, asks the parent and waits instead.
  public init(
    _ dataspace: Capability<Dataspace>, offset: UInt64 = 0, size: UInt64 = 0, isWritable: Bool = false, isLasting: Bool = false
  )
    throws(RegionMapFailure)
  {
    let total = try dataspace.call(Dataspace.size)
    guard offset <= total, size <= total - offset else { throw .invalidDataspace }
    let length = size == 0 ? total - offset : (size + 4095) & ~4095
    address = try Self.attach(
      Attachment(dataspace, offset: offset, size: length, isWritable: isWritable, isLasting: isLasting))
    count = Int(length)
    self.isWritable = isWritable
  }

  private static func attach(_ attachment: Attachment) throws(RegionMapFailure) -> UInt64 {
    while true {
      do throws(RegionMapFailure) {
        return try StartRecord.current.addressSpace.call(RegionMap.attach, attachment)
      } catch {
        guard error == .outOfRAM || error == .outOfCapabilities else { throw error }
        Resources.request(error == .outOfRAM ? Quota(ram: 8192) : Quota(capabilities: 1))
      }
    }
  }

  deinit { try? StartRecord.current.addressSpace.call(RegionMap.detach, address) }
}

extension Mapping {
  // Safety: the range is attached as long as `self` lives.
  private var pointer: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped
  }

  /// The content, for memory that nobody else writes.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      // Safety: as above; the span cannot outlive the mapping.
      let span = unsafe Span<UInt8>(_unsafeStart: UnsafePointer(pointer.assumingMemoryBound(to: UInt8.self)), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The content, for memory that nobody else reads or writes meanwhile.
  /// - Precondition: the mapping is writable.
  public var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get {
      precondition(isWritable, "the mapping is read-only")
      // Safety: as above; the span has the mapping for itself.
      let span = unsafe MutableSpan<UInt8>(_unsafeStart: pointer.assumingMemoryBound(to: UInt8.self), count: count)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// The content as 32-bit words, to draw into. Who shows the memory sees half-drawn pixels, and that is all.
  /// - Precondition: the mapping is writable.
  public var mutablePixels: MutableSpan<UInt32> {
    @_lifetime(&self)
    mutating get {
      precondition(isWritable, "the mapping is read-only")
      // Safety: as above; mappings start at whole pages, so that the words are aligned.
      let span = unsafe MutableSpan<UInt32>(_unsafeStart: pointer.assumingMemoryBound(to: UInt32.self), count: count / 4)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// Reads a number from memory that somebody else may be writing, or from a device: exactly one access of the number's
  /// size. What somebody else may be writing is to be checked after it was read, not before.
  /// - Precondition: `offset` is a multiple of the number's size and within the mapping.
  @inline(__always)
  public func load<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type = Value.self) -> Value {
    check(offset, MemoryLayout<Value>.size)
    return VolatileAccess.load(UInt(address) + UInt(offset))
  }

  /// Writes a number to memory that somebody else may be reading, or to a device: exactly one access of the number's size.
  /// - Precondition: `offset` is a multiple of the number's size and within the mapping, which is writable.
  @inline(__always)
  public func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    check(offset, MemoryLayout<Value>.size)
    precondition(isWritable, "the mapping is read-only")
    VolatileAccess.store(value, UInt(address) + UInt(offset))
  }

  /// Copies bytes out of memory that somebody else may be writing.
  /// - Precondition: the range is within the mapping.
  public func copy(_ range: Range<Int>, into target: inout MutableSpan<UInt8>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count && range.count <= target.count, "outside the mapping")
    for index in 0..<range.count { target[index] = load(range.lowerBound + index) }
  }

  /// Copies bytes into memory that somebody else may be reading.
  /// - Precondition: they fit at `offset`, and the mapping is writable.
  public func write(_ bytes: [UInt8], at offset: Int = 0) {
    precondition(isWritable && offset >= 0 && bytes.count <= count - offset, "outside the mapping")
    // Safety: the range was just checked.
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe (pointer + offset).copyMemory(from: start, byteCount: bytes.count)
    }
  }

  /// Copies bytes from other memory, as fast as the processor can.
  /// - Precondition: both ranges are within their mappings, and this one is writable.
  public func copy(_ count: Int, from source: borrowing Mapping, at sourceOffset: Int, to offset: Int) {
    precondition(isWritable && count >= 0 && sourceOffset >= 0 && offset >= 0, "outside the mapping")
    precondition(sourceOffset <= source.count - count && offset <= self.count - count, "outside the mapping")
    // Safety: the ranges were just checked.
    unsafe (pointer + offset).copyMemory(from: source.pointer + sourceOffset, byteCount: count)
  }

  /// Makes a range zero.
  /// - Precondition: the range is within the mapping, which is writable.
  public func clear(_ range: Range<Int>) {
    precondition(isWritable && range.lowerBound >= 0 && range.upperBound <= count, "outside the mapping")
    // Safety: the range was just checked.
    unsafe (pointer + range.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: range.count)
  }

  /// A copy of the first bytes of memory that somebody else may be writing.
  /// - Precondition: the mapping has so many.
  public func copy(first number: Int) -> [UInt8] {
    precondition(number >= 0 && number <= count, "outside the mapping")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(number)
    for index in 0..<number { bytes.append(load(index)) }
    return bytes
  }

  @inline(__always)
  private func check(_ offset: Int, _ size: Int) {
    precondition(offset >= 0 && offset <= count &- size && offset % size == 0, "outside the mapping")
  }
}

/// A mapping that can be shared, or be there or not.
final class KeptMapping {
  let mapping: Mapping

  init(_ mapping: consuming Mapping) { self.mapping = mapping }
}

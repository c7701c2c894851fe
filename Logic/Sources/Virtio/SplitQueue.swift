// A split virtqueue, as its driver sees it (virtio 1.2, 2.7).
//
// What is in the shared memory can be changed by the device at any time. The queue therefore keeps its own books of which
// descriptors are in use, and reads from the shared memory nothing but the used ring, of which every word is checked: a
// device that answers what was not asked, twice, or too much, gets a `QueueFault`, and the driver gives the device up.

/// Memory that driver and device share. Numbers are little-endian; offsets are multiples of the numbers' sizes.
public protocol QueueMemory {
  func load16(_ offset: Int) -> UInt16
  func load32(_ offset: Int) -> UInt32
  func store16(_ value: UInt16, at offset: Int)
  func store32(_ value: UInt32, at offset: Int)
  func store64(_ value: UInt64, at offset: Int)
}

/// Where the parts of a queue lie in one piece of memory.
public struct QueueLayout: Equatable, Sendable {
  /// Entries: a power of 2.
  public let size: Int
  public var descriptors: Int { 0 }
  public var available: Int { 16 * size }
  public var used: Int { (available + 6 + 2 * size + 3) & ~3 }
  /// Bytes.
  public var count: Int { used + 6 + 8 * size }

  /// The largest size that neither driver nor device exceeds.
  /// - Returns: nil if the device has no such queue, or its size is none.
  public init?(wanted: Int, offered: UInt16) {
    guard offered > 0, offered & (offered - 1) == 0, offered <= 32768, wanted > 0 else { return nil }
    var size = Int(offered)
    while size > wanted { size >>= 1 }
    self.size = size
  }
}

/// A piece of memory that a request consists of.
public struct QueuePart: Equatable, Sendable {
  /// Where the device finds it.
  public let address: UInt64
  /// Bytes.
  public let count: UInt32
  /// The device writes, and does not read.
  public let isAnswer: Bool

  public init(address: UInt64, count: UInt32, isAnswer: Bool) {
    self.address = address
    self.count = count
    self.isAnswer = isAnswer
  }
}

/// What the device did that it must not do.
public enum QueueFault: Error, Equatable, Sendable {
  /// It answered more requests than there were.
  case tooManyAnswers
  /// It answered a request that is not under way.
  case unknownRequest
  /// It says that it wrote more than there was room for.
  case tooLong
}

/// A request that the device has answered.
public struct Answer: Equatable, Sendable {
  /// What `add` returned.
  public let request: UInt16
  /// How many bytes the device says it wrote.
  public let count: UInt32
}

public struct SplitQueue<Memory: QueueMemory> {
  public let layout: QueueLayout
  private let memory: Memory
  /// Descriptors that nobody uses.
  private var free: [UInt16]
  /// By first descriptor: the descriptors of a request that is under way, and how many bytes the device may write.
  private var requests: [(descriptors: [UInt16], room: UInt64)?]
  private var underway = 0
  private var nextAvailable: UInt16 = 0
  private var nextUsed: UInt16 = 0

  /// - Precondition: the memory has `layout.count` bytes, all zero.
  public init(_ layout: QueueLayout, _ memory: Memory) {
    self.layout = layout
    self.memory = memory
    free = (0..<UInt16(truncatingIfNeeded: layout.size)).reversed().map { $0 }
    requests = Array(repeating: nil, count: layout.size)
  }

  /// How many requests are under way.
  public var count: Int { underway }

  private static var hasNext: UInt16 { 1 }
  private static var isWritable: UInt16 { 2 }

  /// Hands a request to the device: parts to be read first, then those to be written.
  /// - Returns: its number; nil if the queue has no room for it.
  public mutating func add(_ parts: [QueuePart]) -> UInt16? {
    guard !parts.isEmpty, parts.count <= free.count else { return nil }
    var (used, room): ([UInt16], UInt64) = ([], 0)
    for _ in parts { used.append(free.removeLast()) }
    for (position, part) in parts.enumerated() {
      let next = position + 1 < parts.count ? used[position + 1] : nil
      write(part, to: used[position], next: next)
      if part.isAnswer { room += UInt64(part.count) }
    }
    requests[Int(used[0])] = (used, room)
    underway += 1
    publish(used[0])
    return used[0]
  }

  private func write(_ part: QueuePart, to descriptor: UInt16, next: UInt16?) {
    let place = layout.descriptors + Int(descriptor) * 16
    memory.store64(part.address, at: place)
    memory.store32(part.count, at: place + 8)
    memory.store16((next == nil ? 0 : Self.hasNext) | (part.isAnswer ? Self.isWritable : 0), at: place + 12)
    memory.store16(next ?? 0, at: place + 14)
  }

  /// The index comes after what it points to. (Stores of x86 processors are seen in their order.)
  private mutating func publish(_ first: UInt16) {
    memory.store16(first, at: layout.available + 4 + Int(nextAvailable) % layout.size * 2)
    nextAvailable &+= 1
    memory.store16(nextAvailable, at: layout.available + 2)
  }

  /// The next request that the device has answered; nil if there is none.
  public mutating func take() throws(QueueFault) -> Answer? {
    let waiting = memory.load16(layout.used + 2) &- nextUsed
    if waiting == 0 { return nil }
    guard Int(waiting) <= underway else { throw .tooManyAnswers }
    let place = layout.used + 4 + Int(nextUsed) % layout.size * 8
    let (number, count) = (memory.load32(place), memory.load32(place + 4))
    guard number < UInt32(layout.size), let request = requests[Int(number)] else { throw .unknownRequest }
    guard UInt64(count) <= request.room else { throw .tooLong }
    nextUsed &+= 1
    underway -= 1
    requests[Int(number)] = nil
    free += request.descriptors.reversed()
    return Answer(request: UInt16(truncatingIfNeeded: number), count: count)
  }
}

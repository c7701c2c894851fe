// What travels through a packet stream: descriptions of pieces of the shared memory.

/// A piece of work: what to do with which bytes.
public struct Packet: Equatable, Sendable {
  /// Where the bytes are, from the start of the stream's bulk memory, and how many. 0 bytes: none.
  public var offset: UInt32
  public var size: UInt32
  /// What to do; the session says what the numbers mean.
  public var operation: UInt32
  /// What became of it; the session says what the numbers mean.
  public var status: UInt32
  /// Where it applies: a block number, a position in a file.
  public var position: UInt64
  /// For the client alone: comes back unchanged.
  public var tag: UInt64

  public init(
    offset: UInt32 = 0, size: UInt32 = 0, operation: UInt32 = 0, status: UInt32 = 0, position: UInt64 = 0, tag: UInt64 = 0
  ) {
    self.offset = offset
    self.size = size
    self.operation = operation
    self.status = status
    self.position = position
    self.tag = tag
  }

  static var bytes: Int { 32 }

  func store<M: SharedMemory & ~Copyable>(in memory: borrowing M, at place: Int) {
    memory.storeWord(UInt64(offset) | UInt64(size) << 32, at: place)
    memory.storeWord(UInt64(operation) | UInt64(status) << 32, at: place + 8)
    memory.storeWord(position, at: place + 16)
    memory.storeWord(tag, at: place + 24)
  }

  init<M: SharedMemory & ~Copyable>(from memory: borrowing M, at place: Int) {
    let (range, kind) = (memory.loadWord(place), memory.loadWord(place + 8))
    offset = UInt32(truncatingIfNeeded: range)
    size = UInt32(truncatingIfNeeded: range >> 32)
    operation = UInt32(truncatingIfNeeded: kind)
    status = UInt32(truncatingIfNeeded: kind >> 32)
    position = memory.loadWord(place + 16)
    tag = memory.loadWord(place + 24)
  }
}

/// Thrown when the other side of a stream does what no correct one would. The stream is to be closed.
public enum StreamViolation: Error {
  /// An index moved further than the queue is long, or backwards.
  case badIndex
  /// A packet lies outside of the bulk memory.
  case badPacket
  /// An acknowledgement is not of a packet that is being worked on.
  case badAcknowledgement
}

/// How a stream's memory is divided: two queues, then bulk memory. Both sides compute it from the same two numbers.
///
///     0            index of the submit queue: how many packets the client ever put in
///     64           ... how many the server ever took out
///     128, 192     the same for the acknowledge queue, the other way round
///     256          the submit queue: `capacity` packets of 32 bytes
///     ...          the acknowledge queue
///     ...          bulk memory, from the next multiple of 4,096 on
public struct PacketLayout: Equatable, Sendable {
  /// Packets per queue, a power of two.
  public let capacity: Int
  /// Bytes of the whole memory.
  public let size: Int

  /// Nil if `capacity` is not a power of two from 2 to 4,096, or the memory has no place for bulk.
  public init?(capacity: Int, size: Int) {
    guard capacity >= 2, capacity <= 4096, capacity & (capacity - 1) == 0, size <= Int(UInt32.max) else { return nil }
    self.capacity = capacity
    self.size = size
    guard bulkOffset < size else { return nil }
  }

  /// The memory that a stream with that much bulk needs, in bytes.
  public static func size(capacity: Int, bulk: Int) -> Int { bulkOffset(capacity) + bulk }

  private static func bulkOffset(_ capacity: Int) -> Int { (256 + capacity * Packet.bytes * 2 + 4095) & ~4095 }

  /// Where bulk memory starts.
  public var bulkOffset: Int { Self.bulkOffset(capacity) }
  /// Bytes of bulk memory.
  public var bulkSize: Int { size - bulkOffset }

  var submitQueue: PacketQueueLayout { PacketQueueLayout(head: 0, tail: 64, packets: 256, capacity: capacity) }
  var acknowledgeQueue: PacketQueueLayout {
    PacketQueueLayout(head: 128, tail: 192, packets: 256 + capacity * Packet.bytes, capacity: capacity)
  }

  /// Is the packet's range within bulk memory?
  func contains(_ packet: Packet) -> Bool { UInt64(packet.offset) + UInt64(packet.size) <= UInt64(bulkSize) }
}

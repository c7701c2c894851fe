// Block: a disk, or a part of one, as numbered blocks.
//
// Requests travel through a packet stream (System/Bulkhead/Packets). In a packet, `operation` is a `BlockOperation`, `position` the
// first block, and the bulk memory that it names is what is written, or where what was read comes to be. The server answers in any
// order. What two requests of one client do at the same time to the same blocks is undefined; what a request that ended did is
// seen by all that begin later, and is on the disk for good when a `sync` that began later has ended.

import RPC

public enum BlockFailure: UInt16, Failure {
  /// The donation does not suffice for the stream: upgrade the session.
  case outOfRAM = 1
  case outOfCapabilities = 2
  /// A stream's size, or its number of packets, is not possible.
  case invalidStream = 3
  /// The client broke the stream's rules, or made none: a new stream is needed.
  case noStream = 4
  case unreachable = 0xffff
}

/// What is to be done; a packet's `operation`.
public enum BlockOperation: UInt32, Sendable {
  case read = 1
  case write = 2
  /// All that was written before stays, whatever happens to the power. No blocks, no bytes.
  case sync = 3
  /// What blocks contain does not matter any more; they may read as anything until they are written again. The packet's 8 bytes
  /// say how many blocks there are.
  case trim = 4
}

/// What became of it; a packet's `status`.
public enum BlockStatus: UInt32, Sendable {
  case done = 0
  /// Blocks that do not exist, not a whole number of them, none, or more than `BlockInfo.most`; or an unknown operation.
  case invalid = 1
  /// The session may only read.
  case readOnly = 2
  /// The device could not do it. Of a write, any part may have happened.
  case failed = 3
}

/// A disk, as its client sees it.
public struct BlockInfo: Message, Equatable, Sendable {
  /// Bytes of a block: a power of 2, at least 512.
  public let blockSize: UInt32
  /// How many blocks there are. The first one has the number 0.
  public let count: UInt64
  /// How many blocks a packet may be about; for `trim` there is no such limit.
  public let most: UInt32
  public let isWriteable: Bool
  /// The device forgets what is trimmed. Where it does not, `trim` does nothing.
  public let forgets: Bool

  public init(blockSize: UInt32, count: UInt64, most: UInt32, isWriteable: Bool, forgets: Bool) {
    self.blockSize = blockSize
    self.count = count
    self.most = most
    self.isWriteable = isWriteable
    self.forgets = forgets
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(blockSize) | UInt64(most) << 32)
    message.append(count)
    message.append((isWriteable ? 1 : 0) | (forgets ? 2 : 0) as UInt64)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let (sizes, count, flags) = (try message.next(), try message.next(), try message.next())
    blockSize = UInt32(truncatingIfNeeded: sizes)
    most = UInt32(truncatingIfNeeded: sizes >> 32)
    self.count = count
    isWriteable = flags & 1 != 0
    forgets = flags & 2 != 0
  }
}

/// The shape of a stream (`PacketLayout`).
public struct BlockStream: Message, Equatable, Sendable {
  /// Packets that can be under way: a power of 2, from 2 to 64.
  public let capacity: UInt32
  /// Bytes of all of the stream's memory, at most 4 MiB.
  public let size: UInt64

  public init(capacity: UInt32, size: UInt64) {
    self.capacity = capacity
    self.size = size
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(capacity))
    message.append(size)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    capacity = UInt32(truncatingIfNeeded: try message.next())
    size = try message.next()
  }

  public static var mostPackets: UInt32 { 64 }
  /// Whether a server makes such a stream.
  public var isPossible: Bool { capacity <= Self.mostPackets && size <= 4 << 20 }

  /// What the stream takes of the session's donation.
  public var cost: Quota { Quota(ram: (size + 4095) & ~4095 + 8 << 10, capabilities: 2) }
}

/// A client has no influence on others: requests are taken in turns, and two clients have something of each other only where
/// policies give them the same blocks, which the security report knows.
public enum Block: SessionInterface {
  public typealias Failure = BlockFailure
  public static var name: StaticString { "Block" }
  /// Without the stream: see `BlockStream.cost`.
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 3) }

  public static var info: Method<Block, Nothing, BlockInfo> { Method(1, .alters | .denies) }
  /// Makes the stream, instead of the one before, whose requests get no answer any more.
  public static var makeStream: Method<Block, BlockStream, Capability<Dataspace>> { Method(2) }
  /// There are packets in the stream. They are looked at on the caller's time.
  public static var submitted: Method<Block, Nothing, Nothing> { Method(3) }
  /// Told when packets are acknowledged.
  public static var setSignal: Method<Block, Capability<SignalTarget>, Nothing> { Method(4, .denies) }
}

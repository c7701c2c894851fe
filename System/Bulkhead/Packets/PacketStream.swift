// Bulk data between a client and a server: the client submits packets that name pieces of shared memory, the server works
// on them and acknowledges them, in any order.
//
// Neither side trusts the other. The server checks that every packet lies within the stream's memory, and reads each
// packet once; the client keeps its own record of what it submitted, and takes from an acknowledgement nothing but
// which packet it is about and its status.

/// The client's side.
public struct PacketSource<Memory: SharedMemory & ~Copyable>: ~Copyable {
  public let memory: Memory
  public let layout: PacketLayout
  private var submissions: PacketWriter
  private var acknowledgements: PacketReader
  private var bulk: BulkAllocator
  /// By number of a packet that is being worked on: what was submitted.
  private var outstanding: [Packet?]
  private var freeNumbers: [Int]

  public init(_ memory: consuming Memory, layout: PacketLayout) {
    precondition(memory.count >= layout.size, "the stream's memory is too small")
    self.memory = memory
    self.layout = layout
    submissions = PacketWriter(layout.submitQueue)
    acknowledgements = PacketReader(layout.acknowledgeQueue)
    bulk = BulkAllocator(size: layout.bulkSize)
    outstanding = Array(repeating: nil, count: layout.capacity)
    freeNumbers = Array((0..<layout.capacity).reversed())
  }

  /// A packet with a piece of bulk memory of its own; nil if there is no room right now.
  public mutating func allocate(_ size: UInt32) -> Packet? {
    guard let offset = bulk.allocate(size) else { return nil }
    return Packet(offset: offset, size: size)
  }

  /// Gives a packet's memory back.
  /// - Precondition: the packet is from `allocate`, and is not being worked on.
  public mutating func release(_ packet: Packet) { bulk.release(packet.offset, packet.size) }

  /// Hands a packet to the server. False if as many packets as the queue holds are being worked on. Afterwards, signal the
  /// server (once for many packets).
  public mutating func submit(_ packet: Packet) throws(StreamViolation) -> Bool {
    guard let number = freeNumbers.last else { return false }
    var sent = packet
    sent.tag = UInt64(number)
    guard try submissions.put(sent, in: memory) else { return false }
    freeNumbers.removeLast()
    outstanding[number] = packet
    return true
  }

  /// A packet that the server is done with, as it was submitted, with the server's status; nil if there is none.
  public mutating func takeAcknowledged() throws(StreamViolation) -> Packet? {
    guard let answer = try acknowledgements.take(from: memory) else { return nil }
    let number = Int(truncatingIfNeeded: answer.tag & 0xffff_ffff)
    guard answer.tag < UInt64(layout.capacity), var packet = outstanding[number] else { throw .badAcknowledgement }
    outstanding[number] = nil
    freeNumbers.append(number)
    packet.status = answer.status
    return packet
  }

  /// How many packets are being worked on.
  public var pending: Int { layout.capacity - freeNumbers.count }
}

/// The server's side.
public struct PacketSink<Memory: SharedMemory & ~Copyable>: ~Copyable {
  public let memory: Memory
  public let layout: PacketLayout
  private var submissions: PacketReader
  private var acknowledgements: PacketWriter

  public init(_ memory: consuming Memory, layout: PacketLayout) {
    precondition(memory.count >= layout.size, "the stream's memory is too small")
    self.memory = memory
    self.layout = layout
    submissions = PacketReader(layout.submitQueue)
    acknowledgements = PacketWriter(layout.acknowledgeQueue)
  }

  /// The next packet to work on; nil if there is none. Its range is within bulk memory; everything else in it is the
  /// client's allegation.
  public mutating func takeSubmitted() throws(StreamViolation) -> Packet? {
    guard let packet = try submissions.take(from: memory) else { return nil }
    guard layout.contains(packet) else { throw .badPacket }
    return packet
  }

  /// Is there room to acknowledge one more packet? A correct client always leaves room.
  public func canAcknowledge() throws(StreamViolation) -> Bool { try acknowledgements.used(memory) < layout.capacity }

  /// Tells the client that a packet is done. False if the client does not take acknowledgements. Afterwards, signal the
  /// client (once for many packets).
  public mutating func acknowledge(_ packet: Packet, status: UInt32) throws(StreamViolation) -> Bool {
    var answer = packet
    answer.status = status
    return try acknowledgements.put(answer, in: memory)
  }
}

// A queue in shared memory, with one writer and one reader that do not trust each other: each keeps its own index in its own
// memory, publishes it, and checks the other's.

/// Where a queue's parts are in the shared memory.
struct PacketQueueLayout: Equatable {
  /// How many packets the writer ever put in.
  let head: Int
  /// How many the reader ever took out.
  let tail: Int
  let packets: Int
  let capacity: Int

  func place(_ index: UInt32) -> Int { packets + Int(index) % capacity * Packet.bytes }
}

/// The writing side.
struct PacketWriter {
  let layout: PacketQueueLayout
  private var head: UInt32 = 0

  init(_ layout: PacketQueueLayout) { self.layout = layout }

  /// Puts a packet in. False if the queue is full.
  mutating func put<M: SharedMemory & ~Copyable>(_ packet: Packet, in memory: borrowing M) throws(StreamViolation) -> Bool {
    guard try used(memory) < layout.capacity else { return false }
    packet.store(in: memory, at: layout.place(head))
    head &+= 1
    memory.storeIndex(head, at: layout.head)
    return true
  }

  /// How many packets the other side has not taken out.
  func used<M: SharedMemory & ~Copyable>(_ memory: borrowing M) throws(StreamViolation) -> Int {
    let used = head &- memory.loadIndex(layout.tail)
    guard used <= UInt32(layout.capacity) else { throw .badIndex }
    return Int(used)
  }
}

/// The reading side.
struct PacketReader {
  let layout: PacketQueueLayout
  private var tail: UInt32 = 0

  init(_ layout: PacketQueueLayout) { self.layout = layout }

  /// Takes a packet out; nil if there is none. What the packet says is not checked here.
  mutating func take<M: SharedMemory & ~Copyable>(from memory: borrowing M) throws(StreamViolation) -> Packet? {
    guard try available(memory) > 0 else { return nil }
    let packet = Packet(from: memory, at: layout.place(tail))
    tail &+= 1
    memory.storeIndex(tail, at: layout.tail)
    return packet
  }

  /// How many packets there are to be taken out.
  func available<M: SharedMemory & ~Copyable>(_ memory: borrowing M) throws(StreamViolation) -> Int {
    let available = memory.loadIndex(layout.head) &- tail
    guard available <= UInt32(layout.capacity) else { throw .badIndex }
    return Int(available)
  }
}

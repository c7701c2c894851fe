// A request on its way to the device and back (virtio 1.2, 5.2.6): what to do, the bytes, and what became of it.

import Bulkhead
import Disks
import Driver
import Virtio

final class Transfer {
  /// What the device works on.
  struct Request {
    let number: UInt16
    let session: BlockSession
    let stream: Int
    let packet: Packet
    let operation: DiskOperation
  }

  /// First the bytes, then, from `size` on, 16 bytes that say what to do, and a byte for the status.
  let memory: DMABuffer
  /// Nil: nothing is under way here.
  var request: Request?

  /// The most bytes of a request.
  static var size: Int { 64 << 10 }
  /// How many requests can be under way, and how many of one client.
  static var most: Int { 8 }
  static var mostOfOne: Int { 4 }
  static var nameSize: Int { 20 }

  init(_ memory: DMABuffer) { self.memory = memory }

  private enum Kind {
    static var read: UInt32 { 0 }
    static var write: UInt32 { 1 }
    static var sync: UInt32 { 4 }
    static var name: UInt32 { 8 }
    static var discard: UInt32 { 11 }
  }

  private static func kind(_ operation: DiskOperation) -> UInt32 {
    switch operation {
    case .read: Kind.read
    case .write: Kind.write
    case .sync: Kind.sync
    case .trim: Kind.discard
    }
  }

  /// No status that the device writes.
  private static var noStatus: UInt8 { 0xff }

  func parts(_ operation: DiskOperation, sector: UInt64, bytes: UInt32) -> [QueuePart] {
    let bytes = operation == .trim ? 16 : bytes
    let isPlaceless = operation == .sync || operation == .trim
    return parts(Self.kind(operation), sector: isPlaceless ? 0 : sector, bytes: bytes, isAnswer: operation == .read)
  }

  func nameParts() -> [QueuePart] { parts(Kind.name, sector: 0, bytes: UInt32(Self.nameSize), isAnswer: true) }

  private func parts(_ kind: UInt32, sector: UInt64, bytes: UInt32, isAnswer: Bool) -> [QueuePart] {
    memory.mapping.store(kind, at: Self.size)
    memory.mapping.store(0 as UInt32, at: Self.size + 4)
    memory.mapping.store(sector, at: Self.size + 8)
    memory.mapping.store(Self.noStatus, at: Self.size + 16)
    let place = memory.address + UInt64(Self.size)
    let head = QueuePart(address: place, count: 16, isAnswer: false)
    let status = QueuePart(address: place + 16, count: 1, isAnswer: true)
    if bytes == 0 { return [head, status] }
    return [head, QueuePart(address: memory.address, count: bytes, isAnswer: isAnswer), status]
  }

  /// A range to be discarded. False if it is longer than the device can be told.
  func setTrim(_ sector: UInt64, _ count: UInt64) -> Bool {
    guard count <= UInt64(UInt32.max) else { return false }
    memory.mapping.store(sector, at: 0)
    memory.mapping.store(count, at: 8)  // 32 bits, and 32 of flags: none.
    return true
  }

  /// The device says that it did it.
  var isDone: Bool { memory.mapping.load(Self.size + 16, as: UInt8.self) == 0 }
}

// One session at a server of disks, with its stream, and one request at a time.

import Bulkhead

final class BlockLink {
  private let environment: Environment
  private let session: Session<Block>
  private var source: PacketSource<Mapping>?
  private var dataspace = OwnedCapability<Dataspace>(adopting: .none)
  private var handler: SignalHandler?
  let info: BlockInfo

  /// Packets under way: one is, at a time.
  private static var capacity: Int { 2 }

  static func make(_ environment: Environment, _ label: Text) throws(SessionError) -> BlockLink {
    let session = try environment.open(Block.self, label: label)
    guard let info: BlockInfo = try? session.call(Block.info), Self.isPossible(info) else {
      throw .failed("the server of the disk says what cannot be")
    }
    let link = BlockLink(environment, session, info)
    try link.begin()
    return link
  }

  private static func isPossible(_ info: BlockInfo) -> Bool {
    info.blockSize >= 512 && info.blockSize <= 65536 && info.blockSize & (info.blockSize - 1) == 0 && info.most > 0
      && info.most <= (1 << 20) / info.blockSize && info.count <= UInt64.max / UInt64(info.blockSize)
  }

  private init(_ environment: Environment, _ session: consuming Session<Block>, _ info: BlockInfo) {
    self.environment = environment
    self.session = session
    self.info = info
  }

  private func begin() throws(SessionError) {
    let size = PacketLayout.size(capacity: Self.capacity, bulk: Int(info.most * info.blockSize))
    guard let layout = PacketLayout(capacity: Self.capacity, size: size) else { throw .failed("a disk's blocks are too large") }
    let wish = BlockStream(capacity: UInt32(Self.capacity), size: UInt64(size))
    do throws(EntrypointError) {
      handler = try environment.entrypoint.onSignal(.io) { _ in }
    } catch { throw .failed("no signal handler for a disk") }
    try? session.upgrade(by: wish.cost, waits: true)
    guard let stream: OwnedCapability<Dataspace> = try? session.call(Block.makeStream, wish),
      let mapping = try? Mapping(stream.capability, isWritable: true, isLasting: true), mapping.count >= size
    else { throw .failed("the server of the disk makes no stream") }
    dataspace = stream
    source = PacketSource(mapping, layout: layout)
    if let capability = handler?.capability { try? session.call(Block.setSignal, capability) }
  }

  // MARK: - Requests

  func read(_ first: UInt64, _ count: UInt32) throws(BlockError) -> [UInt8] {
    let packet = try allocate(count * info.blockSize, .read, first)
    defer { source?.release(packet) }
    try exchange(packet)
    var bytes = [UInt8](repeating: 0, count: Int(packet.size))
    var span = bytes.mutableSpan
    let start = Int(packet.offset) + (source?.layout.bulkOffset ?? 0)
    source?.memory.copy(start..<start + Int(packet.size), into: &span)
    return bytes
  }

  func write(_ first: UInt64, _ bytes: ArraySlice<UInt8>) throws(BlockError) {
    let packet = try allocate(UInt32(bytes.count), .write, first)
    defer { source?.release(packet) }
    source?.memory.write(Array(bytes), at: Int(packet.offset) + (source?.layout.bulkOffset ?? 0))
    try exchange(packet)
  }

  func trim(_ first: UInt64, _ count: UInt64) throws(BlockError) {
    let packet = try allocate(8, .trim, first)
    defer { source?.release(packet) }
    source?.memory.store(count, at: Int(packet.offset) + (source?.layout.bulkOffset ?? 0))
    try exchange(packet)
  }

  func sync() throws(BlockError) { try exchange(Packet(operation: BlockOperation.sync.rawValue)) }

  private func allocate(_ size: UInt32, _ operation: BlockOperation, _ position: UInt64) throws(BlockError) -> Packet {
    guard var packet = source?.allocate(size) else { throw .lost }
    packet.operation = operation.rawValue
    packet.position = position
    return packet
  }

  /// Submits, and waits for the answer.
  private func exchange(_ packet: Packet) throws(BlockError) {
    do throws(StreamViolation) {
      guard try source?.submit(packet) == true else { throw StreamViolation.badIndex }
    } catch { throw .lost }
    do throws(BlockFailure) { try session.call(Block.submitted) } catch { throw .lost }
    try check(try answer())
  }

  private func answer() throws(BlockError) -> Packet {
    while true {
      do throws(StreamViolation) {
        if let answer = try source?.takeAcknowledged() { return answer }
      } catch { throw .lost }
      environment.entrypoint.dispatchOneIOSignal()
    }
  }

  private func check(_ answer: Packet) throws(BlockError) {
    switch BlockStatus(rawValue: answer.status) {
    case .done: return
    case .invalid: throw .outOfRange
    case .readOnly: throw .readOnly
    case .failed: throw .deviceFailed
    case nil: throw .lost
    }
  }
}

// One client: its part of the disk, and the stream of its requests.
//
// Nothing that the client says or writes into the stream's memory is believed. A client that breaks the stream's rules loses
// the stream; its requests that are under way end, and are answered to nobody.

import Bulkhead
import Disks
import Services

final class BlockSession: SessionState {
  private let disk: Disk
  private let window: DiskWindow
  private let label: String
  private var quota: QuotaGuard
  private var paid = Quota.none
  private var memory: RAM?
  private var sink: PacketSink<Mapping>?
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  /// Tells the streams of this session apart: what belongs to an earlier one is answered to nobody.
  private(set) var stream = 0
  /// Requests that the device works on.
  var underway = 0
  /// How many packets are still looked at this time. A correct client has no more under way; one that adds others as fast as they
  /// are looked at does not keep the driver from its other clients.
  private var left = 0
  private var hasAnswers = false

  /// This object.
  static var cost: Quota { Quota(ram: 4 << 10, capabilities: 2) }

  init(_ disk: Disk, _ window: DiskWindow, _ quota: consuming QuotaGuard, _ label: String) {
    self.disk = disk
    self.window = window
    self.quota = quota
    self.label = label
  }

  func close() {
    drop()
    disk.remove(self)
  }

  func upgrade(by amount: Quota) { quota.upgrade(by: amount) }

  func serve(_ request: inout Request) {
    request.serve(Block.submitted) { () throws(BlockFailure) -> Void in
      guard self.sink != nil else { throw .noStream }
      self.disk.work()
    }
    request.serve(Block.info) { () throws(BlockFailure) -> BlockInfo in self.info }
    request.serve(Block.makeStream) { (wish) throws(BlockFailure) -> Capability<Dataspace> in try self.make(wish) }
    request.keep(Block.setSignal, in: &signal)
  }

  private var info: BlockInfo {
    BlockInfo(
      blockSize: UInt32(disk.blockSize), count: window.count, most: UInt32(Transfer.size / disk.blockSize),
      isWriteable: window.isWriteable, forgets: disk.forgets)
  }

  // MARK: - The stream

  private func make(_ wish: BlockStream) throws(BlockFailure) -> Capability<Dataspace> {
    guard wish.isPossible, let layout = PacketLayout(capacity: Int(wish.capacity), size: Int(wish.size)) else {
      throw .invalidStream
    }
    drop()
    do throws(QuotaError) { try quota.withdraw(wish.cost) } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
    paid = wish.cost
    memory = try? RAM(size: wish.size)
    guard let dataspace = memory?.dataspace, let mapping = try? Mapping(dataspace, isWritable: true) else {
      drop()
      throw .outOfRAM
    }
    sink = PacketSink(mapping, layout: layout)
    return dataspace
  }

  private func drop() {
    sink = nil
    memory = nil
    quota.replenish(paid)
    paid = .none
    stream += 1
  }

  private func punish() {
    disk.log("error: \(label) breaks the rules of its stream, and loses it")
    drop()
  }

  /// The driver looks for requests.
  func beginTurn() { left = Int(BlockStream.mostPackets) }

  /// The next request that the device has to do; nil if there is none, or the turn is over.
  func next() -> (packet: Packet, request: DiskRequest)? {
    while left > 0 {
      left -= 1
      do throws(StreamViolation) {
        guard try sink?.canAcknowledge() == true, let packet = try sink?.takeSubmitted() else { return nil }
        do throws(BlockStatusError) { return (packet, try judge(packet)) } catch { acknowledge(packet, error.status) }
      } catch {
        punish()
        return nil
      }
    }
    return nil
  }

  private func judge(_ packet: Packet) throws(BlockStatusError) -> DiskRequest {
    let request: DiskRequest
    switch BlockOperation(rawValue: packet.operation) {
    case .read: request = DiskRequest(.read, first: packet.position, count: try blocks(packet))
    case .write: request = DiskRequest(.write, first: packet.position, count: try blocks(packet))
    case .sync: request = DiskRequest(.sync)
    case .trim: request = DiskRequest(.trim, first: packet.position, count: try trimmed(packet))
    case nil: throw BlockStatusError(.invalid)
    }
    do throws(DiskRefusal) { return try window.place(request) } catch {
      throw BlockStatusError(error == .readOnly ? .readOnly : .invalid)
    }
  }

  private func blocks(_ packet: Packet) throws(BlockStatusError) -> UInt64 {
    let (count, rest) = Int(packet.size).quotientAndRemainder(dividingBy: disk.blockSize)
    guard rest == 0, Int(packet.size) <= Transfer.size else { throw BlockStatusError(.invalid) }
    return UInt64(count)
  }

  private func trimmed(_ packet: Packet) throws(BlockStatusError) -> UInt64 {
    guard packet.size == 8, packet.offset % 8 == 0, let place = place(packet), let count = sink?.memory.loadWord(place) else {
      throw BlockStatusError(.invalid)
    }
    return count
  }

  /// Where in the stream's memory a packet's bytes are. (`takeSubmitted` has checked the range.)
  private func place(_ packet: Packet) -> Int? {
    guard let start = sink?.layout.bulkOffset else { return nil }
    return start + Int(packet.offset)
  }

  /// Copies what is to be written to where the device finds it.
  func copy(_ packet: Packet, to transfer: borrowing Mapping) {
    guard let place = place(packet) else { return }
    sink?.copyBulk(Int(packet.size), at: place, to: transfer)
  }

  /// Copies what was read to where the client finds it.
  func copy(_ packet: Packet, from transfer: borrowing Mapping) {
    guard let place = place(packet) else { return }
    sink?.memory.copy(Int(packet.size), from: transfer, at: 0, to: place)
  }

  func acknowledge(_ packet: Packet, _ status: BlockStatus) {
    do throws(StreamViolation) {
      guard try sink?.acknowledge(packet, status: status.rawValue) != false else { throw StreamViolation.badIndex }
      hasAnswers = true
    } catch { punish() }
  }

  /// One signal for many answers.
  func tell() {
    guard hasAnswers else { return }
    hasAnswers = false
    signal.capability.submit()
  }
}

/// Why a request is answered without being done.
struct BlockStatusError: Error {
  let status: BlockStatus
  init(_ status: BlockStatus) { self.status = status }
}

extension PacketSink where Memory == Mapping {
  fileprivate func copyBulk(_ count: Int, at place: Int, to target: borrowing Mapping) {
    target.copy(count, from: memory, at: place, to: 0)
  }
}

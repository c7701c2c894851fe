// One virtio disk (virtio 1.2, 5.2): requests of all clients, in turns, each through a piece of memory of the driver's own.

import Bulkhead
import Disks
import Driver
import Virtio
import VirtioTransport

/// Features (5.2.3), as bits.
enum DiskFeatures {
  static var isReadOnly: UInt32 { 1 << 5 }
  static var blockSize: UInt32 { 1 << 6 }
  static var sync: UInt32 { 1 << 9 }
  static var discard: UInt32 { 1 << 13 }
  static var wanted: UInt32 { isReadOnly | blockSize | sync | discard }
}

final class Disk {
  private let device: VirtioDevice
  private let environment: Environment
  private var queue: VirtioQueue?
  private var transfers: [Transfer] = []
  private var sessions: [BlockSession] = []
  /// Whose turn it is.
  private var turn = 0
  /// The serial number.
  private(set) var name = ""
  let blockSize: Int
  /// All of it.
  let window: DiskWindow

  /// Sectors are what the device counts in, whatever its blocks are (5.2.4).
  private static var sectorSize: Int { 512 }

  init(_ device: VirtioDevice, _ environment: Environment) throws(SessionError) {
    self.device = device
    self.environment = environment
    let size = device.features & DiskFeatures.blockSize != 0 ? Int(device.configuration(word: 20)) : Self.sectorSize
    guard size >= Self.sectorSize, size <= 4096, size & (size - 1) == 0 else { throw .failed("a disk's blocks are impossible") }
    blockSize = size
    let sectors = UInt64(device.configuration(word: 0)) | UInt64(device.configuration(word: 4)) << 32
    guard sectors < UInt64(Int.max) / UInt64(Self.sectorSize) else { throw .failed("a disk is impossibly large") }
    window = DiskWindow(
      count: sectors / UInt64(size / Self.sectorSize), isWriteable: device.features & DiskFeatures.isReadOnly == 0)
  }

  var forgets: Bool { device.features & DiskFeatures.discard != 0 }

  func begin() throws(SessionError) {
    try device.onInterrupt { [self] in collect() }
    queue = try device.queue(0, 3 * Transfer.most)
    for _ in 0..<Transfer.most { transfers.append(Transfer(try device.allocate(Transfer.size + 4096))) }
    device.start()
    name = askName()
    let kind = window.isWriteable ? "" : ", read-only"
    environment.log("disk \"\(name)\": \(window.count) blocks of \(blockSize) bytes\(kind)")
  }

  func log(_ text: String) { environment.log(text) }

  // MARK: - Clients

  func add(_ session: BlockSession) { sessions.append(session) }
  func remove(_ session: BlockSession) { sessions.removeAll { $0 === session } }

  /// Gives the device what it can take, one request of each client after the other.
  func work() {
    var (idle, hasNew) = (0, false)
    for session in sessions { session.beginTurn() }
    while idle < sessions.count, let transfer = transfers.first(where: { $0.request == nil }) {
      turn = (turn + 1) % sessions.count
      let session = sessions[turn]
      if session.underway < Transfer.mostOfOne, let (packet, request) = session.next() {
        begin(transfer, session, packet, request)
        (idle, hasNew) = (0, true)
      } else {
        idle += 1
      }
    }
    if hasNew { queue?.notify() }
    for session in sessions { session.tell() }
  }

  private func begin(_ transfer: Transfer, _ session: BlockSession, _ packet: Packet, _ request: DiskRequest) {
    if request.operation == .write { session.copy(packet, to: transfer.memory.mapping) }
    let ratio = UInt64(blockSize / Self.sectorSize)
    let isVoid =
      request.operation == .sync && device.features & DiskFeatures.sync == 0 || request.operation == .trim && !forgets
    if isVoid { return session.acknowledge(packet, .done) }
    if request.operation == .trim, !transfer.setTrim(request.first * ratio, request.count * ratio) {
      return session.acknowledge(packet, .invalid)
    }
    let parts = transfer.parts(request.operation, sector: request.first * ratio, bytes: packet.size)
    guard let number = queue?.add(parts) else { return session.acknowledge(packet, .failed) }
    session.underway += 1
    transfer.request = Transfer.Request(
      number: number, session: session, stream: session.stream, packet: packet, operation: request.operation)
  }

  // MARK: - The device

  private func collect() {
    do throws(QueueFault) {
      while let answer = try queue?.take() {
        for transfer in transfers where transfer.request?.number == answer.request { finish(transfer, answer) }
      }
    } catch {
      environment.log("error: \(device.name) breaks the rules of its queue")
      environment.exit(1)
    }
    work()
  }

  private func finish(_ transfer: Transfer, _ answer: Answer) {
    guard let request = transfer.request else { return }
    transfer.request = nil
    let session = request.session
    session.underway -= 1
    guard session.stream == request.stream else { return }
    let isRead = request.operation == .read
    let isDone = transfer.isDone && (!isRead || answer.count == request.packet.size + 1)
    if isDone, isRead { session.copy(request.packet, from: transfer.memory.mapping) }
    session.acknowledge(request.packet, isDone ? .done : .failed)
  }

  /// Asks for the serial number (5.2.6.1): up to 20 characters. Empty if the device has none.
  private func askName() -> String {
    guard let transfer = transfers.first, queue?.add(transfer.nameParts()) != nil else { return "" }
    queue?.notify()
    for _ in 0..<1000 {
      let answer: Answer? = try? queue?.take()
      if answer != nil {
        let bytes = transfer.memory.mapping.copy(first: Transfer.nameSize)
        return transfer.isDone ? String(decoding: bytes.prefix { $0 >= 32 && $0 < 127 }, as: UTF8.self) : ""
      }
      environment.entrypoint.pause(.milliseconds(1))
    }
    return ""
  }
}

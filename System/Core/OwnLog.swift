// What core itself says, for who has the ROM "core_log": the newest 16 KiB of it, in a ring (LogStore's `ByteRing`) that who
// reads it sees as it is written.

import LogStore
import RPC
import Sessions
import Synchronization

final class OwnLog {
  let module: BootModule
  private let ring: ByteRing<Frame>
  private var readers: [OwnLogSession] = []

  static var name: String { "core_log" }
  private static var pages: UInt64 { 4 }

  /// Nil if there is no memory for it.
  init?(_ system: System) {
    guard let address = system.frames.allocate(Self.pages) else { return nil }
    let bytes = Self.pages * Frames.pageSize
    Window.clear(address, bytes: bytes)
    module = BootModule(system, name: Self.name, physical: address, size: bytes)
    ring = ByteRing(Frame(physical: address, count: Int(bytes)))
  }

  /// - Parameter line: without its end.
  func append(_ line: [UInt8]) {
    ring.append(line + [10])
    for reader in readers { reader.tell() }
  }

  func add(_ reader: OwnLogSession) { readers.append(reader) }
  func remove(_ reader: OwnLogSession) { readers.removeAll { $0 === reader } }
}

/// Frames in a row, which others see while core writes them.
private struct Frame: WritableSharedBytes {
  let physical: UInt64
  let count: Int

  func word(_ index: Int) -> UInt64 { Window.load(physical + UInt64(index) * 8, as: UInt64.self) }

  /// The order of words and bytes is what readers rely on.
  func setWord(_ index: Int, _ value: UInt64) {
    atomicMemoryFence(ordering: .releasing)
    Window.store(value, at: physical + UInt64(index) * 8)
    atomicMemoryFence(ordering: .acquiringAndReleasing)
  }

  func byte(_ offset: Int) -> UInt8 { Window.load(physical + UInt64(offset), as: UInt8.self) }
  func setByte(_ offset: Int, _ value: UInt8) { Window.store(value, at: physical + UInt64(offset)) }
}

/// A ROM session of core's own words: the memory stays the same, and its readers are told of news.
final class OwnLogSession: ServedObject {
  private let log: OwnLog
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ system: System, _ log: OwnLog) {
    self.log = log
    super.init(system)
    log.add(self)
  }

  override func serve(_ request: inout Request) {
    log.module.serve(&request)
    request.keep(ROM.setSignal, in: &signal)
  }

  func tell() { if signal.exists { _ = KernelCall.submit(signal.capability.index) } }

  override func close() {
    log.remove(self)
    signal = OwnedCapability(adopting: .none)
    super.close()
  }
}

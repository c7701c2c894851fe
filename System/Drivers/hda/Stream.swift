// One of the controller's streams: a ring of periods in memory that the controller reads or writes, with an interrupt after
// each.

import Bulkhead
import Driver
import HDA

final class Stream {
  /// Frames of a period: 10 ms.
  static var periodFrames: Int { 480 }
  /// Frames of the ring.
  static var frames: Int { periodFrames * periods }
  /// 320 ms: so late may a driver come that waits for its turn, and lose nothing that was heard.
  private static var periods: Int { 32 }

  let number: Int
  private let controller: Controller
  private let place: Int
  private let tag: UInt8
  private let samples: DMABuffer
  private let list: BufferList
  private let listAddress: UInt64
  private var progress = RingProgress(size: Stream.frames)
  private(set) var isRunning = false

  /// - Parameter index: 0 or 1: which of the driver's two streams it is.
  init(_ controller: Controller, number: Int, index: Int, tag: UInt8, _ platform: PlatformConnection) throws(SessionError) {
    self.controller = controller
    self.number = number
    self.tag = tag
    place = HDACapabilities.registers(ofStream: number)
    samples = try platform.allocateDMA(Self.frames * 4)
    list = BufferList(address: samples.address, period: Self.periodFrames * 4, count: Self.periods)
    listAddress = controller.write(list, index: index)
  }

  private func store<Value: FixedWidthInteger>(_ value: Value, _ register: Int) {
    controller.registers.store(value, at: place + register)
  }

  private var control: UInt8 { controller.registers.load(place + HDARegister.streamControl) }

  // MARK: - Running (4.5.3, 4.5.4)

  /// Starts at the beginning of the ring. False if the controller does not play along.
  func start() -> Bool {
    guard reset() else { return false }
    store(tag << 4, HDARegister.streamTag)
    store(UInt32(list.length), HDARegister.streamLength)
    store(StreamFormat.standard, HDARegister.streamFormat)
    store(UInt16(Self.periods - 1), HDARegister.streamLastEntry)
    store(UInt32(truncatingIfNeeded: listAddress), HDARegister.streamListLow)
    store(UInt32(truncatingIfNeeded: listAddress >> 32), HDARegister.streamListHigh)
    store(HDABit.allStreamNews, HDARegister.streamStatus)
    store(HDABit.runsStream | HDABit.interruptsOnCompletion, HDARegister.streamControl)
    progress = RingProgress(size: Self.frames)
    isRunning = true
    return true
  }

  private func reset() -> Bool {
    store(0 as UInt8, HDARegister.streamControl)
    store(HDABit.resetsStream, HDARegister.streamControl)
    // Some controllers are through with it before the bit could be seen.
    _ = controller.wait { control & HDABit.resetsStream != 0 }
    store(0 as UInt8, HDARegister.streamControl)
    return controller.wait { control & HDABit.resetsStream == 0 }
  }

  /// Nothing is read or written from then on, and nothing of what was remains.
  func stop() {
    store(0 as UInt8, HDARegister.streamControl)
    _ = controller.wait { control & HDABit.runsStream == 0 }
    store(HDABit.allStreamNews, HDARegister.streamStatus)
    samples.mapping.clear(0..<Self.frames * 4)
    isRunning = false
  }

  /// Notes what the controller reports, so that it can report again. False if there was nothing.
  func acknowledge() -> Bool {
    let status: UInt8 = controller.registers.load(place + HDARegister.streamStatus)
    guard status & HDABit.allStreamNews != 0 else { return false }
    store(HDABit.allStreamNews, HDARegister.streamStatus)
    return true
  }

  /// Frames that went by since the last time.
  func advance() -> Int {
    guard isRunning else { return 0 }
    let position: UInt32 = controller.registers.load(place + HDARegister.streamPosition)
    return progress.advance(to: Int(position / 4) % Self.frames)
  }

  /// Where the controller is.
  var position: Int { progress.position }

  // MARK: - Samples

  /// Copies frames into the ring, from that place on.
  func write(_ count: Int, from block: borrowing Mapping, at start: Int) {
    for index in 0..<count {
      samples.mapping.store(block.load(index * 4, as: UInt32.self), at: (start + index) % Self.frames * 4)
    }
  }

  /// Copies frames out of the ring, from that place on.
  func read(_ count: Int, at start: Int, to block: borrowing Mapping, _ offset: Int) {
    for index in 0..<count {
      block.store(samples.mapping.load((start + index) % Self.frames * 4, as: UInt32.self), at: offset + index * 4)
    }
  }

  /// Silences frames, from that place on.
  func clear(_ count: Int, at start: Int) {
    for index in 0..<count { samples.mapping.store(0 as UInt32, at: (start + index) % Self.frames * 4) }
  }
}

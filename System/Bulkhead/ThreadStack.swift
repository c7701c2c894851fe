// Stacks of further threads, each with an unmapped page below: running over the end is a fault of this thread alone.

/// A stack in the component's own address space; freed when it goes out of scope.
final class ThreadStack {
  let low: UInt64
  let high: UInt64
  private let ram: RAM

  /// Where stacks go: slots of 16 MiB, so that each has room, and unmapped space below.
  private static var area: UInt64 { 0x10_0000_0000 }
  private static var slot: UInt64 { 16 << 20 }
  private static var slots: UInt64 { 4096 }

  private init(low: UInt64, high: UInt64, ram: consuming RAM) {
    self.low = low
    self.high = high
    self.ram = ram
  }

  static func make(size: UInt64) throws(ThreadError) -> ThreadStack {
    let length = max((size + 4095) & ~4095, 8192)
    guard length < Self.slot else { throw .noStack }
    let ram = try allocate(length)
    let low = try attach(ram.dataspace, length)
    return ThreadStack(low: low, high: low + length, ram: ram)
  }

  private static func allocate(_ length: UInt64) throws(ThreadError) -> RAM {
    do throws(PDFailure) { return try RAM(size: length) } catch { throw .noStack }
  }

  /// Attaches at the end of the first free slot.
  private static func attach(_ dataspace: Capability<Dataspace>, _ length: UInt64) throws(ThreadError) -> UInt64 {
    let map = StartRecord.current.addressSpace
    var number: UInt64 = 0
    while number < slots {
      let place = area + (number + 1) * slot - length
      do throws(RegionMapFailure) {
        return try map.call(RegionMap.attach, Attachment(dataspace, at: place, isWritable: true))
      } catch {
        switch error {
        case .conflict: number += 1
        case .outOfRAM, .outOfCapabilities: Resources.request(Quota(ram: 8192, capabilities: 1))
        case .invalidDataspace, .notAttached, .notAllowed, .unreachable: throw .noStack
        }
      }
    }
    throw .noStack
  }

  deinit { try? StartRecord.current.addressSpace.call(RegionMap.detach, low) }

  /// Leaves a reference for the thread.
  func storeAtBottom(_ context: ThreadContext) {
    // Safety: the stack is attached and as yet used by nobody; the creator keeps `context` alive.
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(low)).unsafelyUnwrapped.storeBytes(
      of: UInt(bitPattern: Unmanaged.passUnretained(context).toOpaque()), as: UInt.self)
  }

  /// What was left there.
  static func loadFromBottom(_ low: UInt64) -> ThreadContext {
    // Safety: `storeAtBottom` wrote it before the thread started.
    unsafe Unmanaged<ThreadContext>.fromOpaque(
      UnsafeRawPointer(bitPattern: UnsafeRawPointer(bitPattern: UInt(low)).unsafelyUnwrapped.load(as: UInt.self))
        .unsafelyUnwrapped
    ).takeUnretainedValue()
  }
}

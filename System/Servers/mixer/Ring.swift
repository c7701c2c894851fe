// A ring of frames that is shared with a client, who may write or read it at any time: nothing that is read is used for
// anything but a sample.

import Bulkhead
import Samples

final class Ring {
  let format: SoundRing
  private let memory: RAM
  private let mapping: Mapping

  /// Nil if there is no memory after all.
  static func make(_ format: SoundRing) -> Ring? {
    guard let memory = try? RAM(size: format.bytes) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return Ring(format, memory, mapping)
  }

  private init(_ format: SoundRing, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.format = format
    self.memory = memory
    self.mapping = mapping
  }

  var dataspace: Capability<Dataspace> { memory.dataspace }

  @inline(__always)
  func load(_ place: Int) -> SoundFrame {
    if format.channels == 2 { return SoundFrame(word: mapping.load(place * 4)) }
    return SoundFrame(mono: Int16(bitPattern: mapping.load(place * 2, as: UInt16.self)))
  }

  @inline(__always)
  func store(_ frame: SoundFrame, _ place: Int) {
    if format.channels == 2 {
      mapping.store(frame.word, at: place * 4)
    } else {
      mapping.store(UInt16(bitPattern: frame.mono), at: place * 2)
    }
  }
}

/// A session's ring, paid with its donation.
struct PaidRing: ~Copyable {
  private var quota: QuotaGuard
  private(set) var ring: Ring?

  init(_ quota: consuming QuotaGuard) { self.quota = quota }

  mutating func upgrade(by amount: Quota) { quota.upgrade(by: amount) }

  /// Makes a ring instead of the one before. If that fails, there is none.
  mutating func make(_ format: SoundRing) throws(SoundFailure) {
    guard format.isPossible else { throw .unknownFormat }
    if let old = ring?.format.cost { quota.replenish(old) }
    ring = nil
    do throws(QuotaError) { try quota.withdraw(format.cost) } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
    ring = Ring.make(format)
    if ring == nil { quota.replenish(format.cost) }
  }

  var dataspace: Capability<Dataspace> {
    get throws(SoundFailure) {
      guard let ring else { throw .noRing }
      return ring.dataspace
    }
  }
}

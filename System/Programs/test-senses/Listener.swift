// A component that records, and knows what it should hear: the left sample of frame n is n, the right one its complement.

import Bulkhead
import Samples

final class Listener {
  private let session: Capability<Record>
  private let ring: Mapping
  private var taken: UInt64 = 0
  /// The first frame, and how many came after it exactly as they should, in the longest run.
  private(set) var first: UInt32?
  private(set) var longestRun = 0
  private var run = 0
  private var last: UInt16?
  private(set) var count = 0
  private(set) var lost: UInt64 = 0

  private static var format: SoundRing { SoundRing(frames: 9600, channels: 2) }

  /// What a session and its ring need, and the broker's record of it.
  static var cost: Quota {
    Quota(
      ram: Record.cost.ram + format.cost.ram + 8192,
      capabilities: Record.cost.capabilities + format.cost.capabilities + 4)
  }

  /// Nil if the session does not let itself be used.
  static func begin(_ session: Capability<Record>) -> Listener? {
    guard (try? session.call(Record.setRing, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Record.ring),
      let ring = try? Mapping(dataspace.capability), (try? session.call(Record.start)) != nil
    else { return nil }
    return Listener(session, ring)
  }

  private init(_ session: Capability<Record>, _ ring: consuming Mapping) {
    self.session = session
    self.ring = ring
  }

  /// Takes what is there. False if the session is over: the ring is gone then, too.
  func take() -> Bool {
    guard let progress: SoundProgress = try? session.call(Record.release, taken) else { return false }
    lost = progress.lost
    while taken < progress.position {
      examine(ring.load(Int(taken % UInt64(Self.format.frames)) * 4))
      taken += 1
    }
    return true
  }

  private func examine(_ word: UInt32) {
    let frame = SoundFrame(word: word)
    let left = UInt16(bitPattern: frame.left)
    if first == nil { first = word }
    let isRight = UInt16(bitPattern: frame.right) == ~left
    run = isRight && (last == nil || left == last.map { $0 &+ 1 }) ? run + 1 : 0
    longestRun = max(longestRun, run)
    last = left
    count += 1
  }
}

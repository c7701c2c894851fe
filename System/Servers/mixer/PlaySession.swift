// One client that plays.

import Bulkhead
import Samples
import Services

final class PlaySession: SessionState {
  private let mixer: Mixer
  private var paid: PaidRing
  private var ledger = PlayLedger(capacity: 1)
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  private(set) var isStarted = false

  init(_ quota: consuming QuotaGuard, _ mixer: Mixer) {
    self.mixer = mixer
    paid = PaidRing(quota)
  }

  func close() { mixer.closed(self) }
  func upgrade(by amount: Quota) { paid.upgrade(by: amount) }

  func serve(_ request: inout Request) {
    request.serve(Play.fill) { (position) throws(SoundFailure) in try self.fill(to: position) }
    request.serve(Play.setRing) { (format) throws(SoundFailure) -> Void in try self.setRing(format) }
    request.serve(Play.ring) { () throws(SoundFailure) -> Capability<Dataspace> in try self.paid.dataspace }
    request.serve(Play.start) { () throws(SoundFailure) -> Void in try self.set(started: true) }
    request.serve(Play.stop) { () throws(SoundFailure) -> Void in try self.set(started: false) }
    request.keep(Play.setSignal, in: &signal)
  }

  private func setRing(_ format: SoundRing) throws(SoundFailure) {
    try set(started: false)
    try paid.make(format)
    ledger = PlayLedger(capacity: Int(format.frames))
  }

  private func set(started: Bool) throws(SoundFailure) {
    if started, paid.ring == nil { throw .noRing }
    if started == isStarted { return }
    isStarted = started
    mixer.demandChanged()
  }

  private func fill(to position: UInt64) throws(SoundFailure) -> SoundProgress {
    guard paid.ring != nil else { throw .noRing }
    guard ledger.fill(to: position) else { throw .invalidPosition }
    return SoundProgress(position: ledger.played, lost: ledger.missing)
  }

  /// Adds the next frames to a block.
  func play(_ count: Int, into block: borrowing Mapping) {
    guard let ring = paid.ring else { return }
    let pieces = ledger.play(count)
    for index in 0..<pieces.count {
      let sum = SoundFrame(word: block.load(index * 4)) + ring.load(pieces.place(index))
      block.store(sum.word, at: index * 4)
    }
    signal.capability.submit()
  }
}

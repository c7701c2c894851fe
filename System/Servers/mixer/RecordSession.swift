// One client that records.

import Bulkhead
import Samples
import Services

final class RecordSession: SessionState {
  let label: Text
  private let mixer: Mixer
  private var paid: PaidRing
  private var ledger = RecordLedger(capacity: 1)
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  private(set) var isStarted = false
  /// Frames that were delivered.
  private(set) var count: UInt64 = 0

  init(_ quota: consuming QuotaGuard, _ label: Text, _ mixer: Mixer) {
    self.label = label
    self.mixer = mixer
    paid = PaidRing(quota)
  }

  func close() { mixer.closed(self) }
  func upgrade(by amount: Quota) { paid.upgrade(by: amount) }

  func serve(_ request: inout Request) {
    request.serve(Record.release) { (position) throws(SoundFailure) in try self.release(to: position) }
    request.serve(Record.setRing) { (format) throws(SoundFailure) -> Void in try self.setRing(format) }
    request.serve(Record.ring) { () throws(SoundFailure) -> Capability<Dataspace> in try self.paid.dataspace }
    request.serve(Record.start) { () throws(SoundFailure) -> Void in try self.set(started: true) }
    request.serve(Record.stop) { () throws(SoundFailure) -> Void in try self.set(started: false) }
    request.keep(Record.setSignal, in: &signal)
  }

  private func setRing(_ format: SoundRing) throws(SoundFailure) {
    try set(started: false)
    try paid.make(format)
    ledger = RecordLedger(capacity: Int(format.frames))
  }

  private func set(started: Bool) throws(SoundFailure) {
    if started, paid.ring == nil { throw .noRing }
    if started == isStarted { return }
    isStarted = started
    mixer.demandChanged()
  }

  private func release(to position: UInt64) throws(SoundFailure) -> SoundProgress {
    guard paid.ring != nil else { throw .noRing }
    guard ledger.release(to: position) else { throw .invalidPosition }
    return SoundProgress(position: ledger.filled, lost: ledger.lost)
  }

  /// Takes the frames of a block.
  func record(_ offered: Int, from block: borrowing Mapping, at offset: Int) {
    guard let ring = paid.ring else { return }
    let pieces = ledger.record(offered)
    for index in 0..<pieces.count {
      ring.store(SoundFrame(word: block.load(offset + index * 4)), pieces.place(index))
    }
    count += UInt64(pieces.count)
    signal.capability.submit()
  }
}

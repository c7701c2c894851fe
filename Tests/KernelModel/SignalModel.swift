// No signal is lost and none is delivered twice: what was submitted is pending or was delivered, at every moment; and
// between two deliveries of a context there is an acknowledgement.

import KernelABI

final class SignalModel {
  private struct Source {
    var pending: UInt64 = 0
    var isDelivered = false
  }

  private var sources: [Int: Source] = [:]
  private var byImprint: [UInt64: Int] = [:]
  private var optional: Int?

  func add(_ id: Int, imprint: UInt64) throws {
    try require(byImprint[imprint] == nil, "the model needs imprints that differ")
    sources[id] = Source()
    byImprint[imprint] = id
  }

  func end(_ id: Int) {
    sources[id] = nil
    byImprint = byImprint.filter { $0.value != id }
  }

  func submit(_ id: Int, count: UInt64) {
    guard let pending = sources[id]?.pending else { return }
    let sum = pending.addingReportingOverflow(count)
    sources[id]?.pending = sum.overflow ? UInt64.max : sum.partialValue
  }

  /// During this entry one more may be submitted, or not: whether it is depends on the order of things inside.
  func maySubmit(_ id: Int?) { optional = id }

  private func takeOptional(_ id: Int, count: UInt64) {
    guard optional == id, let pending = sources[id]?.pending, count > pending else { return }
    optional = nil
    submit(id, count: 1)
  }

  func deliver(imprint: UInt64, count: UInt64) throws {
    guard let id = byImprint[imprint] else { throw Failure("a signal from nowhere: \(imprint)") }
    takeOptional(id, count: count)
    guard let source = sources[id] else { return }
    try require(!source.isDelivered, "signal context \(id) was delivered twice without an acknowledgement")
    try require(count > 0 && count <= source.pending, "\(count) signals were delivered, \(source.pending) are pending")
    sources[id]?.pending -= count
    sources[id]?.isDelivered = true
  }

  func acknowledge(_ id: Int) { sources[id]?.isDelivered = false }

  /// What the kernel keeps for later is what the model expects.
  func check(_ id: Int, count: UInt64, isDelivered: Bool) throws {
    takeOptional(id, count: count)
    guard let source = sources[id] else { return }
    try require(source.pending == count, "signal context \(id): \(source.pending) are pending, the kernel has \(count)")
    try require(source.isDelivered == isDelivered, "signal context \(id) is not in the state of its last delivery")
  }
}

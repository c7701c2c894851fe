// How long who was refused has to wait: whoever asks again and again gets fewer and fewer questions.

import HID

/// Invariant: the newest `limit` labels that were refused are remembered.
struct Patience {
  private struct Refusal {
    let label: String
    var count: UInt64
    /// Milliseconds.
    var until: UInt64
  }

  private var refusals: [Refusal] = []
  private static var limit: Int { 32 }

  mutating func refused(_ label: String, at now: UInt64) {
    var count: UInt64 = 0
    if let position = position(label) { count = refusals.remove(at: position).count }
    let wait = min(600_000, UInt64(5000) << min(count, 7))
    if refusals.count == Self.limit { refusals.removeFirst() }
    refusals.append(Refusal(label: label, count: count + 1, until: now + wait))
  }

  mutating func forgive(_ label: String) {
    if let position = position(label) { refusals.remove(at: position) }
  }

  /// When the label's next question may be shown: 0 for who was not refused.
  func earliest(_ label: String) -> UInt64 { position(label).map { refusals[$0].until } ?? 0 }

  private func position(_ label: String) -> Int? { refusals.firstIndex { $0.label.isSame(as: label) } }
}

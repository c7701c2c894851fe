// How long a component that was refused has to wait for its next question: whoever asks again and again is heard less and less.

import HID

/// Invariants:
/// - All sessions of a component count as one: behind its name in the label, a component says what it likes.
/// - The newest `limit` components that were refused are remembered.
public struct Patience: Sendable {
  private struct Refusal: Sendable {
    let component: String
    let count: UInt64
    /// Milliseconds.
    let until: UInt64
  }

  private var refusals: [Refusal] = []

  public static var limit: Int { 32 }
  /// Milliseconds after the first refusal; twice as long after each further one.
  public static var shortest: UInt64 { 5_000 }
  /// Milliseconds.
  public static var longest: UInt64 { 600_000 }

  public init() {}

  /// - Parameters:
  ///   - label: of the session that asked.
  ///   - now: milliseconds.
  public mutating func refused(_ label: String, at now: UInt64) {
    let count = position(label).map { refusals.remove(at: $0).count } ?? 0
    let wait = min(Self.longest, Self.shortest << min(count, 7))
    if refusals.count == Self.limit { refusals.removeFirst() }
    refusals.append(Refusal(component: label.firstLabelElement, count: count + 1, until: now + wait))
  }

  /// The person said yes.
  public mutating func forgive(_ label: String) {
    if let position = position(label) { refusals.remove(at: position) }
  }

  /// When the component's next question may be shown, in milliseconds: 0 for who was not refused.
  public func earliest(_ label: String) -> UInt64 { position(label).map { refusals[$0].until } ?? 0 }

  private func position(_ label: String) -> Int? {
    let component = label.firstLabelElement
    return refusals.firstIndex { $0.component.isSame(as: component) }
  }
}

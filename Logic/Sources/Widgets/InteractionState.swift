// What a user is doing right now: where the keyboard is, what the pointer is on, how far things are scrolled.

import Geometry
import Input

struct InteractionState {
  /// The item that keys go to.
  var focus: UInt64?
  /// Whether the focus is shown: only who uses the keyboard wants to see it.
  var showsFocus = false
  /// Whether keys arrive here at all.
  var isActive = true
  var hover: UInt64?
  /// The item that the button went down on, until it is released.
  var pressed: UInt64?
  var pointer = Point(-1, -1)
  /// The one that presses and releases.
  var finger = FirstFinger()
  var modifiers = Modifiers()
  /// The cursor and the start of the selection, in the field with the focus.
  var cursor = 0
  var anchor = 0
  /// Where a scroll bar's handle was taken, and how far it was scrolled then.
  var grab: (pointer: Int32, offset: Int32) = (0, 0)
  private var offsets: [(identity: UInt64, offset: Int32)] = []

  func scrollOffset(_ identity: UInt64) -> Int32 { offsets.first { $0.identity == identity }?.offset ?? 0 }

  mutating func scroll(_ identity: UInt64, to offset: Int32) {
    offsets.removeAll { $0.identity == identity }
    if offset > 0 { offsets.append((identity, offset)) }
    // What is not shown any more is forgotten, the oldest first.
    if offsets.count > 32 { offsets.removeFirst() }
  }

  /// All that makes an item look different.
  func describe(_ identity: UInt64, _ fingerprint: inout Fingerprint) {
    fingerprint.add(hover == identity)
    fingerprint.add(pressed == identity)
    guard focus == identity else { return }
    fingerprint.add(showsFocus)
    fingerprint.add(isActive)
    fingerprint.add(UInt64(cursor) << 32 | UInt64(anchor))
  }
}

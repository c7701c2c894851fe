// One capability: a slot in a domain's table (or embedded in a kernel object that holds a capability of its own).
//
// Slots that name the same object form a forest. A *lease* is a slot that its holder derived; the copies that were
// handed out from a lease hang below it, everything else hangs below the object. Revoking a lease unlinks exactly
// what hangs below it. The forest is what makes "nobody can reach it any more" a fact instead of a hope.

import KernelABI

/// What the holder of a slot may do with it, and where the slot lives.
struct SlotRights: Flags {
  let rawValue: UInt8
  /// Copies may be handed to others.
  static var delegate: SlotRights { SlotRights(rawValue: 1) }
  /// This is a lease.
  static var lease: SlotRights { SlotRights(rawValue: 2) }
  /// A lease whose copies cannot be handed on.
  static var endsHere: SlotRights { SlotRights(rawValue: 4) }
  /// Not part of a table, but of another kernel object.
  static var embedded: SlotRights { SlotRights(rawValue: 8) }
  /// The capability that the object was created with: found through the object, not by its table's tree.
  static var origin: SlotRights { SlotRights(rawValue: 16) }
}

/// A capability. 64 bytes.
public struct CapabilitySlot<H: Hardware>: ~Copyable {
  /// The object named; nil: the slot is free.
  var object: Ref<ObjectHeader<H>>?
  /// The lease this is a copy of.
  var lease: Ref<CapabilitySlot>?
  /// Neighbours among the copies of the same lease, or of the object.
  var previous: Ref<CapabilitySlot>?
  var next: Ref<CapabilitySlot>?
  /// Of a lease: its copies.
  var copies: Ref<CapabilitySlot>?
  /// In a table: children in the tree that finds the slot by its object; `left` also links free slots.
  var left: Ref<CapabilitySlot>?
  var right: Ref<CapabilitySlot>?
  var generation: UInt16 = 1
  var rights = SlotRights.none
  /// How many leases are above.
  var depth: UInt8 = 0
  /// Number of the slot in its table.
  var number: UInt16 = 0
  /// How many times the holder received the capability and did not drop it. Stays at the maximum once there.
  var references: UInt16 = 1

  init() {}

  /// Leases upon leases are limited, so that looking up an ancestor has a bound.
  static var maximumDepth: UInt8 { 8 }

  var index: CapabilityIndex { CapabilityIndex(slot: Int(number), generation: generation) }
}

extension CapabilitySlot {
  /// Links `slot` as one more capability to what `parent` (a lease) or the object names.
  static func link(_ slot: Ref<CapabilitySlot>, to object: Ref<ObjectHeader<H>>, under lease: Ref<CapabilitySlot>?) {
    slot.object.object = object
    slot.object.lease = lease
    slot.object.previous = nil
    slot.object.copies = nil
    let head = if let lease { lease.object.copies } else { object.object.copies }
    slot.object.next = head
    if let head { head.object.previous = slot }
    if let lease { lease.object.copies = slot } else { object.object.copies = slot }
  }

  /// Takes `slot`, which has no copies, out of the forest.
  static func unlink(_ slot: Ref<CapabilitySlot>) {
    let next = slot.object.next
    if let previous = slot.object.previous {
      previous.object.next = next
    } else if let lease = slot.object.lease {
      lease.object.copies = next
    } else if let object = slot.object.object {
      object.object.copies = next
    }
    if let next { next.object.previous = slot.object.previous }
    slot.object.object = nil
    slot.object.lease = nil
    slot.object.previous = nil
    slot.object.next = nil
  }
}

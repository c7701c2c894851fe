// The kernel's unsafe corner: making references from donated memory, from headers, and from slots.
//
// Everything else in the portable kernel works with `Ref`s and cannot forge one.

import KernelABI

extension Ref where Object: ~Copyable {
  /// Places an object in memory that core donated.
  @inline(__always)
  static func place(_ object: consuming Object, at memory: UnsafeMutableRawPointer) -> Self {
    // Safety: the caller checked that the memory is RAM, aligned and large enough; core donated it for this purpose.
    let typed = unsafe memory.bindMemory(to: Object.self, capacity: 1)
    unsafe typed.initialize(to: object)
    return unsafe Ref(typed)
  }
}

extension Ref where Object: KernelObject & ~Copyable {
  /// The header that capability slots refer to.
  @inline(__always)
  var header: Ref<ObjectHeader<Object.H>> {
    // Safety: the header is stored at this offset of the object, which lives as long as `self`.
    unsafe Ref<ObjectHeader<Object.H>>(
      (UnsafeMutableRawPointer(address) + Object.headerOffset).assumingMemoryBound(to: ObjectHeader<Object.H>.self))
  }

  /// The object that a header belongs to; nil if it is of another kind.
  @inline(__always)
  init?(_ header: Ref<ObjectHeader<Object.H>>) {
    guard header.object.kind == Object.kind else { return nil }
    self.init(dying: header)
  }

  /// The object that a header belongs to, for callers that know its kind.
  @inline(__always)
  init(dying header: Ref<ObjectHeader<Object.H>>) {
    // Safety: a header of this kind was created at this offset of such an object.
    unsafe self.init(
      (UnsafeMutableRawPointer(header.address) - Object.headerOffset).assumingMemoryBound(to: Object.self))
  }
}

extension CapabilitySlot {
  /// The slot at a position (1...63; 0 is the header, which reads as a free slot) of the page of slots at `page`.
  @inline(__always)
  static func at(page: UInt, position: Int) -> Ref<CapabilitySlot> {
    // Safety: `page` comes from a table's directory; all of the page was initialised when it was added.
    unsafe Ref(UnsafeMutablePointer(bitPattern: page &+ UInt(truncatingIfNeeded: position) &* 64).unsafelyUnwrapped)
  }

  /// The domain in whose table this slot is. Not for embedded slots.
  static func holder(of slot: Ref<CapabilitySlot>) -> Ref<Domain<H>> {
    let page = slot.key & ~4095
    // Safety: a slot that is not embedded lies in a page of slots, which starts with its header.
    return unsafe UnsafeMutablePointer<SlotPage<H>>(bitPattern: page).unsafelyUnwrapped.pointee.domain
  }
}

extension Ref where Object: ~Copyable {
  /// The slot embedded in this object at a byte offset.
  @inline(__always)
  func embeddedSlot<H: Hardware>(_ slot: inout CapabilitySlot<H>) -> Ref<CapabilitySlot<H>> {
    // Safety: the slot is stored in the object that `self` refers to, whose memory does not move.
    unsafe withUnsafeMutablePointer(to: &slot) { unsafe Ref<CapabilitySlot<H>>($0) }
  }
}

// A protection domain: an address space and a capability table. One page.
//
// The table is a directory of donated pages with 63 slots each. Slot numbers are `page * 64 + position`; position 0 of
// each page is the page's own header. All memory is the owner's: when the table is full, somebody else's message
// cannot make it grow.

import KernelABI

/// The header of a page of slots, in the place of slot 0.
struct SlotPage<H: Hardware>: ~Copyable {
  /// Reads as the `object` of a free slot, so that number 0 of a page can never be looked up.
  let nothing: UInt64 = 0
  let domain: Ref<Domain<H>>
}

public struct Domain<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .domain }

  var header: ObjectHeader<H>
  var addressSpace: H.AddressSpace
  var pageTablePool = PagePool()
  /// Threads that live here; the domain can only be destroyed without any.
  var threadCount = 0

  var freeSlots: Ref<CapabilitySlot<H>>?
  var freeCount = 0
  /// The used slots, by object and lease; without those that objects were created with.
  var tree = Treap<CapabilitySlot<H>>()
  var tablePages = 0
  /// Where the emptying of the table goes on.
  var sweepCursor = 0
  /// Addresses of the pages of slots.
  let directory: Table<UInt>

  /// Where the directory starts in the domain's page; it fills the rest.
  static var directoryOffset: Int { 1024 }

  init(addressSpace: consuming H.AddressSpace, directory: Table<UInt>) {
    header = ObjectHeader(.domain)
    self.addressSpace = addressSpace
    self.directory = directory
  }
}

extension CapabilitySlot: TreapNode {
  /// Finds the slot of an object under a lease. Two pairs may share a key: whoever looks up compares the pair itself.
  var treeKey: UInt64 { Self.key(object, lease) ^ (rights.contains(.lease) ? 1 : 0) }

  static func key(_ object: Ref<ObjectHeader<H>>?, _ lease: Ref<CapabilitySlot>?) -> UInt64 {
    UInt64(object?.key ?? 0) &+ UInt64(lease?.key ?? 0) &* 0x9e37_79b9_7f4a_7c15
  }
}

extension Domain {
  /// The used slot that `index` names; nil if there is none (any more).
  @inline(__always)
  func slot(_ index: CapabilityIndex) -> Ref<CapabilitySlot<H>>? {
    let page = index.slot >> 6
    guard page < tablePages else { return nil }
    let slot: Ref<CapabilitySlot<H>> = CapabilitySlot<H>.at(page: directory[page], position: index.slot & 63)
    guard slot.object.object != nil, slot.object.generation == index.generation else { return nil }
    return slot
  }

  /// The living object of kind `Object` that `index` names.
  @inline(__always)
  func object<Object: KernelObject & ~Copyable>(_ index: CapabilityIndex) -> Ref<Object>? where Object.H == H {
    guard let header = slot(index)?.object.object else { return nil }
    return Ref<Object>(header)
  }

  /// The slot with which this domain already holds at least the authority that a copy made under `lease` would give.
  func slotThatCovers(_ object: Ref<ObjectHeader<H>>, lease: Ref<CapabilitySlot<H>>?, rights: SlotRights)
    -> Ref<CapabilitySlot<H>>?
  {
    var ancestor = lease
    while true {
      if let found = tree.find(CapabilitySlot.key(object, ancestor)), found.object.object == object,
        found.object.lease == ancestor, found.object.rights.contains(rights)
      {
        return found
      }
      guard let up = ancestor else { return nil }
      ancestor = up.object.lease
    }
  }

  /// Takes a free slot for a capability; nil if the table is full.
  mutating func addSlot(
    _ object: Ref<ObjectHeader<H>>, lease: Ref<CapabilitySlot<H>>?, rights: SlotRights
  ) -> Ref<CapabilitySlot<H>>? {
    guard let slot = freeSlots else { return nil }
    freeSlots = slot.object.left
    freeCount -= 1
    slot.object.rights = rights
    slot.object.references = 1
    slot.object.depth = (lease?.object.depth ?? 0) &+ (rights.contains(.lease) ? 1 : 0)
    CapabilitySlot.link(slot, to: object, under: lease)
    if rights.contains(.origin) { object.object.origin = slot } else { tree.insert(slot) }
    return slot
  }

  /// Frees a slot that has no copies.
  mutating func removeSlot(_ slot: Ref<CapabilitySlot<H>>) {
    if slot.object.rights.contains(.origin) { slot.object.object?.object.origin = nil } else { tree.remove(slot) }
    CapabilitySlot.unlink(slot)
    slot.object.generation = slot.object.generation == UInt16.max ? 1 : slot.object.generation &+ 1
    slot.object.right = nil
    slot.object.left = freeSlots
    freeSlots = slot
    freeCount += 1
  }
}

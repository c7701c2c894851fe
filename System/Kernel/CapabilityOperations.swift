// What a thread can do with its own domain's capabilities, without asking anybody: drop, lease, revoke, compare.

import KernelABI

/// Whether long work is done, or has to be continued by executing the system call again.
enum Progress {
  case complete
  case interrupted
}

extension Kernel {
  mutating func capabilityOperation(_ thread: ThreadRef, on cpu: CPURef) {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
    guard let operation = CapabilityOperation(rawValue: thread.object.registers.rsi) else {
      return thread.object.finish(.invalidArgument)
    }
    guard let slot = thread.object.domain.object.slot(index) else { return thread.object.finish(.invalidCapability) }
    switch operation {
    case .drop: drop(slot, of: thread)
    case .derive: derive(slot, of: thread)
    case .revoke: revoke(slot, of: thread)
    case .same: compare(slot, of: thread)
    case .check: thread.object.finish(slot.object.object?.object.kind == .dying ? .invalidCapability : .done)
    }
  }

  private mutating func drop(_ slot: SlotRef, of thread: ThreadRef) {
    // Core's capability to a domain or thread is the only one: it goes with the object, by `destroy`.
    guard slot.object.isDroppable else { return thread.object.finish(.invalidArgument) }
    guard slot.object.isLastReference else {
      slot.object.dropReference()
      return thread.object.finish(.done)
    }
    let progress = revokeCopies(of: slot)
    if progress == .complete { thread.object.domain.object.removeSlot(slot) }
    finishOrRestart(thread, progress)
  }

  private mutating func derive(_ slot: SlotRef, of thread: ThreadRef) {
    guard slot.object.canBeHandedOn, let object = slot.object.object else {
      return thread.object.finish(.invalidCapability)
    }
    let parent = slot.object.rights.contains(.lease) ? slot : slot.object.lease
    guard (parent?.object.depth ?? 0) < CapabilitySlot<H>.maximumDepth else {
      return thread.object.finish(.invalidArgument)
    }
    let flags = LeaseFlags(rawValue: thread.object.registers.rdx)
    let rights: SlotRights = flags.contains(.noDelegation) ? .delegate | .lease | .endsHere : .delegate | .lease
    guard let lease = thread.object.domain.object.addSlot(object, lease: parent, rights: rights) else {
      return thread.object.finish(.tableFull)
    }
    thread.object.finish(.done)
    thread.object.registers.rdi = UInt64(lease.object.index.rawValue)
  }

  private mutating func revoke(_ slot: SlotRef, of thread: ThreadRef) {
    guard slot.object.rights.contains(.lease) else { return thread.object.finish(.invalidArgument) }
    finishOrRestart(thread, revokeCopies(of: slot))
  }

  private func compare(_ slot: SlotRef, of thread: ThreadRef) {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdx))
    guard let other = thread.object.domain.object.slot(index) else { return thread.object.finish(.invalidCapability) }
    thread.object.finish(.done)
    thread.object.registers.rdx = slot.object.object == other.object.object ? 1 : 0
  }

  func finishOrRestart(_ thread: ThreadRef, _ progress: Progress) {
    switch progress {
    case .complete: thread.object.finish(.done)
    case .interrupted: hardware.restartSystemCall(&thread.object.registers)
    }
  }

  /// How many slots are unlinked between two looks at the interrupt lines.
  static var batch: Int { 16 }

  /// Unlinks everything that was handed out from a lease, deepest first.
  mutating func revokeCopies(of lease: SlotRef) -> Progress {
    var budget = Self.batch
    while let first = lease.object.copies {
      remove(Self.deepest(from: first))
      budget -= 1
      if budget == 0 {
        if hardware.interruptPending() { return .interrupted }
        budget = Self.batch
      }
    }
    return .complete
  }

  /// Unlinks every capability to an object but `last`, the one it was created with, deepest first.
  mutating func removeCopies(of object: Ref<ObjectHeader<H>>, keeping last: SlotRef) -> Progress {
    var budget = Self.batch
    while let first = object.object.copies, first != last {
      remove(Self.deepest(from: first))
      budget -= 1
      if budget == 0 {
        if hardware.interruptPending() { return .interrupted }
        budget = Self.batch
      }
    }
    return .complete
  }

  static func deepest(from slot: SlotRef) -> SlotRef {
    var cursor = slot
    while let copy = cursor.object.copies { cursor = copy }
    return cursor
  }

  /// Frees a slot without copies, wherever it lives.
  func remove(_ slot: SlotRef) {
    if slot.object.rights.contains(.embedded) {
      CapabilitySlot.unlink(slot)
    } else {
      CapabilitySlot.holder(of: slot).object.removeSlot(slot)
    }
  }
}

extension CapabilitySlot {
  var isDroppable: Bool {
    guard let object else { return false }
    return object.object.kind == .dying ? object.object.was.canBeDelegated : object.object.kind.canBeDelegated
  }

  var isLastReference: Bool { references == 1 }

  mutating func addReference() {
    if references < UInt16.max { references += 1 }
  }

  mutating func dropReference() {
    if references < UInt16.max { references -= 1 }
  }
}

// Operations on domains: memory for tables, mappings, first capabilities.

import KernelABI

extension Kernel {
  @inline(__always)
  mutating func domainOperation(
    _ operation: MachineOperation, _ words: Arguments, for thread: ThreadRef, on cpu: CPURef
  ) {
    guard let domain: Ref<Domain<H>> = thread.object.domain.object.object(named: words.w0) else {
      return thread.object.finish(.invalidCapability)
    }
    switch operation {
    case .addTablePage: addTablePage(words.w1, to: domain, for: thread)
    case .addPageTablePage:
      guard isDonation(words.w1, 4096) else { return thread.object.finish(.invalidArgument) }
      // Safety: just checked to be RAM; core donated it.
      unsafe domain.object.pageTablePool.push(words.w1, at: hardware.pointer(toPhysical: words.w1))
      thread.object.finish(.done)
    case .map: map(words, in: domain, for: thread)
    case .unmap: unmap(words, in: domain, for: thread, on: cpu)
    case .held: held(words.w1, in: domain, for: thread)
    default: grant(words, to: domain, for: thread)
    }
  }

  func addTablePage(_ address: UInt64, to domain: Ref<Domain<H>>, for thread: ThreadRef) {
    guard isDonation(address, 4096), domain.object.tablePages < CapabilityTableLimits.maximumPages else {
      return thread.object.finish(.invalidArgument)
    }
    addTablePage(address, to: domain)
    thread.object.finish(.done)
  }

  func addTablePage(_ address: UInt64, to domain: Ref<Domain<H>>) {
    let header = place(SlotPage<H>(domain: domain), at: address)
    let page = domain.object.tablePages
    domain.object.directory[page] = header.key
    domain.object.tablePages += 1
    for position in (1...CapabilityTableLimits.slotsPerPage).reversed() {
      let slot = place(CapabilitySlot<H>(), at: address + UInt64(position * 64))
      slot.object.number = UInt16(page * 64 + position)
      slot.object.left = domain.object.freeSlots
      domain.object.freeSlots = slot
      domain.object.freeCount += 1
    }
  }

  /// Pages mapped or unmapped between two looks at the interrupt lines.
  private static var pageBatch: UInt64 { 32 }

  /// Is this a range of whole pages that a component can use?
  private func isUserRange(_ address: UInt64, pages: UInt64) -> Bool {
    guard address & 4095 == 0, pages > 0, pages < 1 << 35 else { return false }
    let (last, overflow) = address.addingReportingOverflow(pages * 4096 - 1)
    return !overflow && hardware.isUserAddress(address) && hardware.isUserAddress(last)
  }

  @inline(__always)
  private mutating func map(_ words: Arguments, in domain: Ref<Domain<H>>, for thread: ThreadRef) {
    let flags = MapFlags(rawValue: words[4])
    guard isUserRange(words.w1, pages: words.w3), words.w2 & 4095 == 0, words.w2 < 1 << 46,
      words.w2 + words.w3 << 12 <= 1 << 46,
      flags.rawValue < 16, !flags.contains(.write | .execute)
    else { return thread.object.finish(.invalidArgument) }
    var done: UInt64 = 0
    var outcome = Outcome.done
    while done < words.w3 {
      do throws(MapProblem) {
        done += try hardware.map(
          &domain.object.addressSpace, virtual: words.w1 + done * 4096, physical: words.w2 + done * 4096,
          pages: min(words.w3 - done, Self.pageBatch), flags: flags, pool: &domain.object.pageTablePool)
      } catch {
        outcome = error == .needsPages ? .needsPages : .invalidArgument
        break
      }
      if done < words.w3, hardware.interruptPending() { break }
    }
    thread.object.finish(outcome, word: done)
  }

  private mutating func unmap(_ words: Arguments, in domain: Ref<Domain<H>>, for thread: ThreadRef, on cpu: CPURef) {
    guard isUserRange(words.w1, pages: words.w2) else { return thread.object.finish(.invalidArgument) }
    var done: UInt64 = 0
    while done < words.w2 {
      done += hardware.unmap(
        &domain.object.addressSpace, virtual: words.w1 + done * 4096, pages: min(words.w2 - done, Self.pageBatch))
      if hardware.interruptPending() { break }
    }
    let others = cpusRunning(domain) & ~(1 << UInt64(cpu.object.index))
    if others != 0 { hardware.flushTranslations(on: others) }
    thread.object.finish(.done, word: min(done, words.w2))
  }

  private func cpusRunning(_ domain: Ref<Domain<H>>) -> UInt64 {
    var mask: UInt64 = 0
    for index in 0..<cpuCount where cpus[index]?.object.current?.object.domain == domain { mask |= 1 << UInt64(index) }
    return mask
  }

  private mutating func grant(_ words: Arguments, to domain: Ref<Domain<H>>, for thread: ThreadRef) {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: words.w1))
    guard let slot = thread.object.domain.object.slot(index), slot.object.canBeHandedOn else {
      return thread.object.finish(.invalidCapability)
    }
    guard let copy = copy(slot, into: domain) else { return thread.object.finish(.tableFull) }
    thread.object.finish(.done, word: UInt64(copy.rawValue))
  }

  private mutating func held(_ number: UInt64, in domain: Ref<Domain<H>>, for thread: ThreadRef) {
    guard number < UInt64(domain.object.tablePages * 64) else { return thread.object.finish(.invalidArgument) }
    let page = domain.object.directory[Int(number >> 6)]
    let slot: SlotRef = CapabilitySlot<H>.at(page: page, position: Int(number & 63))
    let origin = slot.object.object?.object.origin
    thread.object.finish(.done, word: UInt64(origin?.object.index.rawValue ?? 0))
  }
}

// What a fuzzer holds, and what it must not lose if it is to come to its end.

import Bulkhead

/// The capabilities of this component.
struct Targets: Sendable {
  let parent: CapabilityIndex
  let log: CapabilityIndex
  let trace: CapabilityIndex
  /// All, the ones above included.
  let all: [CapabilityIndex]
  /// Does what ends the component itself, too.
  let isReckless: Bool

  /// Would this system call take away what the component needs to say that it is done?
  func loses(_ capability: UInt64) -> Bool {
    !isReckless && all.contains { $0.rawValue == UInt32(truncatingIfNeeded: capability) }
  }

  /// Is this a call with which the component ends or stops itself, closes its sessions, or makes an object of a thread that
  /// will never answer? A capability that was found can be a lease to any of the others.
  func ends(_ target: CapabilityIndex, opcode: UInt16) -> Bool {
    if isReckless { return false }
    let isFound = !all.contains(target)
    let isParent = target == parent && (opcode == Parent.exit.opcode || opcode == Parent.close.opcode)
    let isTrace = target == trace && opcode == Trace.pause.opcode
    let isFatal = isFound && (1...4).contains(opcode)
    return isParent || isTrace || isFatal || opcode == PD.createObject.opcode
  }

  /// The log is chosen rarely, because somebody has to read it.
  func choose(_ random: inout Random) -> CapabilityIndex {
    let index = all[random.below(all.count)]
    return index == log && random.below(1024) != 0 ? parent : index
  }
}

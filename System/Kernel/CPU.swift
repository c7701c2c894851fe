// What the kernel keeps for each CPU. The entry code addresses the first fields by fixed offsets
// (see X86_64/Entry.S): `current` at 0.

import KernelABI

/// One processor.
public struct CPU<H: Hardware & ~Copyable>: ~Copyable {
  /// The thread whose registers the CPU returns to; nil: idle.
  public internal(set) var current: Ref<Thread<H>>?
  /// The time it runs on.
  var running: Ref<SchedulingContext<H>>?
  public let index: Int
}

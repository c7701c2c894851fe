// What the kernel keeps for each CPU: who runs, on whose time, and who waits to.
//
// The entry code addresses the first field by a fixed offset (see X86_64/Entry.S): `current` at 0.

import KernelABI

/// One processor.
public struct CPU<H: Hardware>: ~Copyable {
  /// The thread whose registers the CPU returns to; nil: idle.
  public internal(set) var current: Ref<Thread<H>>?
  /// The time it runs on. A member of `ready`, unless it was taken away just now.
  var running: Ref<SchedulingContext<H>>?
  public let index: Int
  /// Since when `running` was not charged.
  var chargedAt: Ticks = 0
  /// For when the timer is programmed; nil: not at all.
  var timerAt: Ticks?
  /// Counts what became ready here or ceased to be. As long as it stays, so does the choice of `running`.
  var changes: UInt64 = 0
  /// The end of the current idle stretch's beginning.
  var idleSince: Ticks = 0

  var ready: ReadyQueue<H>
  /// Depleted scheduling contexts, by the time of their next refill.
  var depleted = Treap<SchedulingContext<H>>()
  /// Waiting threads with a deadline.
  var deadlines = Treap<Thread<H>>()
  /// Threads that this CPU releases parked contexts from; see Scheduler.swift.
  var releasing: Ref<Thread<H>>?
  /// There was more to look at than one scheduling decision does.
  var isUndecided = false

  public internal(set) var contextSwitches: UInt64 = 0
  public internal(set) var interrupts: UInt64 = 0
  public internal(set) var idleTicks: Ticks = 0

  /// Bytes of memory that a CPU needs beside itself.
  public static var memoryBytes: Int { ReadyQueue<H>.bytes }

  /// - Safety: `memory` has `memoryBytes` bytes, for ever.
  @unsafe
  public init(index: Int, memory: UnsafeMutableRawPointer) {
    self.index = index
    ready = unsafe ReadyQueue(memory: memory)
  }
}

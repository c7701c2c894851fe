// A thread: registers, a place in the call graph, and what it waits for. One page.
//
// A thread has no time of its own beyond an optional scheduling context. Who runs is decided by following calls: a
// scheduling context's time goes to the thread at the end of the chain `home -> server -> server ...` (see Scheduler.swift).
//
// Fields that the entry code and the fast path touch come first.

import KernelABI

public struct Thread<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .thread }
  static var headerOffset: Int { 160 }

  enum State: UInt8 {
    /// Never started, or its registers are not to be trusted to run.
    case inactive
    /// Wants to execute instructions.
    case runnable
    /// In `receive`, for something to come.
    case waiting
    /// Called a server that is busy; a member of `server.callers`.
    case queued
    /// Called a server that now works for it; `server.client` is this thread.
    case served
    /// Stopped by a fault until core lets it go on.
    case suspended
  }

  /// At offset 0: the entry code stores the registers here.
  public var registers = UserRegisters()
  var header = ObjectHeader<H>(.thread)

  var state = State.inactive
  /// Core keeps it from running.
  var isPaused = false
  /// Of a waiting thread: what may end the wait.
  var waitsFor = ReceiveFlags.none
  /// The fault that made it call its fault handler.
  var fault: Fault?
  /// Position in a chain of calls; grows along every chain, at most `depthLimit`.
  var depth: UInt8 = 0
  /// One less than core's, so that nobody can make a chain so long that its server cannot call core any more.
  var depthLimit = Self.maximumDepth - 1
  /// It took a signal last, so a caller is next: neither starves the other.
  var tookSignalLast = false
  var isSingleStepped = false
  /// The CPU it executes on; -1: none.
  var runsOn: Int8 = -1

  let domain: Ref<Domain<H>>
  /// The time it owns.
  var schedulingContext: Ref<SchedulingContext<H>>?
  /// Whom it called.
  var server: Ref<Thread>?
  /// Whom it works for.
  var client: Ref<Thread>?
  /// The time on which it made its call.
  var callContext: Ref<SchedulingContext<H>>?
  /// The badge of the object it called.
  var calledBadge: UInt64 = 0
  /// Scheduling contexts that lead here while it cannot run, the newest first.
  var parked: Ref<SchedulingContext<H>>?
  var lastParked: Ref<SchedulingContext<H>>?
  /// Counts the releases: what was parked before the last one is on its way out.
  var releases: UInt64 = 0
  /// In `CPU.releasing` of some CPU, before this one.
  var isReleasing = false
  var nextReleasing: Ref<Thread>?
  /// Threads that called and wait for their turn, most urgent first.
  var callers = Treap<Thread>()
  /// Queued signal contexts.
  var firstSignal: Ref<SignalContext<H>>?
  var lastSignal: Ref<SignalContext<H>>?

  /// The message page, as the kernel sees it.
  var messagePage: MessagePageView
  var messagePageAddress: UInt64 = 0

  /// In `callers` of a server, or in the deadlines of a CPU.
  var left: Ref<Thread>?
  var right: Ref<Thread>?
  /// Urgency in `callers`, or the deadline.
  var treeKey: UInt64 = 0
  /// The CPU in whose deadlines it is; -1: none.
  var deadlineCPU: Int8 = -1

  /// All objects and contexts that are bound to it.
  var objects: Ref<RPCObject<H>>?
  var contexts: Ref<SignalContext<H>>?
  /// The capability to the object that handles its faults.
  var faultHandler = CapabilitySlot<H>()
  var faultAddress: UInt64 = 0
  var faultCode: UInt64 = 0

  var executionTime: Ticks = 0
  /// When it got the CPU last.
  var resumedAt: Ticks = 0

  /// Must stay last: it may extend to the end of the page.
  public var machine: H.ThreadState

  init(domain: Ref<Domain<H>>, machine: consuming H.ThreadState, messagePage: MessagePageView) {
    self.domain = domain
    self.machine = machine
    self.messagePage = messagePage
  }

  /// The longest chain of calls: it bounds the walks along them.
  static var maximumDepth: UInt8 { 32 }
}

extension Thread: TreapNode {}

extension Thread {
  /// Does the thread work on its own time? (Else on its client's.)
  var usesOwnTime: Bool {
    switch state {
    case .inactive, .waiting, .suspended: false
    case .runnable, .queued, .served: client == nil
    }
  }
}

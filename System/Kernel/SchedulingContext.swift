// Time that somebody owns: a priority, and a budget of ticks per period. 512 bytes.
//
// A sporadic server (Sprunt, Sha, Lehoczky 1989; in the variant of Stanovich et al. 2010 that corrects its defects): the
// budget is a short queue of *refills*, each an amount and the time from which it may be used. What is consumed comes
// back one period after it became usable, so that in n periods no more than n budgets are used, plus what others kept it
// from using before: at most one.
// With budget == period the context is never depleted; its budget is then the length of its turns.

public struct SchedulingContext<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .schedulingContext }

  enum State: UInt8 {
    /// Nobody wants its time.
    case idle
    /// In the ready queue of its CPU.
    case ready
    /// Out of budget: in the refill queue of its CPU.
    case depleted
    /// The thread that it leads to cannot run: in that thread's `parked` list.
    case parked
  }

  var header = ObjectHeader<H>(.schedulingContext)
  var state = State.idle
  var priority: UInt8 = 0
  var cpu: Int8 = 0
  /// The thread that owns this time.
  var home: Ref<Thread<H>>?
  /// Neighbours in a `parked` list.
  var previous: Ref<SchedulingContext>?
  var next: Ref<SchedulingContext>?
  /// Where it is parked.
  var parkedOn: Ref<Thread<H>>?
  /// After how many of that thread's releases.
  var parkedAfter: UInt64 = 0
  /// In the ready queue or the refill queue of its CPU.
  var left: Ref<SchedulingContext>?
  var right: Ref<SchedulingContext>?
  /// In the ready queue what it had used of its time when it was put there, in the refill queue when its next refill may be used.
  var treeKey: UInt64 = 0
  /// Ticks that it ran, as the ready queue counts them: who comes late is taken for having used nearly as many as the others.
  var usedTime: Ticks = 0

  var budget = Budget()
  /// The capability to the signal context that is told about each overrun.
  var overrun = CapabilitySlot<H>()

  init() {}
}

extension SchedulingContext: TreapNode {}

extension SchedulingContext {
  /// Is it perhaps to run rather than another one, which runs? (How much one with a limit used is seen when it is charged.)
  func mayPrecede(_ other: Ref<SchedulingContext>) -> Bool {
    if priority != other.object.priority { return priority > other.object.priority }
    return treeKey < other.object.treeKey || !other.object.budget.isUnlimited
  }

  /// A context with a limit has no turns of its own: whenever it is looked at, it stands where the time says that it used.
  var mayHaveHadItsTurn: Bool { usedTime &- treeKey >= Budget.minimum }

  /// Pays for ticks. Returns whether the turn of a context without a limit is over.
  mutating func use(_ ticks: Ticks) -> Bool {
    usedTime &+= ticks
    return budget.consume(ticks)
  }
}

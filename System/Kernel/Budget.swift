// The arithmetic of budgets: pure, and tested on its own against a model.
//
// Invariants: the refills' amounts add up to `amount`; their times are in order; there is always at least one.

/// A budget of ticks per period.
struct Budget {
  private struct Refill {
    var time: Ticks = 0
    var amount: Ticks = 0
  }

  /// How many refills can wait beside the current one.
  private static var capacity: Int { 8 }

  private(set) var amount: Ticks = 0
  private(set) var period: Ticks = 0
  /// The refill in use, apart from the others: it is looked at with every scheduling decision, they are not.
  private var current = Refill()
  private var later: InlineArray<8, Refill>
  private var first = 0
  private var count = 0

  init() { later = InlineArray(repeating: Refill()) }

  /// A full budget, usable from `now` on.
  init(amount: Ticks, period: Ticks, now: Ticks) {
    self.init()
    self.amount = amount
    self.period = period
    current = Refill(time: now, amount: amount)
  }

  /// Below this a budget could not pay for the kernel's own work on its behalf.
  static var minimum: Ticks { 5_000 }

  var isUnlimited: Bool { amount == period }
  /// When the current refill may be used.
  var usableFrom: Ticks { current.time }
  /// What can be used without a pause, from `usableFrom` on.
  var available: Ticks { current.amount }

  /// A context that slept becomes active: what it may use, it may use from now on, not as if it had saved it up.
  mutating func wake(at now: Ticks) { forget(before: now) }

  /// A context that others kept from running, however long, keeps what it could have used in one period, not more: in no
  /// `n` periods does it use more than `n + 1` budgets.
  @inline(__always)
  mutating func limitBacklog(at now: Ticks) {
    if current.time &+ period < now { forget(before: now &- period) }
  }

  private mutating func forget(before now: Ticks) {
    guard current.time < now else { return }
    current.time = now
    while count > 0, later[first].time <= now &+ current.amount {
      current.amount &+= takeLater().amount
    }
  }

  /// Uses ticks; more than `available` is taken from the refills to come. The budget is out when `usableFrom` lies in
  /// the future then. Returns whether a turn of an unlimited budget is over, so that others of its priority are next.
  mutating func consume(_ ticks: Ticks) -> Bool {
    if isUnlimited { return consumeSlice(ticks) }
    // A clock that jumps (a machine that was suspended) costs one period, not a loop through all that passed.
    var rest = min(ticks, period)
    while rest >= current.amount {
      let used = current
      rest &-= used.amount
      comeBack(Refill(time: used.time &+ period, amount: used.amount))
      current = takeLater()
    }
    guard rest > 0 else { return false }
    let start = current.time
    current.amount &-= rest
    current.time = start &+ rest
    comeBack(Refill(time: start &+ period, amount: rest))
    return false
  }

  private mutating func consumeSlice(_ ticks: Ticks) -> Bool {
    guard ticks < current.amount else {
      current.amount = amount
      return true
    }
    current.amount &-= ticks
    return false
  }

  private mutating func takeLater() -> Refill {
    let refill = later[first]
    first = (first &+ 1) & 7
    count &-= 1
    return refill
  }

  /// Adds a refill at the end; the last two become one when they touch or the queue is full (which only delays time).
  private mutating func comeBack(_ refill: Refill) {
    if count > 0 {
      let last = (first &+ count &- 1) & 7
      if count == Self.capacity || later[last].time &+ later[last].amount >= refill.time {
        later[last].time = max(later[last].time, refill.time &- later[last].amount)
        later[last].amount &+= refill.amount
        return
      }
    }
    later[(first &+ count) & 7] = refill
    count &+= 1
  }
}

// The arithmetic of budgets: pure, and tested on its own against a model.
//
// Invariants: the refills' amounts add up to `amount`; their times are in order; there is always at least one.

/// A budget of ticks per period.
struct Budget {
  private struct Refill {
    var time: Ticks = 0
    var amount: Ticks = 0
  }

  private static var capacity: Int { 8 }

  private(set) var amount: Ticks = 0
  private(set) var period: Ticks = 0
  private var refills: InlineArray<8, Refill>
  private var head = 0
  private var count = 1

  init() { refills = InlineArray(repeating: Refill()) }

  /// A full budget, usable from `now` on.
  init(amount: Ticks, period: Ticks, now: Ticks) {
    self.init()
    self.amount = amount
    self.period = period
    refills[0] = Refill(time: now, amount: amount)
  }

  /// Below this a budget could not pay for the kernel's own work on its behalf.
  static var minimum: Ticks { 5_000 }

  var isUnlimited: Bool { amount == period }
  /// When the next refill may be used.
  var usableFrom: Ticks { refills[head].time }
  /// What can be used without a pause, from `usableFrom` on.
  var available: Ticks { refills[head].amount }

  /// A context that slept becomes active: what it may use, it may use from now on, not as if it had saved it up.
  mutating func wake(at now: Ticks) {
    guard refills[head].time < now else { return }
    refills[head].time = now
    while count > 1, refills[(head + 1) & 7].time <= now &+ refills[head].amount {
      let merged = refills[head].amount
      head = (head + 1) & 7
      count -= 1
      refills[head].time = now
      refills[head].amount &+= merged
    }
  }

  /// Uses ticks; more than `available` is taken from the refills to come. The budget is out when `usableFrom` lies in
  /// the future then. Returns whether a slice of an unlimited budget is over, so that others of its priority are next.
  mutating func consume(_ ticks: Ticks) -> Bool {
    if isUnlimited { return consumeSlice(ticks) }
    var rest = ticks
    while rest >= refills[head].amount {
      let used = refills[head]
      rest &-= used.amount
      drop()
      comeBack(Refill(time: used.time &+ period, amount: used.amount))
    }
    guard rest > 0 else { return false }
    let start = refills[head].time
    refills[head].amount &-= rest
    refills[head].time = start &+ rest
    comeBack(Refill(time: start &+ period, amount: rest))
    return false
  }

  private mutating func consumeSlice(_ ticks: Ticks) -> Bool {
    guard ticks < refills[head].amount else {
      refills[head].amount = amount
      return true
    }
    refills[head].amount &-= ticks
    return false
  }

  private mutating func drop() {
    head = (head + 1) & 7
    count -= 1
  }

  /// Adds a refill at the end; the last two become one when they touch or the queue is full (which only delays time).
  private mutating func comeBack(_ refill: Refill) {
    if count > 0 {
      let last = (head + count - 1) & 7
      if count == Self.capacity || refills[last].time &+ refills[last].amount >= refill.time {
        refills[last].time = max(refills[last].time, refill.time &- refills[last].amount)
        refills[last].amount &+= refill.amount
        return
      }
    }
    refills[(head + count) & 7] = refill
    count += 1
  }
}

import Testing

@testable import Bulkhead

@Suite struct SlotTableTests {
  private func insert(_ value: String, _ table: inout SlotTable<String>) throws -> UInt64 {
    let key = table.insert(value)
    return try #require(key)
  }

  @Test func keysFindTheirValuesUntilRemoved() throws {
    var table = SlotTable<String>()
    let a = try insert("a", &table)
    let b = try insert("b", &table)
    #expect(table[a] == "a")
    #expect(table[b] == "b")
    table.remove(a)
    #expect(table[a] == nil)
    let c = try insert("c", &table)
    #expect(c != a, "the place is used again, the key is not")
    #expect(table[a] == nil)
    #expect(table[c] == "c")
    #expect(table.count == 2)
  }

  @Test func keysThatNeverWereFindNothing() {
    var table = SlotTable<Int>()
    #expect(table[0] == nil)
    #expect(table[UInt64.max] == nil)
    _ = table.insert(1)
    for key in [0, 1, 0xffff, 0x2_0000, UInt64.max] as [UInt64] { #expect(table[key] == nil) }
    table.remove(5)
    table.remove(0)
    table.update(0) { $0 += 1 }
    #expect(table.count == 1)
  }

  @Test func aFullTableRefuses() {
    var table = SlotTable<UInt8>()
    for _ in 0..<65_536 { _ = table.insert(0) }
    let refused = table.insert(0)
    #expect(refused == nil)
  }

  @Test func randomUseAgreesWithADictionary() {
    var (table, model, random) = (SlotTable<UInt64>(), [UInt64: UInt64](), SystemRandomNumberGenerator())
    for step in 0..<5000 as Range<UInt64> {
      if step % 3 != 0, let key = table.insert(step) { model[key] = step }
      if step % 2 == 0, let key = model.keys.randomElement(using: &random) {
        table.remove(key)
        model[key] = nil
      }
    }
    #expect(table.count == model.count)
    for (key, value) in model { #expect(table[key] == value) }
  }
}

@Suite struct TimeoutQueueTests {
  @Test func whatIsDueComesInOrder() {
    var (queue, order) = (TimeoutQueue(), [Int]())
    for (number, time) in [50, 10, 30, 10, 40].enumerated() { _ = queue.add(at: UInt64(time)) { order.append(number) } }
    while let action = queue.takeDue(at: 40) { action() }
    #expect(order == [1, 3, 2, 4])
    #expect(queue.nextTime == 50)
  }

  @Test func nothingComesEarly() {
    var queue = TimeoutQueue()
    _ = queue.add(at: 10) {}
    let (early, due) = (queue.takeDue(at: 9), queue.takeDue(at: 10))
    #expect(early == nil && due != nil)
    #expect(queue.isEmpty)
  }

  @Test func cancelledTimeoutsDoNotCome() {
    var queue = TimeoutQueue()
    let numbers = (0..<100).map { queue.add(at: UInt64($0 * 37 % 100)) {} }
    for number in numbers where number % 3 != 0 { queue.cancel(number) }
    queue.cancel(4711)
    var (count, last) = (0, UInt64(0))
    while let time = queue.nextTime {
      #expect(time >= last)
      last = time
      if queue.takeDue(at: time) != nil { count += 1 }
    }
    #expect(count == 33)
  }

  @Test func periodsThatWereMissedAreLeftOut() {
    var queue = TimeoutQueue()
    let number = queue.repeating(from: 10, every: 10) {}
    let (first, second) = (queue.takeDue(at: 57), queue.takeDue(at: 57))
    #expect(first != nil && second == nil)
    #expect(queue.nextTime == 60)
    queue.cancel(number)
    #expect(queue.isEmpty)
  }
}

@Suite struct QuotaGuardTests {
  private func refusal(_ amount: Quota, _ quota: inout QuotaGuard) -> QuotaError? {
    do throws(QuotaError) { try quota.withdraw(amount) } catch { return error }
    return nil
  }

  @Test func withdrawingStopsAtTheLimit() throws {
    var quota = QuotaGuard(Quota(ram: 100, capabilities: 2))
    try quota.withdraw(Quota(ram: 60, capabilities: 1))
    #expect(refusal(Quota(ram: 41), &quota) == .outOfRAM)
    #expect(refusal(Quota(ram: 1, capabilities: 2), &quota) == .outOfCapabilities)
    let available = quota.available
    #expect(available == Quota(ram: 40, capabilities: 1), "what fails changes nothing")
    quota.replenish(Quota(ram: 60, capabilities: 1))
    let used = quota.used
    #expect(used == .none)
  }

  @Test func hugeAmountsDoNotOverflow() throws {
    var quota = QuotaGuard(Quota(ram: 10, capabilities: 10))
    try quota.withdraw(Quota(ram: 5))
    #expect(refusal(Quota(ram: UInt64.max), &quota) == .outOfRAM)
    quota.upgrade(by: Quota(ram: UInt64.max, capabilities: 1))
    let limit = quota.limit
    #expect(limit == Quota(ram: UInt64.max, capabilities: 11))
  }

  @Test func aFailedReservationIsGivenBack() throws {
    var quota = QuotaGuard(Quota(ram: 10))
    try? quota.withReservation(
      of: Quota(ram: 5), orThrow: { $0 }, { () throws(QuotaError) in throw .outOfCapabilities })
    let before = quota.used
    #expect(before == .none)
    try quota.withReservation(of: Quota(ram: 5), orThrow: { $0 }, { () throws(QuotaError) in })
    let used = quota.used
    #expect(used == Quota(ram: 5))
  }
}

@Suite struct ClockTests {
  @Test func ticksAndTimeConvert() {
    let clock = Clock(ticksPerMillisecond: 2_400_000)
    #expect(clock.ticks(.milliseconds(2)) == 4_800_000)
    #expect(clock.ticks(.microseconds(1)) == 2_400)
    #expect(clock.span(ticks: 2_400_001) == .microseconds(1000))
    #expect(clock.ticks(.microseconds(UInt64.max)) == UInt64.max)
    #expect(Clock(ticksPerMillisecond: 7).ticks(.microseconds(1)) == 1, "rounded up: a timeout must not come early")
  }
}

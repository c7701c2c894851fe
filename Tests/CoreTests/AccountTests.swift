import Sessions
import Testing

@testable import Core

@Suite struct AccountTests {
  private func opened(_ quota: Quota, from donor: Account) -> Account {
    do throws(QuotaError) { return try Account(quota, from: donor) } catch { fatalError("the test gave too little") }
  }

  private func refusal(_ body: () throws(PDFailure) -> Void) -> PDFailure? {
    do throws(PDFailure) {
      try body()
      return nil
    } catch { return error }
  }

  @Test func openingMovesTheDonationAndClosingReturnsIt() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let child = opened(Quota(ram: 300, capabilities: 30), from: root)
    #expect(root.limit == Quota(ram: 700, capabilities: 70))
    #expect(child.limit == Quota(ram: 300, capabilities: 30))
    #expect(child.close() == .none)
    #expect(root.limit == Quota(ram: 1000, capabilities: 100))
  }

  @Test func openingWithMoreThanThereIsChangesNothing() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    #expect(throws: QuotaError.outOfRAM) { _ = try Account(Quota(ram: 1001, capabilities: 1), from: root) }
    #expect(throws: QuotaError.outOfCapabilities) { _ = try Account(Quota(ram: 1, capabilities: 101), from: root) }
    #expect(throws: QuotaError.outOfRAM) { _ = try Account(Quota(ram: UInt64.max, capabilities: UInt64.max), from: root) }
    #expect(root.available == Quota(ram: 1000, capabilities: 100))
  }

  @Test func usingTakesBothOrNothing() {
    let account = Account(Quota(ram: 100, capabilities: 2))
    #expect(throws: QuotaError.outOfCapabilities) { try account.withdraw(ram: 50, capabilities: 3) }
    #expect(account.used == .none)
    #expect(throws: QuotaError.outOfRAM) { try account.withdraw(ram: 101, capabilities: 1) }
    #expect(account.used == .none)
    #expect(throws: Never.self) { try account.withdraw(ram: 100, capabilities: 2) }
    #expect(account.available == .none)
  }

  @Test func whatIsInUseCannotBeTradedAway() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let child = opened(Quota(ram: 300, capabilities: 30), from: root)
    #expect(refusal { () throws(PDFailure) in try root.transfer(Quota(ram: 200), to: child) } == nil)
    #expect(throws: Never.self) { try child.withdraw(ram: 450) }
    #expect(refusal { () throws(PDFailure) in try child.transfer(Quota(ram: 51), to: root) } == .outOfRAM)
    #expect(refusal { () throws(PDFailure) in try child.transfer(Quota(ram: 50), to: root) } == nil)
  }

  @Test func strangersDoNotTrade() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let (one, other) = (opened(Quota(ram: 300), from: root), opened(Quota(ram: 300), from: root))
    #expect(refusal { () throws(PDFailure) in try one.transfer(Quota(ram: 1), to: other) } == .notReferenceAccount)
    #expect(refusal { () throws(PDFailure) in try one.transfer(Quota(ram: 1), to: one) } == .notReferenceAccount)
    let grandchild = opened(Quota(ram: 100), from: one)
    #expect(refusal { () throws(PDFailure) in try grandchild.transfer(Quota(ram: 1), to: root) } == .notReferenceAccount)
  }

  @Test func relaysBothPartsOrNothing() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let (one, other) = (
      opened(Quota(ram: 300, capabilities: 10), from: root), opened(Quota(ram: 100, capabilities: 10), from: root)
    )
    func relay(_ taken: Quota, _ given: Quota) -> PDFailure? {
      refusal { () throws(PDFailure) in try root.relay(taken, from: one, given, to: other) }
    }
    #expect(relay(Quota(ram: 200, capabilities: 5), Quota(ram: 150, capabilities: 4)) == nil)
    #expect(one.limit == Quota(ram: 100, capabilities: 5) && other.limit == Quota(ram: 250, capabilities: 14))
    #expect(root.limit == Quota(ram: 650, capabilities: 81))
    #expect(relay(Quota(ram: 10), Quota(ram: 60)) == nil, "the account between them adds something")
    let before = [root.limit, one.limit, other.limit]
    #expect(relay(Quota(ram: 91), .none) == .outOfRAM)
    #expect(relay(.none, Quota(ram: 601)) == .outOfRAM)
    #expect(relay(Quota(ram: 50, capabilities: 5), Quota(capabilities: 87)) == .outOfCapabilities)
    #expect(relay(Quota(ram: UInt64.max), Quota(ram: UInt64.max)) == .outOfRAM)
    #expect([root.limit, one.limit, other.limit] == before, "what is refused changes nothing")
  }

  @Test func onlyTheReferenceAccountOfBothRelays() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let (one, other) = (opened(Quota(ram: 300), from: root), opened(Quota(ram: 300), from: root))
    let grandchild = opened(Quota(ram: 100), from: one)
    for (middle, source, target) in [
      (one, other, grandchild), (one, grandchild, other), (one, grandchild, root), (one, root, grandchild),
      (root, grandchild, one), (root, one, grandchild), (root, root, one), (root, one, root), (one, one, grandchild),
    ] {
      let refused = refusal { () throws(PDFailure) in try middle.relay(Quota(ram: 1), from: source, .none, to: target) }
      #expect(refused == .notReferenceAccount)
    }
    #expect(root.limit.ram == 400 && one.limit.ram == 200 && grandchild.limit.ram == 100)
  }

  @Test func theReferenceAccountIsChosenOnceAndNeverInACircle() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let (one, other) = (opened(Quota(ram: 300), from: root), opened(Quota(ram: 300), from: root))
    #expect(refusal { () throws(PDFailure) in try root.setReference(one) } == .notReferenceAccount)
    #expect(refusal { () throws(PDFailure) in try one.setReference(one) } == .notReferenceAccount)
    #expect(refusal { () throws(PDFailure) in try one.setReference(other) } == nil)
    #expect(refusal { () throws(PDFailure) in try one.setReference(root) } == .notReferenceAccount)
    #expect(refusal { () throws(PDFailure) in try other.setReference(one) } == .notReferenceAccount)
  }

  /// What somebody traded goes to the reference account, the donation to the donor, and dependents move up.
  @Test func theEndGivesEverybodyTheirOwn() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let (one, other) = (opened(Quota(ram: 300), from: root), opened(Quota(ram: 300), from: root))
    #expect(refusal { () throws(PDFailure) in try one.setReference(other) } == nil)
    #expect(refusal { () throws(PDFailure) in try other.transfer(Quota(ram: 100), to: one) } == nil)
    let dependent = opened(Quota(ram: 50), from: root)
    #expect(refusal { () throws(PDFailure) in try dependent.setReference(one) } == nil)
    #expect(one.close() == .none)
    #expect(root.limit.ram == 650 && other.limit.ram == 300)
    #expect(dependent.reference === other)
    #expect(dependent.close() == .none)
    #expect(root.limit.ram == 700)
  }

  /// It comes back to where the rest went, also when that is somewhere else by then.
  @Test func whatIsSetAsideFollowsTheRest() {
    let root = Account(Quota(ram: 1000, capabilities: 100))
    let middle = opened(Quota(ram: 500, capabilities: 10), from: root)
    let owner = opened(Quota(ram: 300, capabilities: 5), from: middle)
    #expect(throws: Never.self) { try owner.withdraw(ram: 120) }
    let kept = owner.setAside(ram: 120)
    #expect(kept.limit == Quota(ram: 120) && kept.used == kept.limit && owner.limit.ram == 180 && owner.used == .none)
    #expect(owner.close() == .none)
    #expect(middle.limit == Quota(ram: 380, capabilities: 10))
    #expect(middle.close() == .none)
    #expect(root.limit == Quota(ram: 880, capabilities: 100) && kept.reference === root)
    kept.replenish(ram: 120)
    #expect(kept.close() == .none)
    #expect(root.limit == Quota(ram: 1000, capabilities: 100))
  }

  /// Whatever is opened, used, traded and closed: nothing appears, nothing gets lost.
  @Test func theSumNeverChanges() {
    for seed in 1...50 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      var accounts = [Account(Quota(ram: 1 << 20, capabilities: 1000))]
      for _ in 0..<500 {
        let (one, other) = (accounts[random.below(accounts.count)], accounts[random.below(accounts.count)])
        let quota = Quota(ram: random.next() % 5000, capabilities: random.next() % 10)
        switch random.below(8) {
        case 0: if let new = try? Account(quota, from: one) { accounts.append(new) }
        case 1: try? one.transfer(quota, to: other)
        case 2: try? one.setReference(other)
        case 3: try? one.donate(quota)
        case 4:
          if (try? one.withdraw(ram: quota.ram, capabilities: quota.capabilities)) != nil, random.below(4) > 0 {
            one.replenish(ram: quota.ram, capabilities: quota.capabilities)
          }
        case 5:
          let third = accounts[random.below(accounts.count)]
          try? third.relay(quota, from: one, Quota(ram: random.next() % 5000, capabilities: random.next() % 10), to: other)
        case 6: accounts.append(one.setAside(ram: random.next() % (one.used.ram + 1)))
        default: break
        }
        let sum = accounts.reduce(Quota.none) {
          Quota(ram: $0.ram + $1.limit.ram, capabilities: $0.capabilities + $1.limit.capabilities)
        }
        #expect(sum == Quota(ram: 1 << 20, capabilities: 1000), "seed \(seed)")
        #expect(
          accounts.allSatisfy { $0.used.ram <= $0.limit.ram && $0.used.capabilities <= $0.limit.capabilities }, "seed \(seed)")
      }
    }
  }
}

// Accounts: trading quota, and operations that fail half-way and leave nothing behind.

import Bulkhead
import TestSupport

func checkAccounts(_ checks: Checks) throws(SessionError) {
  let environment = checks.environment
  let before = environment.quota
  try trade(checks)
  checks.expect(before == environment.quota, "what was traded comes back with the end of a domain")
  try starve(checks)
  checks.expect(before == environment.quota, "and so does all from domains with too little")
}

private func trade(_ checks: Checks) throws(SessionError) {
  let own = checks.environment.protectionDomain
  let other = try checks.environment.open(PD.self, label: Text("traded"))
  let third = try checks.environment.open(PD.self, label: Text("third"))
  refuseAddresses(checks)
  checks.refuses("quota does not go to strangers", PDFailure.notReferenceAccount) { () throws(PDFailure) in
    try own.call(PD.transfer, Pair(other.capability, Quota(ram: 4096)))
  }
  do throws(PDFailure) {
    try other.call(PD.setReferenceAccount, own)
    let before: QuotaState = try own.call(PD.quota)
    let there: QuotaState = try other.call(PD.quota)
    try own.call(PD.transfer, Pair(other.capability, Quota(ram: 65536, capabilities: 7)))
    let after: QuotaState = try own.call(PD.quota)
    let now: QuotaState = try other.call(PD.quota)
    checks.expect(
      before.ramLimit - after.ramLimit == 65536 && now.ramLimit - there.ramLimit == 65536
        && before.capabilityLimit - after.capabilityLimit == 7 && now.capabilityLimit - there.capabilityLimit == 7,
      "what one account gives is what the other gets")
    try refuseTrades(checks, own, other.capability, third.capability)
    try relay(checks, own, other.capability, third.capability)
    let (ownLater, otherLater): (QuotaState, QuotaState) = (try own.call(PD.quota), try other.call(PD.quota))
    checks.expect(ownLater == after && otherLater == now, "refused trades change nothing")
    try other.call(PD.transfer, Pair(own, Quota(ram: 65536, capabilities: 7)))
    let end: QuotaState = try own.call(PD.quota)
    checks.expect(end == before, "and back")
  } catch { checks.expect(false, "quota can be traded") }
}

/// A domain that is not declared so does not manage the system, even if the one that opened it does.
private func refuseAddresses(_ checks: Checks) {
  guard let memory = try? RAM(size: 4096), let domain = try? checks.environment.open(PD.self, label: Text("child"))
  else { return checks.expect(false, "RAM and a domain to try can be had") }
  checks.refuses("where RAM is, is a secret", PDFailure.notManaging) { () throws(PDFailure) in
    let _: UInt64 = try domain.capability.call(PD.dmaAddress, memory.dataspace)
  }
  checks.refuses("and what devices do, nobody's business", PDFailure.notManaging) { () throws(PDFailure) in
    try domain.capability.call(PD.devicesAreQuiet)
  }
}

private func refuseTrades(
  _ checks: Checks, _ own: Capability<PD>, _ other: Capability<PD>, _ third: Capability<PD>
) throws(PDFailure) {
  func refuses(_ what: StaticString, _ failure: PDFailure, _ from: Capability<PD>, _ to: Capability<PD>, _ quota: Quota) {
    checks.refuses(what, failure) { () throws(PDFailure) in try from.call(PD.transfer, Pair(to, quota)) }
  }
  refuses("more RAM than there is is refused", .outOfRAM, own, other, Quota(ram: 1 << 50, capabilities: 1))
  refuses("all RAM in the world, too", .outOfRAM, own, other, Quota(ram: UInt64.max, capabilities: 1))
  refuses("more capabilities than there are, too", .outOfCapabilities, own, other, Quota(ram: 4096, capabilities: 1 << 50))
  refuses("to oneself, too", .notReferenceAccount, own, own, Quota(ram: 4096))
  refuses("past the reference account, too", .notReferenceAccount, other, third, Quota(ram: 4096))
  refuses("to what is no domain, too", .invalidObject, own, Capability(checks.environment.cpu.index), Quota(ram: 4096))
  checks.refuses("a reference account is chosen once", PDFailure.notReferenceAccount) { () throws(PDFailure) in
    try other.call(PD.setReferenceAccount, third)
  }
  checks.refuses("and never in a circle", PDFailure.notReferenceAccount) { () throws(PDFailure) in
    try own.call(PD.setReferenceAccount, other)
  }
}

/// From one account to another by way of the own, and back; and what must not work.
private func relay(
  _ checks: Checks, _ own: Capability<PD>, _ other: Capability<PD>, _ third: Capability<PD>
) throws(PDFailure) {
  func refuses(_ what: StaticString, _ failure: PDFailure, _ middle: Capability<PD>, _ relay: QuotaRelay) {
    checks.refuses(what, failure) { () throws(PDFailure) in try middle.call(PD.relay, relay) }
  }
  let page = Quota(ram: 4096)
  refuses("only between dependents", .notReferenceAccount, own, QuotaRelay(page, from: other, page, to: third))
  try third.call(PD.setReferenceAccount, own)
  try own.call(PD.relay, QuotaRelay(Quota(ram: 8192, capabilities: 2), from: other, page, to: third))
  try own.call(PD.relay, QuotaRelay(page, from: third, Quota(ram: 8192, capabilities: 2), to: other))
  refuses("only by the account between", .notReferenceAccount, other, QuotaRelay(page, from: own, page, to: third))
  refuses("no more than there is", .outOfRAM, own, QuotaRelay(Quota(ram: 1 << 50), from: other, page, to: third))
  refuses("no more than there is there", .outOfRAM, own, QuotaRelay(page, from: other, Quota(ram: 1 << 50), to: third))
  let log = Capability<PD>(checks.environment.cpu.index)
  refuses("from nothing but domains", .invalidObject, own, QuotaRelay(page, from: log, page, to: third))
}

/// Domains with every amount of quota from nothing to enough: what does not fit fails, and fails completely.
private func starve(_ checks: Checks) throws(SessionError) {
  var (isExact, threads) = (true, 0)
  for pages in 3..<24 as Range<UInt64> {
    for capabilities in [5, 8, 12, 20] as [UInt64] {
      let domain = try checks.environment.open(
        PD.self, label: Text("starved"), donation: Quota(ram: pages * 4096, capabilities: capabilities))
      let before: QuotaState? = try? domain.call(PD.quota)
      let request = ThreadRequest("starved", in: domain.capability, priority: 1)
      let thread: Capability<CPUThread>? = try? checks.environment.cpu.call(CPU.createThread, request)
      let after: QuotaState? = try? domain.call(PD.quota)
      if let thread {
        threads += 1
        try? checks.environment.cpu.call(CPU.killThread, thread)
        KernelCall.capability(.drop, thread.index)
      } else if before != after {
        isExact = false
      }
    }
  }
  checks.expect(isExact, "a thread that cannot be paid leaves nothing behind")
  checks.expect(threads > 10 && threads < 80, "some can be paid, and some cannot")
}

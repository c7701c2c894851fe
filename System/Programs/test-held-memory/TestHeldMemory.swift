// Tries what core does with memory that devices may still access when its domain ends: nobody gets it before somebody says that
// the devices are quiet. Every check is a line of the log.

import Bulkhead
import TestSupport

@main final class TestHeldMemory: Component {
  private let checks: Checks
  private let audit: Session<Audit>

  private static var size: UInt64 { 256 << 10 }

  init(_ environment: Environment) throws(SessionError) {
    checks = Checks(environment)
    audit = try environment.open(Audit.self)
    // Heap and capability table are as large afterwards as they have to be.
    try leaveBehind(isKnown: true)
    sayQuiet()
    let before = environment.quota
    try leaveBehind(isKnown: false)
    checks.expect(environment.quota == before, "RAM that no device knows comes back with its domain's end")
    let place = try leaveBehind(isKnown: true)
    checks.expect(missing(since: before) == Self.size, "RAM that devices know does not, to the byte")
    checks.expect(isBalanced, "core's books say so")
    checks.expect(!isHandedOut(place), "nobody gets it")
    try refuseStrangers()
    checks.expect(missing(since: before) == Self.size, "a refusal changes nothing")
    sayQuiet()
    checks.expect(environment.quota == before, "once devices are quiet, all is back")
    checks.expect(isBalanced, "core's books say so, too")
    sayQuiet()
    checks.expect(environment.quota == before, "twice is as good as once")
    try freeInTime(before)
    checks.finish()
  }

  private var isBalanced: Bool {
    let count: AuditResult? = try? audit.call(Audit.count)
    return count?.isBalanced == true
  }

  private func missing(since before: QuotaState?) -> UInt64 {
    guard let before, let now = checks.environment.quota, now.capabilityLimit == before.capabilityLimit else { return .max }
    return before.ramLimit - now.ramLimit
  }

  private func sayQuiet() {
    checks.expect(
      (try? checks.environment.protectionDomain.call(PD.devicesAreQuiet)) != nil, "who manages the system may say so")
  }

  /// A domain whose RAM comes from this program's account, and returns there.
  private func open() throws(SessionError) -> Session<PD> {
    let own = checks.environment.protectionDomain
    let domain = try checks.environment.open(PD.self, label: Text("dead"), arguments: Text("managing_system: yes"))
    do throws(PDFailure) {
      try domain.call(PD.setReferenceAccount, own)
      try own.call(PD.transfer, Pair(domain.capability, Quota(ram: Self.size + 64 << 10, capabilities: 10)))
    } catch { throw .failed("a domain gets no quota") }
    return domain
  }

  /// Lets a domain end that has RAM.
  /// - Returns: where the RAM is, if devices know.
  @discardableResult private func leaveBehind(isKnown: Bool) throws(SessionError) -> UInt64 {
    let domain = try open()
    var place: UInt64 = 0
    do throws(PDFailure) {
      let ram: OwnedCapability<Dataspace> = try domain.call(PD.allocateRAM, Self.size)
      if isKnown { place = try domain.call(PD.dmaAddress, ram.capability) }
    } catch { checks.expect(false, "a domain has RAM for devices") }
    domain.close()
    return place
  }

  /// Who frees it while the domain lives stopped the devices before.
  private func freeInTime(_ before: QuotaState?) throws(SessionError) {
    let domain = try open()
    if let ram: OwnedCapability<Dataspace> = try? domain.call(PD.allocateRAM, Self.size) {
      let _: UInt64? = try? domain.call(PD.dmaAddress, ram.capability)
      try? domain.call(PD.freeRAM, ram.capability)
    }
    domain.close()
    checks.expect(checks.environment.quota == before, "what is freed in time is not held back")
  }

  /// Takes as much RAM as there is, in pieces of that size.
  private func isHandedOut(_ place: UInt64) -> Bool {
    let domain = checks.environment.protectionDomain
    var (pieces, found): ([Capability<Dataspace>], Bool) = ([], false)
    while let piece: Capability<Dataspace> = try? domain.call(PD.allocateRAM, Self.size) {
      pieces.append(piece)
      let start: UInt64 = (try? domain.call(PD.dmaAddress, piece)) ?? place
      found = found || start < place + Self.size && place < start + Self.size
    }
    checks.expect(pieces.count > 4, "there is other RAM")
    for piece in pieces {
      try? domain.call(PD.freeRAM, piece)
      KernelCall.capability(.drop, piece.index)
    }
    return found
  }

  private func refuseStrangers() throws(SessionError) {
    let stranger = try checks.environment.open(PD.self, label: Text("stranger"))
    checks.refuses("nobody else may say that devices are quiet", PDFailure.notManaging) { () throws(PDFailure) in
      try stranger.call(PD.devicesAreQuiet)
    }
  }
}

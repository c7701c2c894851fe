// PD: an account of RAM and capabilities, an address space, and the making of RPC objects and signal contexts.
//
// A PD session is opened with a donation that the account keeps to the end and that goes back to the opener then. Whatever
// else the account has comes from its reference account, and returns there when the session is closed.
//
// Session argument: `managing_system: yes` for a domain that may let devices access its RAM, and hence all memory, as long as
// no IOMMU confines them. init gives it to children whose start node says so.

import RPC

public enum PDFailure: UInt16, Failure {
  case outOfRAM = 1
  case outOfCapabilities = 2
  /// The object named is not of the expected kind, or not this domain's.
  case invalidObject = 3
  /// Quota moves only between an account and its reference account, which is set once.
  case notReferenceAccount = 4
  /// Only a domain that manages the system may know that.
  case notManaging = 5
  case unreachable = 0xffff
}

/// What an account holds. RAM in bytes.
public struct QuotaState: Message, Equatable {
  public let ramLimit: UInt64
  public let ramUsed: UInt64
  public let capabilityLimit: UInt64
  public let capabilitiesUsed: UInt64

  public init(ramLimit: UInt64, ramUsed: UInt64, capabilityLimit: UInt64, capabilitiesUsed: UInt64) {
    self.ramLimit = ramLimit
    self.ramUsed = ramUsed
    self.capabilityLimit = capabilityLimit
    self.capabilitiesUsed = capabilitiesUsed
  }

  public func encode(into message: inout MessageWriter) {
    message.append(ramLimit)
    message.append(ramUsed)
    message.append(capabilityLimit)
    message.append(capabilitiesUsed)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    ramLimit = try message.next()
    ramUsed = try message.next()
    capabilityLimit = try message.next()
    capabilitiesUsed = try message.next()
  }
}

/// What moves from one account to another by way of the one that both have as their reference account.
public struct QuotaRelay: Message {
  public let source: Capability<PD>
  /// What the source loses.
  public let taken: Quota
  public let target: Capability<PD>
  /// What the target gets. The difference stays in, or comes from, the account between them.
  public let given: Quota

  @inline(__always)
  public init(_ taken: Quota, from source: Capability<PD>, _ given: Quota, to target: Capability<PD>) {
    self.source = source
    self.taken = taken
    self.target = target
    self.given = given
  }

  @inline(__always)
  public func encode(into message: inout MessageWriter) {
    source.encode(into: &message)
    target.encode(into: &message)
    taken.encode(into: &message)
    given.encode(into: &message)
  }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    source = try Capability(from: &message)
    target = try Capability(from: &message)
    taken = try Quota(from: &message)
    given = try Quota(from: &message)
  }

  public static var capabilities: Int { 2 }
}

public enum PD: SessionInterface {
  public typealias Failure = PDFailure
  public static var name: StaticString { "PD" }
  /// The least with which a domain can do anything: its kernel objects, page tables and a first thread.
  public static var cost: Quota { Quota(ram: 64 << 10, capabilities: 16) }

  /// Allocates zeroed RAM of that many bytes, rounded up to pages, in one piece. Costs the RAM and 1 capability.
  public static var allocateRAM: Method<PD, UInt64, Capability<Dataspace>> { Method(1) }
  /// Frees RAM; it disappears from every address space. Of another domain's RAM nothing happens.
  public static var freeRAM: Method<PD, Capability<Dataspace>, Nothing> { Method(2, .denies) }
  public static var quota: Method<PD, Nothing, QuotaState> { Method(3, .alters) }
  /// Moves RAM (bytes) and capabilities to another account; one must be the other's reference account.
  public static var transfer: Method<PD, Pair<Capability<PD>, Quota>, Nothing> { Method(4, .denies) }
  /// Takes from one account and gives to another, or does neither. This one must be the reference account of both.
  public static var relay: Method<PD, QuotaRelay, Nothing> { Method(15, .denies) }
  /// Makes RAM of this domain read-only for good: regions attached from now on cannot be written.
  public static var seal: Method<PD, Capability<Dataspace>, Nothing> { Method(5, .alters) }
  /// Makes an RPC object that is served by a thread of this domain, with a badge. Costs 1 capability.
  public static var createObject: Method<PD, Pair<Capability<CPUThread>, UInt64>, Capability<AnySession>> { Method(6) }
  /// Ends an RPC object: all capabilities to it are dead from then on.
  public static var freeObject: Method<PD, Capability<AnySession>, Nothing> { Method(7, .denies) }
  /// Makes a signal context that is received by a thread of this domain, with an imprint. Costs 1 capability.
  public static var createSignal: Method<PD, Pair<Capability<CPUThread>, UInt64>, Capability<SignalTarget>> { Method(8) }
  public static var freeSignal: Method<PD, Capability<SignalTarget>, Nothing> { Method(9, .denies) }
  public static var addressSpace: Method<PD, Nothing, Capability<RegionMap>> { Method(10) }
  /// Gives the domain the capability with which its first thread starts.
  public static var setParent: Method<PD, Capability<Parent>, Nothing> { Method(11) }
  /// Adds room for 63 capabilities to the domain's table. Costs a page of RAM.
  public static var growTable: Method<PD, Nothing, Nothing> { Method(12, .denies) }
  /// Says which account this one trades quota with, instead of that of whoever opened the session. Once: a parent does so
  /// before its child runs.
  public static var setReferenceAccount: Method<PD, Capability<PD>, Nothing> { Method(14, .denies) }
  /// Maps the pages of a range of the address space now instead of when they are touched: address, bytes.
  public static var populate: Method<PD, Pair<UInt64, UInt64>, Nothing> { Method(13, .denies) }
  /// Where devices find RAM of this domain, which stays there as long as it exists. Only for domains that manage the system.
  ///
  /// Should the domain end before it freed this RAM, its devices may go on accessing it: then it is held back, used by nobody and
  /// counted as nobody's, until another domain says `devicesAreQuiet`.
  public static var dmaAddress: Method<PD, Capability<Dataspace>, UInt64> { Method(16, .alters) }
  /// No device accesses RAM of domains that ended: what was held back of theirs is free, and is its account's reference account's
  /// again. Only for domains that manage the system.
  public static var devicesAreQuiet: Method<PD, Nothing, Nothing> { Method(17, .alters) }
}

// RAM of one's own, to be mapped or shared.

/// RAM out of the component's account; freed when it goes out of scope.
public struct RAM: ~Copyable {
  /// What to map, or to hand out.
  public let dataspace: Capability<Dataspace>

  /// Allocates zeroed RAM, rounded up to pages. When the account does not suffice, asks the parent and waits.
  public init(size: UInt64) throws(PDFailure) {
    dataspace = try Resources.insist(on: Quota(ram: size + 4096, capabilities: 1)) { () throws(PDFailure) in
      try StartRecord.current.protectionDomain.call(PD.allocateRAM, size) as Capability<Dataspace>
    }
  }

  deinit {
    try? StartRecord.current.protectionDomain.call(PD.freeRAM, dataspace)
    KernelCall.capability(.drop, dataspace.index)
  }
}

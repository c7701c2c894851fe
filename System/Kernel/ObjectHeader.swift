// What all kernel objects have in common: a kind, and the list of the capabilities that exist to them.
//
// Life cycle: created by core in donated memory with one capability, core's own -> handed out by copies ->
// `isDying`: from here on no capability to it works -> every copy unlinked -> the memory is core's again.

/// The kinds of kernel objects.
public enum ObjectKind: UInt8, Sendable {
  case domain
  case thread
  case schedulingContext
  case rpcObject
  case signalContext
  case interrupt
  case machine
  /// Being destroyed: no capability to it works any more.
  case dying

  /// Can capabilities of this kind leave core?
  var canBeDelegated: Bool { @inline(__always) get { self == .rpcObject || self == .signalContext } }
}

/// The first field of every kernel object.
public struct ObjectHeader<H: Hardware>: ~Copyable {
  var kind: ObjectKind
  /// The kind it had before it was `dying`.
  let was: ObjectKind
  /// Head of the list of capabilities to this object that are under no lease.
  var copies: Ref<CapabilitySlot<H>>?
  /// The capability that it was created with, as long as there is that one.
  var origin: Ref<CapabilitySlot<H>>?

  init(_ kind: ObjectKind) {
    self.kind = kind
    self.was = kind
    self.copies = nil
  }
}

/// A kernel object: its header sits at `headerOffset`, and a slot that names it points to that header.
protocol KernelObject<H>: ~Copyable {
  associatedtype H: Hardware
  static var kind: ObjectKind { get }
  static var headerOffset: Int { get }
}

extension KernelObject where Self: ~Copyable {
  static var headerOffset: Int { 0 }
}

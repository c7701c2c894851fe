// Offering a service: what a server does when its parent brings clients.
//
//     service = try environment.offer(Greeter.self) { request throws(RefusedSession) in
//       GreeterSession(visitor: request.label)
//     }
//
// A session's object lives from its creation until the client closes the session. What a session needs is paid with its
// client's donation, of which the object keeps count with a `QuotaGuard`: a server never pays for a client.

/// How a server refuses a session. Whatever the client donated returns to it.
public enum RefusedSession: Error {
  /// No policy allows this client this session.
  case denied
  /// The donation does not suffice; the client tries again with more.
  case insufficientRAM
  case insufficientCapabilities
}

/// An object that serves one session.
public protocol SessionObject: RPCObject {
  /// The client donated more.
  func upgrade(by quota: Quota)
}

extension SessionObject {
  public func upgrade(by quota: Quota) {}
}

/// What each session costs its server at least; one whose donation is less is refused before its server hears of it.
public enum SessionObjectCost {
  /// The capability, and memory for the kernel's object and for what the server remembers.
  public static var quota: Quota { Quota(ram: 1024, capabilities: 1) }
}

/// A service being offered. Keep it for as long as the service lasts.
public final class Service<I: SessionInterface>: ServiceEndpoint {
  private final class Record {
    let id: UInt64
    let object: any SessionObject
    let served: ServedObject<I>

    init(id: UInt64, object: any SessionObject, served: consuming ServedObject<I>) {
      self.id = id
      self.object = object
      self.served = served
    }
  }

  private let entrypoint: Entrypoint
  private let make: (SessionRequest) throws(RefusedSession) -> any SessionObject
  private var sessions: [Record] = []

  init(
    _ name: Text, entrypoint: Entrypoint, make: @escaping (SessionRequest) throws(RefusedSession) -> any SessionObject
  ) {
    self.entrypoint = entrypoint
    self.make = make
    super.init(name: name)
  }

  /// How many sessions are open.
  public var count: Int { sessions.count }

  /// The object of the session that a capability from a client stands for; nil if it is none of this service's.
  public func object(behind capability: Capability<I>) -> (any SessionObject)? {
    for record in sessions where record.served.capability == capability { return record.object }
    return nil
  }

  public override func create(_ request: SessionRequest) throws(RefusedSession) -> Capability<AnySession> {
    guard request.donation.ram >= SessionObjectCost.quota.ram else { throw .insufficientRAM }
    guard request.donation.capabilities >= SessionObjectCost.quota.capabilities else { throw .insufficientCapabilities }
    let object = try make(request)
    do throws(EntrypointError) {
      let record = Record(id: request.id, object: object, served: try entrypoint.serve(object, as: I.self))
      sessions.append(record)
      return record.served.capability.erased
    } catch { throw .denied }
  }

  public override func upgrade(_ id: UInt64, by quota: Quota) -> Bool {
    guard let record = sessions.first(where: { $0.id == id }) else { return false }
    record.object.upgrade(by: quota)
    return true
  }

  public override func close(_ id: UInt64) -> Bool {
    guard let index = sessions.firstIndex(where: { $0.id == id }) else { return false }
    sessions.remove(at: index)
    return true
  }
}

/// A service, whatever its interface: what those need to know who bring its clients.
public class ServiceEndpoint {
  public let name: Text

  init(name: Text) { self.name = name }

  /// Makes a session, whose number is the request's `id`.
  public func create(_ request: SessionRequest) throws(RefusedSession) -> Capability<AnySession> { throw .denied }
  /// False if the session is not one of this service.
  public func upgrade(_ id: UInt64, by quota: Quota) -> Bool { false }
  /// False if the session is not one of this service.
  public func close(_ id: UInt64) -> Bool { false }
}

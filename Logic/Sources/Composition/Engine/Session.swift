// A session between a client child and whoever provides it, and where its donation is.
//
// Invariant: `donation + held + kept` was taken from the client's account (for sessions of the environment: from the
// sandbox's own) and goes back there, in full, when the session ends. `donation` is with the provider, the rest here.

/// Where a session is in its life.
public enum SessionPhase: Equatable, Sendable {
  /// The provider has yet to be told.
  case queued
  /// The provider knows and has yet to answer.
  case requested
  case denied
  case insufficientRAM
  case insufficientCapabilities
  /// The capability is there.
  case open
  /// The capability is there, an upgrade is on its way.
  case upgrading
  /// The provider was asked to close, or will be.
  case closing
  /// The provider ended; the client goes on, and has yet to close the session.
  case lost

  /// As the state report names it.
  public var text: StaticString {
    switch self {
    case .queued, .requested: "CREATING"
    case .denied, .insufficientRAM, .insufficientCapabilities: "DENIED"
    case .open: "OK"
    case .upgrading: "UPGRADING"
    case .closing: "CLOSING"
    case .lost: "LOST"
    }
  }
}

/// What a session that the user is asked about waits for.
final class AskedRoute {
  let clause: ConsentClause
  /// Whose wish it is.
  let component: String
  let provider: ResolvedRoute.Provider

  init(clause: ConsentClause, component: String, provider: ResolvedRoute.Provider) {
    self.clause = clause
    self.component = component
    self.provider = provider
  }

  /// What the broker is told, in front of what the client says.
  func prefixing(_ arguments: String) -> String { clause.prefixing(arguments, of: component) }
}

final class Session<Machine: SandboxMachine> {
  enum Provider {
    case parent(Machine.ParentSession)
    case configuration(Machine.ConfigurationROM)
    case child(Child<Machine>)
    case local(Machine.LocalSession)
    /// The provider is gone, or refused.
    case nobody
  }

  /// The client; nil once it is gone, and if it is beyond the sandbox's own parent.
  var client: Child<Machine>?
  /// The sandbox's own parent asked for it.
  let isForwarded: Bool
  /// The client's own number for the session, or the parent's.
  let clientNumber: UInt64
  /// The provider's number for it. Sessions at children have one; it grows with every session.
  let serverNumber: UInt64
  let service: String
  /// As the client gave it: the client's name is not in it yet.
  let label: String
  /// As the provider gets it.
  private(set) var providedLabel: String
  let arguments: String
  let affinity: AffinityLocation?
  var provider = Provider.nobody
  var phase = SessionPhase.queued
  /// With the provider.
  var donation = Resources.none
  /// To be given to the provider with the request that tells it: the first donation, or an upgrade.
  var held: Resources
  /// What the sandbox keeps for its own record of the session.
  var kept: Resources
  var capability: Machine.Capability?
  /// In a server's queue of sessions to make: the server has announced the service.
  var isOffered = false
  /// The provider was told of the session, hence has to be told of its end.
  var isKnownToProvider = false
  /// The user is asked about it: it is at the broker instead of its provider.
  var asked: AskedRoute?
  /// The broker opened it in the place of this one, which waits at it.
  var principal: Session?
  /// The client goes on when the provider ends.
  var isOutlived = false
  /// Of a forwarded session: the parent has its capability.
  var isDelivered = false
  /// Of a forwarded session: the parent wants it closed.
  var isUnwanted = false

  init(
    client: Child<Machine>?, number: UInt64, serverNumber: UInt64, service: String, label: String,
    providedLabel: String, arguments: String,
    affinity: AffinityLocation?, held: Resources, kept: Resources
  ) {
    self.client = client
    isForwarded = client == nil
    clientNumber = number
    self.serverNumber = serverNumber
    self.service = service
    self.label = label
    self.arguments = arguments
    self.affinity = affinity
    self.providedLabel = providedLabel
    self.held = held
    self.kept = kept
  }

  var hasProvider: Bool {
    if case .nobody = provider { return false }
    return true
  }

  var isEnvironment: Bool { !isForwarded && clientNumber <= EnvironmentService.binary.rawValue }

  /// Under this name its provider, or the broker in front of it, must be there.
  var announcement: String { asked == nil ? service : ConsentDesk.service }

  /// Known to the provider under another name from now on.
  func rename(_ label: String) { providedLabel = label }

  /// All that comes back when the session ends.
  var total: Resources { donation + held + kept }
}

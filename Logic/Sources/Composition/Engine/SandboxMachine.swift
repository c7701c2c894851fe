// The seam between the sandbox's decisions and what carries them out: core's sessions on the machine, a double in tests.
//
// None of these may wait for a child. The sandbox calls them from its own thread; they never call back into it.

/// What became of asking for a session.
public enum SessionAnswer<Capability> {
  case capability(Capability)
  /// Not decided yet: ask again when a signal says so.
  case pending
  case denied
  /// The donation does not cover what the server needs for the session.
  case insufficientRAM
  case insufficientCapabilities
  /// The client's own account does not hold what it wants to donate.
  case outOfRAM
  case outOfCapabilities
  /// The number is taken, or names nothing, or the request has no sensible form.
  case invalid
}

/// What became of moving quota between accounts.
public enum TransferResult: Sendable {
  case done
  case ramExceeded
  case capabilitiesExceeded
}

/// What a child can be told without waiting for it.
public enum Notification: UInt8, Sendable {
  /// There are session requests for the server in this child.
  case sessionRequests
  /// A session that the child asked for changed its state.
  case session
  case resources
  case yield
  case heartbeat
}

/// One session request as its provider gets it.
public struct ProviderRequest: Sendable {
  public let service: String
  public let label: String
  public let arguments: String
  public let affinity: AffinityLocation?
  /// What the provider receives for it.
  public let donation: Resources

  public init(service: String, label: String, arguments: String, affinity: AffinityLocation?, donation: Resources) {
    self.service = service
    self.label = label
    self.arguments = arguments
    self.affinity = affinity
    self.donation = donation
  }
}

/// An account as its owner sees it.
public struct Account: Equatable, Sendable {
  public let quota: Resources
  public let used: Resources
  public init(quota: Resources, used: Resources) {
    self.quota = quota
    self.used = used
  }
  public var available: Resources { quota - used }
}

/// What a new process is made from.
public struct ProcessPlan<Capability> {
  /// Names the instance; never used twice. The badge of its parent capability.
  public let instance: UInt64
  public let name: String
  public let pd: Capability
  public let cpu: Capability
  public let rom: Capability
}

/// Why a process could not be made.
public enum StartFailure: Error, Equatable, Sendable {
  case insufficientQuota
  case badBinary(String)
  case other(String)
}

/// Why a text could not be served as a ROM: the donation does not suffice.
public enum ConfigurationFailure: Error, Equatable, Sendable {
  case insufficientRAM
  case insufficientCapabilities
}

/// What the sandbox's decisions are carried out by.
public protocol SandboxMachine: AnyObject {
  associatedtype Capability
  /// A running program.
  associatedtype Process
  /// A session at this sandbox's own parent.
  associatedtype ParentSession
  /// A ROM session that this sandbox itself serves.
  associatedtype ConfigurationROM
  /// A session that the program around this sandbox serves.
  associatedtype LocalSession

  func log(_ line: String)

  /// The sandbox's own account.
  var account: Account { get }
  /// Milliseconds since some moment.
  var milliseconds: Int { get }
  /// `tick` of the sandbox is wanted at this time; nil: not at all.
  func wake(at milliseconds: Int?)

  /// What a session of the child's environment costs when core serves it.
  func environmentDonation(_ service: EnvironmentService) -> Resources

  /// The arguments of a CPU session whose threads are so many levels below the best; `count` is a power of two.
  /// - Parameter time: what all threads together are held to; nil: nothing.
  func cpuArguments(level: Int, of count: Int, time: TimePromise?) -> String

  /// What becomes of the arguments of a CPU session that a child at this level asks for itself: no more urgent than the child.
  func restrictedCPUArguments(_ arguments: String, level: Int, of count: Int) -> String

  /// The session is nil exactly if the answer is neither a capability nor pending.
  func openAtParent(_ request: ProviderRequest) -> (session: ParentSession?, answer: SessionAnswer<Capability>)
  /// With a failure the session is over, and its donation back.
  func stateAtParent(_ session: ParentSession) -> SessionAnswer<Capability>
  func upgradeAtParent(_ session: ParentSession, _ donation: Resources) -> TransferResult
  /// All that was donated comes back to this sandbox's account.
  func closeAtParent(_ session: ParentSession)

  /// Offers a service to this sandbox's own parent; what it asks for comes as `createForwarded` and so on.
  func announceToParent(_ service: String) -> Bool
  /// Answers a request of the parent's, named by the parent's number.
  func deliverToParent(_ number: UInt64, _ capability: Capability)
  func respondToParent(_ number: UInt64, _ answer: ProviderAnswer)

  /// Makes this sandbox's account the reference account of the PD session.
  func adopt(_ pd: Capability) -> Bool
  func give(_ amount: Resources, to pd: Capability) -> TransferResult
  func take(_ amount: Resources, from pd: Capability) -> TransferResult
  /// Takes from one account and gives to another in one step, or does neither. What the amounts differ by stays in, or comes
  /// from, the sandbox's own account.
  func relay(_ taken: Resources, from source: Capability, _ given: Resources, to target: Capability) -> TransferResult
  func account(of pd: Capability) -> Account

  func start(_ plan: ProcessPlan<Capability>) throws(StartFailure) -> Process
  /// Afterwards the process makes no more requests. Its sessions are closed by the sandbox.
  func stop(_ process: Process)
  func notify(_ process: Process, _ notification: Notification)

  /// Serves a text as a ROM, paid with `donation`.
  func serveConfiguration(_ text: String, donation: Resources)
    throws(ConfigurationFailure) -> (rom: ConfigurationROM, capability: Capability)
  /// Replaces the text and tells the client; false if the ROM's memory does not hold it.
  func update(_ rom: ConfigurationROM, _ text: String) -> Bool
  func close(_ rom: ConfigurationROM)

  /// Asks the program around for a session; the donation is in the sandbox's account. The session is nil exactly if the answer
  /// is not a capability.
  func openLocally(_ request: ProviderRequest) -> (session: LocalSession?, answer: SessionAnswer<Capability>)
  func upgrade(_ session: LocalSession, _ donation: Resources)
  func close(_ session: LocalSession)

  /// A child came to a state in which it stays: it exited, or crashed for good.
  func childStopped()
  func publish(_ report: String)
  /// Who reads the report from this sandbox itself could find something new.
  func reportChanged()
  /// Microseconds that threads of the CPU session computed.
  func executionTime(of cpu: Capability) -> Int
  /// Ends the sandbox itself.
  func exit(_ value: Int)
}

/// The sessions that every component has from the start, in the order of their client ids.
public enum EnvironmentService: UInt64, CaseIterable, Sendable {
  case pd = 1
  case cpu = 2
  case log = 3
  case binary = 4

  public var service: String {
    switch self {
    case .pd: "PD"
    case .cpu: "CPU"
    case .log: "LOG"
    case .binary: "ROM"
    }
  }
}

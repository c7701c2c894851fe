// Everything that a component can reach: what its parent gave it, and the way to ask for more.
//
// Belongs to the component's first thread.

import Runtime

/// The component's surroundings. There is one, made before `Component.init`.
public final class Environment {
  public let parent: Capability<Parent>
  public let protectionDomain: Capability<PD>
  public let cpu: Capability<CPU>
  public let addressSpace: Capability<RegionMap>
  /// Writes lines to the system's log.
  public let log: LogOutput
  /// Where calls, signals and timeouts arrive.
  public let entrypoint: Entrypoint
  /// Time.
  public let clock: Clock

  private var nextSessionID = EnvironmentSession.firstFree
  private var news: SignalHandler?
  /// Those that can still have news.
  var pendingSessions: [PendingSession] = []
  /// Sessions whose servers may end.
  var lossWatches: [LossWatch] = []
  /// Services that this component offers.
  var services: [ServiceEndpoint] = []
  /// Gets the parent's tasks that concern none of the services offered here, and answers them when it can.
  public var onForeignTask: ((ServerTask) -> Void)?
  var tasks: SignalHandler?
  var yielding: SignalHandler?

  init() {
    let start = StartRecord.current
    parent = start.parent
    protectionDomain = start.protectionDomain
    addressSpace = start.addressSpace
    clock = Clock(ticksPerMillisecond: start.ticksPerMillisecond)
    cpu = Self.session(EnvironmentSession.cpu).of(CPU.self)
    log = LogOutput(Self.session(EnvironmentSession.log).of(Log.self))
    entrypoint = Entrypoint(thread: start.thread, clock: clock)
  }

  /// A session that the parent opened for the component before it started.
  private static func session(_ id: UInt64) -> Capability<AnySession> {
    let capability: Capability<AnySession>? = try? StartRecord.current.parent.call(Parent.sessionCapability, id)
    return capability ?? .none
  }

  /// What the component's account holds right now.
  public var quota: QuotaState? { try? protectionDomain.call(PD.quota) }

  /// From now on all memory that the component's heap takes back is overwritten, for components through which passwords pass:
  /// keys, buffers, whatever was copied on the way. Costs as much as clearing the memory. To be called first of all.
  public func wipeWhatIsFreed() { Heap.wipeWhatIsFreed() }

  /// Ends the component: tells the parent, and does nothing from then on.
  public func exit(_ value: Int) -> Never {
    try? parent.call(Parent.exit, value)
    entrypoint.sleep()
  }

  /// Stops with a reason.
  func stop(_ error: SessionError) -> Never {
    log.write(error.description)
    entrypoint.sleep()
  }
}

// MARK: - Sessions

extension Environment {
  /// Opens a session.
  ///
  /// Waits for the server if it has not answered yet; when the donation does not suffice, donates more; when the own quota
  /// does not suffice for that, asks the parent and waits.
  /// - Parameters:
  ///   - label: what this session is for; servers and routes see it behind the component's own label.
  ///   - donation: quota for what the server needs for this session; returns when the session is closed.
  ///   - arguments: attributes that the service defines, `name: value | name: value`.
  public func open<I: SessionInterface>(
    _ interface: I.Type, label: Text = Text(), donation: Quota = I.cost, affinity: Affinity = .anywhere,
    arguments: Text = Text()
  ) throws(SessionError) -> Session<I> {
    let id = takeSessionID()
    var request = SessionRequest(
      id: id, service: Text(I.name), label: label, donation: donation, affinity: affinity, arguments: arguments)
    while true {
      do throws(ParentFailure) {
        let capability = try requestOnce(request)
        return Session(capability.of(I.self), id: id, environment: self)
      } catch {
        try prepareRetry(of: &request, after: error, I.name)
      }
    }
  }

  /// A number that no session of this component has had.
  func takeSessionID() -> UInt64 {
    defer { nextSessionID += 1 }
    return nextSessionID
  }

  /// Requests a session and waits for the server's answer.
  private func requestOnce(_ request: SessionRequest) throws(ParentFailure) -> Capability<AnySession> {
    do throws(ParentFailure) {
      return try parent.call(Parent.session, request)
    } catch {
      guard error == .pending else { throw error }
    }
    return try waitForSession(request.id)
  }

  func waitForSession(_ id: UInt64) throws(ParentFailure) -> Capability<AnySession> {
    listenForNews()
    while true {
      do throws(ParentFailure) {
        return try parent.call(Parent.sessionCapability, id)
      } catch {
        guard error == .pending else { throw error }
      }
      entrypoint.dispatchOneIOSignal()
    }
  }

  /// From the first time that something is pending, the parent tells when there are news about sessions.
  func listenForNews() {
    if news != nil { return }
    news = try? entrypoint.onSignal(.io) { _ in self.updatePendingSessions() }
    if let capability = news?.capability {
      try? parent.call(Parent.setSignal, Pair(ParentSignal.session, capability))
    }
  }

  /// Gives quota to an account whose reference account is this component's, or the other way round. When this component's
  /// own does not suffice, asks the parent and waits.
  public func transfer(_ quota: Quota, to account: Capability<PD>) throws(PDFailure) {
    try Resources.insist(on: quota) { () throws(PDFailure) -> Void in
      try protectionDomain.call(PD.transfer, Pair(account, quota))
    }
  }

  /// Makes the next attempt more promising, or gives up.
  private func prepareRetry(of request: inout SessionRequest, after failure: ParentFailure, _ service: StaticString)
    throws(SessionError)
  {
    switch failure {
    case .insufficientRAM: request.donation.ram += 4096
    case .insufficientCapabilities: request.donation.capabilities += 4
    case .outOfRAM: Resources.request(Quota(ram: request.donation.ram))
    case .outOfCapabilities: Resources.request(Quota(capabilities: request.donation.capabilities))
    case .denied: throw .denied(service: service)
    case .invalidID, .pending, .nothingPending, .unreachable: throw .unreachable(service: service)
    }
  }
}

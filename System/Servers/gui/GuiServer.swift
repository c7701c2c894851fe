// The GUI server: brings sessions and the desk's logic together. Nothing happens here unless somebody calls.

import Bulkhead
import HID
import Services
import Windowing

@main final class GuiServer: Component {
  let desk: Desk
  let entrypoint: Entrypoint
  private let environment: Environment
  private let configuration: Configuration
  private let reports: Reports
  private var sessions: [GuiSession] = []
  private var captures: [CaptureSession] = []
  private var guis: Service<Gui>?
  private var captureService: Service<Capture>?
  private var events: Service<Event>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    environment.wipeWhatIsFreed()
    entrypoint = environment.entrypoint
    configuration = try environment.configuration()
    desk = Desk(DeskPolicy(Node("config")))
    reports = Reports(environment)
    try configuration.watch { [self] node in apply(node) }
    guis = try environment.offer(Gui.self) { [self] request throws(RefusedSession) in try openGui(request) }
    captureService = try environment.offer(Capture.self) { [self] request throws(RefusedSession) in
      try openCapture(request)
    }
    events = try environment.offer(Event.self) { [self] request throws(RefusedSession) in try openEvent(request) }
  }

  private func apply(_ node: Node) {
    let policy = DeskPolicy(node)
    for mistake in policy.mistakes { environment.log("error: config: \(mistake)") }
    desk.apply(policy)
    finishCall()
  }

  /// Comes before anything that a call does.
  func beginCall() { desk.now = environment.clock.now.microseconds / 1000 }

  /// What follows from a call: whom to wake, and what to report.
  func finishCall() {
    if desk.settle() { reports.update(desk) }
    if desk.hasInputNews { for client in desk.takeInputNews() { session(of: client)?.tellInput() } }
    if desk.hasScreenNews { tellScreen() }
    for capture in desk.takeCaptureNews() { session(of: capture)?.tell() }
  }

  private func tellScreen() {
    for client in desk.takeScreenNews() { session(of: client)?.tellScreen() }
    for session in captures { session.tell() }
  }

  /// A display shows what clients changed.
  func frameIsOnItsWay() {
    for client in desk.takeFrameNews() { session(of: client)?.tellFrame() }
  }
}

// MARK: - Sessions

extension GuiServer {
  private func openGui(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let quota = try Self.pay(GuiSession.base, request.donation)
    let label = request.label.string
    guard let client = desk.addClient(label) else {
      environment.log("error: Gui \"\(label)\" is denied; add \"+ policy | label: \(label) | domain: ...\"")
      throw .denied
    }
    let session = GuiSession(client, quota, self)
    sessions.append(session)
    let open = OpenSession(session)
    session.identity = ObjectIdentifier(open)
    return open
  }

  private func openCapture(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let quota = try Self.pay(CaptureSession.base, request.donation)
    let label = request.label.string
    guard let capture = desk.addCapture(label) else {
      environment.log("error: Capture \"\(label)\" is denied; add \"+ capture | + policy | label: \(label)\"")
      throw .denied
    }
    let session = CaptureSession(capture, quota, self)
    captures.append(session)
    return OpenSession(session)
  }

  private func openEvent(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    guard desk.policy.acceptsEvents(from: label) else {
      environment.log("error: Event \"\(label)\" is denied; add \"+ event | + policy | label: \(label)\"")
      throw .denied
    }
    return EventSession(desk.addSource(isMethod: desk.policy.isInputMethod(label)), self)
  }

  private static func pay(_ base: Quota, _ donation: Quota) throws(RefusedSession) -> QuotaGuard {
    var quota = QuotaGuard(donation)
    do throws(QuotaError) { try quota.withdraw(base) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    return quota
  }

  func closed(_ session: GuiSession) {
    desk.remove(session.client)
    sessions.removeAll { $0 === session }
    settleViews()
    finishCall()
  }

  /// A view that is gone may have been another session's, too.
  func settleViews() {
    for session in sessions { session.settleViews() }
  }

  func closed(_ session: CaptureSession) {
    desk.remove(session.capture)
    captures.removeAll { $0 === session }
    finishCall()
  }

  func pixels(of client: Client) -> PixelMemory? { session(of: client)?.pixels }

  private func session(of client: Client) -> GuiSession? {
    for session in sessions where session.client === client { return session }
    return nil
  }

  private func session(of capture: CaptureClient) -> CaptureSession? {
    for session in captures where session.capture === capture { return session }
    return nil
  }

  /// The session that a capability from a client stands for; nil if it is none of this server's.
  func session(behind capability: Capability<Gui>) -> GuiSession? {
    guard let object = guis?.object(behind: capability) else { return nil }
    let identity = ObjectIdentifier(object)
    for session in sessions where session.identity == identity { return session }
    return nil
  }

  func view(behind capability: Capability<GuiView>) -> View? {
    for session in sessions {
      if let view = session.handles.view(behind: capability) { return view }
    }
    return nil
  }
}

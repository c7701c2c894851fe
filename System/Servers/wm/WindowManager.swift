// Stands between applications and the GUI server: what an application believes to be the screen is a window.
//
// It decides nothing: where windows are comes from the layouter as the ROM `window_layout`; frames are drawn by the decorator,
// which is a client like applications, in sessions whose label ends with the number of the window. What the person does to frames
// goes to the layouter as the report `window_input`, the windows that there are as `window_list`.

import Bulkhead
import Geometry
import HID
import Input
import Services
import WindowManagement

@main final class WindowManager: Component {
  let environment: Environment
  /// Places all views.
  let desk: Session<Gui>
  private let configuration: Configuration
  private(set) var clients: [WindowClient] = []
  private var lastNumber = 0
  /// Views that the own session's donation holds.
  private var paidViews = 64
  let input: InputReport
  private let list: Reporter
  private var listTimeout: Timeout?
  /// When the next list is reported.
  private var listIsDue: UInt64?
  /// Clients that are gone.
  private var departures = NewsPacing()
  private let layout: ROMContent
  private var placed = Placement()
  /// The GUI server waits to be told whose the keyboard is, after a key of the window manager's.
  private var owesDecision = false
  private var keys: SignalHandler?
  private var screenNews: SignalHandler?
  private var service: Service<Gui>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    desk = try environment.open(Gui.self)
    // Numbers of windows and of what happens to them begin beyond those of every earlier instance: readers keep them apart.
    let milliseconds = Int(environment.clock.now.microseconds / 1000)
    lastNumber = milliseconds & 0x3fff_ffff
    input = InputReport(environment, after: milliseconds)
    list = Reporter(Text("window_list"), environment: environment)
    layout = try ROMContent(Text("window_layout"), environment: environment)
    try configuration.watch { _ in }
    keys = try? environment.entrypoint.onSignal { [self] _ in takeKeys() }
    if let capability = keys?.capability { try? desk.call(Gui.setInputSignal, capability) }
    screenNews = try? environment.entrypoint.onSignal { [self] _ in screenChanged() }
    if let capability = screenNews?.capability { try? desk.call(Gui.setScreenSignal, capability) }
    try layout.watch { [self] in applyLayout() }
    service = try environment.offer(Gui.self) { [self] request throws(RefusedSession) in try open(request) }
    reportList()
  }

  var screen: Rectangle { (try? desk.call(Gui.screen)) ?? .empty }

  /// The display came, or the scale is another one.
  private func screenChanged() { tellLayouter(at: now) }

  /// Pixels per point, as the layout means it: applications learn of another scale together with the size that they have by it.
  var scale: UInt64 { placed.scale ?? deskScale }
  private var deskScale: UInt64 { (try? desk.call(Gui.scale)) ?? 1 }

  /// Keys that the GUI server gives to the window manager whoever has the keyboard.
  private func takeKeys() {
    while let batch = try? desk.call(Gui.takeEvents), !batch.events.isEmpty {
      for event in batch.events {
        input.handleKey(event)
        if case .press = event { owesDecision = true }
      }
    }
    input.write()
    giveKeyboard()
  }

  // MARK: Clients

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    guard request.donation.ram >= WindowClient.base.ram + WindowClient.least.ram else { throw .insufficientRAM }
    guard request.donation.capabilities >= WindowClient.base.capabilities + WindowClient.least.capabilities else {
      throw .insufficientCapabilities
    }
    let rest = Quota(
      ram: request.donation.ram - WindowClient.base.ram,
      capabilities: request.donation.capabilities - WindowClient.base.capabilities)
    let client = try connect(label, request.label, rest)
    clients.append(client)
    return OpenSession(client)
  }

  private func connect(_ label: String, _ name: Text, _ donation: Quota) throws(RefusedSession) -> WindowClient {
    do throws(SessionError) {
      let session = try environment.open(Gui.self, label: name, donation: donation)
      return WindowClient(label, frameOf: frameNumber(label), session, self)
    } catch { throw .denied }
  }

  /// The window whose frame a session draws: those of the decorator are called by the window's number.
  private func frameNumber(_ label: String) -> Int? {
    guard let decorator = configuration.node.node("decorator")?.attribute("label") else { return nil }
    return label.label(below: decorator).map { Int.parse($0) ?? 0 }
  }

  func closed(_ client: WindowClient) {
    clients.removeAll { $0 === client }
    departures.change(at: now)
    tellLayouter(at: departures.due)
  }

  /// Makes the own session able to hold one more view. What a client's `base` pays for that comes back with the client; the
  /// session at the GUI server keeps it, for the next one.
  func makeRoom() throws(ParentFailure) {
    guard clients.reduce(0, { $0 + $1.adoptedViews }) >= paidViews else { return }
    try desk.upgrade(by: Quota(ram: 1024), waits: true)
    paidViews += 1
  }

  func nextNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  func window(_ number: Int) -> ManagedWindow? {
    for client in clients {
      for window in client.windows where window.number == number { return window }
    }
    return nil
  }

  private func frame(of number: Int) -> WindowClient? {
    for client in clients where client.frameOf == number && client.hasFrame { return client }
    return nil
  }

  // MARK: The list

  /// Milliseconds.
  var now: UInt64 { environment.clock.now.microseconds / 1000 }

  /// There are news that the layouter is to hear then.
  func tellLayouter(at due: UInt64?) {
    guard let due else { return }
    if let listIsDue, listIsDue <= due { return }
    listIsDue = due
    let now = now
    listTimeout = environment.entrypoint.after(.milliseconds(due > now ? due - now : 0)) { [self] in tellNews() }
  }

  /// Each client's news have a time of their own, so that one that changes all the time delays nobody else's.
  private func tellNews() {
    listIsDue = nil
    let now = now
    _ = departures.tell(at: now)
    for client in clients { client.tellNews(at: now) }
    reportList()
    tellLayouter(at: departures.due)
    for client in clients { tellLayouter(at: client.newsAreDue) }
  }

  private func reportList() {
    var node = Node("window_list")
    let size = screen.size
    node.set("width", "\(size.width)")
    node.set("height", "\(size.height)")
    node.set("scale", "\(deskScale)")
    for client in clients {
      for window in client.toldWindows { node.append(window) }
    }
    try? list.report(node)
  }

  // MARK: The layout

  /// Something to be placed came.
  func viewsChanged() {
    placed = Placement(scale: placed.scale)
    applyLayout()
  }

  private func applyLayout() {
    guard let node = Node.parse(layout.bytes).node else { return }
    let windows = node.nodes("window")
    let order = windows.compactMap { $0.number }
    let isReordered = order != placed.order
    let metrics = FrameMetrics(scale: WindowLayout.scale(node))
    defer { tell(UInt64(WindowLayout.scale(node))) }
    var commands: [ViewCommand] = []
    for window in windows.reversed() { place(window, metrics, isReordered, &commands) }
    execute(commands)
    placed.order = order
    placed.mark = InputMark(node)
    for window in windows { follow(window) }
    giveKeyboard()
  }

  private func place(_ node: Node, _ metrics: FrameMetrics, _ isReordered: Bool, _ commands: inout [ViewCommand]) {
    guard let number = node.number, let window = window(number) else { return }
    let area = Rectangle(node.whole("x"), node.whole("y"), node.whole("width"), node.whole("height"))
    let content = metrics.content(of: area)
    if let frame = frame(of: number) {
      frame.frameMoved(to: area)
      commands.append(.geometry(ManagedWindow.frameView(number), area))
      if isReordered { commands.append(.front(ManagedWindow.frameView(number))) }
    }
    commands.append(.geometry(window.view, content))
    if isReordered { commands.append(.front(window.view)) }
    window.assign(content.size)
  }

  private func tell(_ scale: UInt64) {
    if placed.scale == scale { return }
    placed.scale = scale
    for client in clients { client.screenChanged() }
  }

  private func execute(_ commands: [ViewCommand]) {
    var rest = commands[...]
    while !rest.isEmpty {
      try? desk.call(Gui.execute, ViewCommands(Array(rest.prefix(ViewCommands.limit))))
      rest = rest.dropFirst(ViewCommands.limit)
    }
  }

  /// The keyboard, and wishes to close.
  private func follow(_ node: Node) {
    guard let number = node.number, let window = window(number) else { return }
    if (try? node.flag("focused", default: false)) == true { placed.chosen = number }
    window.close(Int(node.whole("close")))
  }

  /// Tells the GUI server who has the keyboard, once the layout follows from all that the person did: what it said before may be a
  /// window that the person has left meanwhile. Where there is input that did not arrive yet, the GUI server refuses; this comes again
  /// with that.
  func giveKeyboard() {
    if let told = input.told, told != placed.mark { return }
    let session = window(placed.chosen)?.client.session.capability
    guard owesDecision || (session != nil && placed.chosen != placed.focused) else { return }
    do throws(GuiFailure) { try desk.call(Gui.focus, session ?? .none) } catch { return }
    owesDecision = false
    if session != nil { placed.focused = placed.chosen }
  }

  /// The frame of a window came: who presses it means the window.
  func frameCame(_ number: Int) throws(GuiFailure) {
    viewsChanged()
    guard let window = window(number) else { return }
    try desk.call(Gui.setFrame, Pair(ManagedWindow.frameView(number), window.client.session.capability))
  }
}

/// What was told to the GUI server last.
struct Placement {
  var order: [Int] = []
  var focused = 0
  /// The window that the layout gives the keyboard to, and what the layout follows from.
  var chosen = 0
  var mark: InputMark?
  /// What applications know of.
  var scale: UInt64?
}

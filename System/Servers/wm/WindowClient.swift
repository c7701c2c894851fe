// One client's session: passed on to a session of its own at the GUI server, except for where its windows are.
//
// The client's donation pays for both: `base` stays here, the rest goes to the GUI server.

import Bulkhead
import Geometry
import HID
import Input
import Services
import WindowManagement
import Windowing

final class WindowClient: SessionState {
  let label: String
  /// The number of the window whose frame this client draws; nil: it is an application.
  let frameOf: Int?
  let session: Session<Gui>
  private(set) var windows: [ManagedWindow] = []
  /// It drew a frame.
  private(set) var hasFrame = false
  /// Where that is.
  private var frameArea = Rectangle.empty
  /// What the layouter knows of its windows, and when it hears what changed.
  private(set) var toldWindows: [Node] = []
  private var pacing = NewsPacing()
  private let manager: WindowManager
  private var queue = EventQueue()
  private var handler: SignalHandler?
  private var inputSignal = OwnedCapability<SignalTarget>(adopting: .none)
  private var screenSignal = OwnedCapability<SignalTarget>(adopting: .none)
  private var buffer = OwnedCapability<Dataspace>(adopting: .none)

  /// The session's objects, its queue of events, and a few windows.
  static var base: Quota { Quota(ram: 24 << 10, capabilities: 4) }
  /// What the GUI server wants at least.
  static var least: Quota { Quota(ram: 24 << 10, capabilities: 4) }
  static var windowLimit: Int { 8 }

  init(_ label: String, frameOf: Int?, _ session: consuming Session<Gui>, _ manager: WindowManager) {
    self.label = label
    self.frameOf = frameOf
    self.session = session
    self.manager = manager
    handler = try? manager.environment.entrypoint.onSignal { [self] _ in takeEvents() }
    if let capability = handler?.capability { try? self.session.call(Gui.setInputSignal, capability) }
  }

  /// The donation is back from the GUI server before the client's parent asks for it.
  func close() {
    handler = nil
    windows = []
    manager.closed(self)
    session.end()
  }

  /// The GUI server has it when the client hears that all is well.
  func upgrade(by quota: Quota) { try? session.upgrade(by: quota, waits: true) }

  /// Views that the window manager placed.
  var adoptedViews: Int { windows.count + (hasFrame ? 1 : 0) }

  func serve(_ request: inout Request) {
    servePixels(&request)
    serveViews(&request)
    serveInput(&request)
  }
}

// MARK: - Pixels

extension WindowClient {
  private func servePixels(_ request: inout Request) {
    request.serve(Gui.refresh) { (area) throws(GuiFailure) -> Void in try self.session.call(Gui.refresh, area) }
    request.serve(Gui.blit) { (wish) throws(GuiFailure) -> Void in try self.session.call(Gui.blit, wish) }
    request.serve(Gui.setBuffer) { (wish) throws(GuiFailure) -> Void in try self.session.call(Gui.setBuffer, wish) }
    request.serve(Gui.buffer) { () throws(GuiFailure) -> Capability<Dataspace> in
      self.buffer = try self.session.call(Gui.buffer)
      return self.buffer.capability
    }
    request.serve(Gui.screen) { () throws(GuiFailure) in self.screen }
    request.serve(Gui.scale) { () throws(GuiFailure) in self.manager.scale }
    request.serve(Gui.chooseScale) { (scale) throws(GuiFailure) -> UInt64 in
      try self.session.call(Gui.chooseScale, scale)
    }
  }

  /// An application's screen is its window.
  private var screen: Rectangle {
    for window in windows where !window.assigned.isEmpty { return Rectangle(.zero, window.assigned) }
    return manager.screen
  }
}

// MARK: - Views

extension WindowClient {
  private func serveViews(_ request: inout Request) {
    request.serve(Gui.execute) { (commands) throws(GuiFailure) -> Void in try self.execute(commands) }
    request.serve(Gui.createView) { (view) throws(GuiFailure) -> Void in try self.create(view) }
    request.serve(Gui.createChildView) { (wish) throws(GuiFailure) -> Void in
      try self.session.call(Gui.createChildView, wish)
    }
    request.serve(Gui.destroyView) { (view) throws(GuiFailure) -> Void in
      try self.session.call(Gui.destroyView, view)
      self.forget(view)
    }
    request.serve(Gui.setTitle) { (wish) throws(GuiFailure) -> Void in
      self.window(wish.first)?.title = wish.second.string
      self.windowsChanged()
    }
    // Views are placed by the window manager and nobody else.
    request.serve(Gui.viewCapability) { (_) throws(GuiFailure) -> Capability<GuiView> in throw .unknownView }
    request.serve(Gui.adopt) { (_) throws(GuiFailure) -> Void in throw .unknownView }
  }

  private func window(_ view: ViewID) -> ManagedWindow? {
    for window in windows where window.own == view { return window }
    return nil
  }

  private func forget(_ view: ViewID) {
    windows.removeAll { $0.own == view }
    windowsChanged()
  }

  /// A view at the top level is a window, or a frame.
  private func create(_ view: ViewID) throws(GuiFailure) {
    let number = frameOf ?? manager.nextNumber()
    guard windows.count < Self.windowLimit, !(hasFrame && frameOf != nil) else { throw .tooLarge }
    try session.call(Gui.createView, view)
    if window(view) != nil { forget(view) }
    try adopt(view, frameOf == nil ? ManagedWindow.contentView(number) : ManagedWindow.frameView(number))
    if frameOf == nil {
      windows.append(ManagedWindow(number, view, self))
      windowsChanged()
    } else {
      hasFrame = true
      try manager.frameCame(number)
    }
  }

  private func adopt(_ view: ViewID, _ number: ViewID) throws(GuiFailure) {
    let capability: OwnedCapability<GuiView> = try session.call(Gui.viewCapability, view)
    do throws(ParentFailure) { try manager.makeRoom() } catch { throw .outOfRAM }
    try manager.desk.call(Gui.adopt, Pair(number, capability.capability))
  }

  /// Where windows are and what is in front of what is not the client's business; how large they would like to be is.
  private func execute(_ commands: ViewCommands) throws(GuiFailure) {
    var passed: [ViewCommand] = []
    for command in commands.commands where isPassed(command) { passed.append(command) }
    try session.call(Gui.execute, ViewCommands(passed))
  }

  private func isPassed(_ command: ViewCommand) -> Bool {
    switch command {
    case .geometry(let view, let area):
      // The window manager places frames, in their own coordinates, too.
      if frameOf != nil { return false }
      guard let window = window(view) else { return true }
      if window.wish != area.size {
        window.wish = area.size
        windowsChanged()
      }
      return true
    case .offset: return true
    case .front(let view), .back(let view), .inFrontOf(let view, _), .behind(let view, _):
      return frameOf == nil && window(view) == nil
    }
  }

  /// The layouter is to hear of it, however often it happens: between two lists, all changes of one client are one.
  private func windowsChanged() {
    pacing.change(at: manager.now)
    manager.tellLayouter(at: pacing.due)
  }

  /// When the layouter is to be told what changed.
  var newsAreDue: UInt64? { pacing.due }

  func tellNews(at now: UInt64) {
    guard pacing.tell(at: now) else { return }
    toldWindows = windows.filter { !$0.wish.isEmpty }.map { $0.node(label) }
  }

  /// The frame believes to be where it is: what happens on it is told in places of the screen.
  func frameMoved(to area: Rectangle) {
    if area == frameArea { return }
    frameArea = area
    try? session.call(Gui.execute, ViewCommands([.geometry(ViewID(1), area)]))
  }
}

// MARK: - Input

extension WindowClient {
  private func serveInput(_ request: inout Request) {
    request.serve(Gui.takeEvents) { () throws(GuiFailure) in EventBatch(self.queue.take(EventBatch.limit)) }
    request.serve(Gui.focus) { (_) throws(GuiFailure) -> Void in throw .unknownView }
    request.keep(Gui.setInputSignal, in: &self.inputSignal)
    request.keep(Gui.setScreenSignal, in: &self.screenSignal)
    request.serve(Gui.setFrameSignal) { (signal) throws(GuiFailure) -> Void in
      try self.session.call(Gui.setFrameSignal, signal)
    }
  }

  func screenChanged() { screenSignal.capability.submit() }

  func deliver(_ event: InputEvent) {
    queue.append(event)
    inputSignal.capability.submit()
  }

  /// What happens on frames is for the layouter; all else is for the application.
  private func takeEvents() {
    while let batch = try? session.call(Gui.takeEvents), !batch.events.isEmpty {
      for event in batch.events {
        if let frameOf { manager.input.handleFrame(event, frameOf) } else { handle(event) }
      }
    }
    if frameOf == nil { inputSignal.capability.submit() }
    manager.input.write()
    manager.giveKeyboard()
  }

  private func handle(_ event: InputEvent) {
    if case .press(let key, _) = event, key.isButton, let window = windows.first { manager.input.click(window.number) }
    if case .touch = event, let window = windows.first { manager.input.click(window.number) }
    queue.append(event)
  }
}

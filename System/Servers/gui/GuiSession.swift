// One client's session: buffer, views, events. All that it makes the server keep is withdrawn from its donation first.

import Bulkhead
import Geometry
import Services
import Windowing

final class GuiSession: SessionState {
  let client: Client
  /// The pixels, once the client made a buffer.
  private(set) var pixels: PixelMemory?
  let handles = ViewHandles()
  /// The object that clients call.
  var identity: ObjectIdentifier?
  private let server: GuiServer
  private var quota: QuotaGuard
  /// Views that are paid for.
  private var paidViews = 0
  private var inputSignal = OwnedCapability<SignalTarget>(adopting: .none)
  private var screenSignal = OwnedCapability<SignalTarget>(adopting: .none)
  private var frameSignal = OwnedCapability<SignalTarget>(adopting: .none)

  /// The object, what the desk knows of the client, and its queue of events.
  static var base: Quota { Quota(ram: 16 << 10, capabilities: 1) }
  private static var viewCost: Quota { Quota(ram: 512) }

  init(_ client: Client, _ quota: consuming QuotaGuard, _ server: GuiServer) {
    self.client = client
    self.quota = quota
    self.server = server
  }

  func close() { server.closed(self) }

  func upgrade(by amount: Quota) { quota.upgrade(by: amount) }

  func serve(_ request: inout Request) {
    server.beginCall()
    servePixels(&request)
    serveViews(&request)
    serveInput(&request)
    server.finishCall()
  }

  func tellInput() { inputSignal.capability.submit() }
  func tellScreen() { screenSignal.capability.submit() }
  func tellFrame() { frameSignal.capability.submit() }
}

// MARK: - Pixels

extension GuiSession {
  private func servePixels(_ request: inout Request) {
    request.serve(Gui.refresh) { (area) throws(GuiFailure) -> Void in self.server.desk.refresh(self.client, area) }
    request.serve(Gui.screen) { () throws(GuiFailure) in self.server.desk.screen(of: self.client) }
    request.serve(Gui.setBuffer) { (wish) throws(GuiFailure) -> Void in try self.setBuffer(wish.first, wish.second) }
    request.serve(Gui.buffer) { () throws(GuiFailure) -> Capability<Dataspace> in self.pixels?.dataspace ?? .none }
    request.serve(Gui.blit) { (wish) throws(GuiFailure) -> Void in self.blit(wish.first, to: wish.second) }
  }

  private func blit(_ area: Rectangle, to place: Point) {
    guard let moved = pixels?.move(area, to: place) else { return }
    server.desk.refresh(client, moved)
  }

  private func setBuffer(_ size: Size, _ hasAlpha: Bool) throws(GuiFailure) {
    guard size.width <= 16384, size.height <= 16384 else { throw .tooLarge }
    try pay(size)
    // First one, then the other: the donation does not hold both.
    pixels = nil
    server.desk.setBuffer(client, .zero, hasAlpha: hasAlpha)
    if size.isEmpty { return }
    pixels = PixelMemory.make(size)
    if let pixels { server.desk.setBuffer(client, pixels.size, hasAlpha: hasAlpha) }
  }

  /// Withdraws what the new buffer costs in place of the old one.
  private func pay(_ size: Size) throws(GuiFailure) {
    let old = pixels.map { PixelMemory.cost($0.size) } ?? .none
    quota.replenish(old)
    do throws(QuotaError) { try quota.withdraw(size.isEmpty ? .none : PixelMemory.cost(size)) } catch {
      try? quota.withdraw(old)
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }
}

// MARK: - Views

extension GuiSession {
  private func serveViews(_ request: inout Request) {
    request.serve(Gui.execute) { (commands) throws(GuiFailure) -> Void in try self.execute(commands) }
    request.serve(Gui.createView) { (view) throws(GuiFailure) -> Void in try self.create(view) }
    request.serve(Gui.createChildView) { (wish) throws(GuiFailure) -> Void in try self.create(wish.first, in: wish.second) }
    request.serve(Gui.destroyView) { (view) throws(GuiFailure) -> Void in
      defer { self.server.settleViews() }
      try self.attempt { () throws(DeskError) in try self.server.desk.destroyView(self.client, view.rawValue) }
    }
    request.serve(Gui.setTitle) { (wish) throws(GuiFailure) -> Void in
      let title = wish.second.string
      try self.attempt { () throws(DeskError) in
        try self.server.desk.setTitle(self.client, wish.first.rawValue, title)
      }
    }
    request.serve(Gui.viewCapability) { (view) throws(GuiFailure) in try self.capability(of: view) }
    request.serve(Gui.adopt) { (wish) throws(GuiFailure) -> Void in try self.adopt(wish.first, wish.second) }
  }

  /// Does `body`, and says in the interface's words why it failed.
  private func attempt<R>(_ body: () throws(DeskError) -> R) throws(GuiFailure) -> R {
    do throws(DeskError) { return try body() } catch {
      switch error {
      case .unknownView: throw .unknownView
      case .tooMany: throw .tooLarge
      }
    }
  }

  /// Withdraws the cost of one more view, and does `body`, which makes it.
  private func makeView(_ body: () throws(DeskError) -> Void) throws(GuiFailure) {
    do throws(QuotaError) { try quota.withdraw(Self.viewCost) } catch { throw .outOfRAM }
    paidViews += 1
    try attempt(body)
  }

  private func create(_ view: ViewID, in parent: ViewID? = nil) throws(GuiFailure) {
    defer { settleViews() }
    try makeView { () throws(DeskError) in
      try self.server.desk.createView(self.client, view.rawValue, in: parent?.rawValue)
    }
  }

  private func adopt(_ number: ViewID, _ capability: Capability<GuiView>) throws(GuiFailure) {
    guard let view = server.view(behind: capability) else { throw .unknownView }
    defer { settleViews() }
    try makeView { () throws(DeskError) in try self.server.desk.adopt(self.client, number.rawValue, view) }
  }

  /// Gives back what views cost that are not there any more.
  func settleViews() {
    handles.removeAll { quota.replenish(SessionObjectCost.quota) }
    while paidViews > client.viewCount {
      quota.replenish(Self.viewCost)
      paidViews -= 1
    }
  }

  private func capability(of number: ViewID) throws(GuiFailure) -> Capability<GuiView> {
    let view = try attempt { () throws(DeskError) in try server.desk.find(client, number.rawValue) }
    guard view.owner === client else { throw .unknownView }
    if let known = handles.capability(of: view) { return known }
    do throws(QuotaError) { try quota.withdraw(SessionObjectCost.quota) } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
    guard let made = handles.add(view, server.entrypoint) else { throw .outOfCapabilities }
    return made
  }

  /// All commands up to the first that names what is not there.
  private func execute(_ commands: ViewCommands) throws(GuiFailure) {
    for command in commands.commands {
      let change = ViewChange(command)
      try attempt { () throws(DeskError) in try self.server.desk.change(self.client, change) }
    }
  }
}

extension ViewChange {
  init(_ command: ViewCommand) {
    switch command {
    case .geometry(let view, let rectangle): self = .geometry(view.rawValue, rectangle)
    case .offset(let view, let point): self = .offset(view.rawValue, point)
    case .front(let view): self = .front(view.rawValue)
    case .back(let view): self = .back(view.rawValue)
    case .inFrontOf(let view, let neighbour): self = .inFrontOf(view.rawValue, neighbour.rawValue)
    case .behind(let view, let neighbour): self = .behind(view.rawValue, neighbour.rawValue)
    }
  }
}

// MARK: - Input

extension GuiSession {
  private func serveInput(_ request: inout Request) {
    request.serve(Gui.takeEvents) { () throws(GuiFailure) in
      EventBatch(self.server.desk.takeEvents(self.client, limit: EventBatch.limit))
    }
    request.serve(Gui.focus) { (session) throws(GuiFailure) -> Void in try self.focus(session) }
    request.serve(Gui.setFrame) { (wish) throws(GuiFailure) -> Void in
      let other = try self.other(wish.second)
      try self.attempt { () throws(DeskError) in try self.server.desk.setFrame(self.client, wish.first.rawValue, of: other) }
    }
    request.serve(Gui.scale) { () throws(GuiFailure) in UInt64(self.server.desk.scale) }
    request.serve(Gui.chooseScale) { (scale) throws(GuiFailure) -> UInt64 in
      guard self.server.desk.chooseScale(scale, by: self.client) else { throw .notAllowed }
      return UInt64(self.server.desk.scale)
    }
    request.keep(Gui.setInputSignal, in: &self.inputSignal)
    request.keep(Gui.setScreenSignal, in: &self.screenSignal)
    request.keep(Gui.setFrameSignal, in: &self.frameSignal)
  }

  private func focus(_ session: Capability<Gui>) throws(GuiFailure) {
    let other = session.exists ? try other(session) : nil
    guard server.desk.focus(other, by: client) else { throw .notAllowed }
  }

  /// A client that this one made.
  private func other(_ session: Capability<Gui>) throws(GuiFailure) -> Client {
    guard let other = server.session(behind: session)?.client, server.desk.mayFocus(other, by: client) else {
      throw .unknownView
    }
    return other
  }
}

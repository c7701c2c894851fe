// A window of a program: pixels of its own, a view that shows them, and the events that are meant for it.
//
//     let window = try Window(environment, size: Size(640, 400), title: "notes")
//     window.onEvent = { event in ... }
//     window.draw { canvas in ...; return [what changed] }
//     window.show()
//
// What the GUI server is sent is at most one frame ahead of what it showed. Belongs to the component's first thread.

import Bulkhead
import Geometry
import Input
import Painting

public final class Window {
  private let environment: Environment
  private var session: Session<Gui>?
  private var pixels: PixelBuffer?
  private var inputHandler: SignalHandler?
  private var screenHandler: SignalHandler?
  private var frameHandler: SignalHandler?
  private let hasAlpha: Bool
  public private(set) var size: Size
  /// The part of the screen that the program may use: for a program with a window manager, the room that its window has.
  public private(set) var screen = Rectangle.empty
  /// Pixels per point, the same for everything on the screen: 1 or 2.
  public private(set) var scale: Int32 = 1
  /// What this program chose for all: a GUI server that is restarted does not know it, so it is said again.
  private var chosenScale: Int32?
  public private(set) var isShown = false
  /// Where its view is, from the corner of the screen's part that the program may use.
  private var place = Point.zero
  private var title: Text
  private let label: Text

  /// Gets each event, oldest first; places are in pixels of the window.
  public var onEvent: ((InputEvent) -> Void)?
  /// `screen` changed. A program that fills its window resizes it and draws anew.
  public var onScreenChange: (() -> Void)?
  /// `scale` changed; `onScreenChange` follows. A program loads its typefaces for that scale and draws anew.
  public var onScaleChange: (() -> Void)?
  /// What was drawn before is on the screen: for programs that show something new all the time.
  public var onFrame: (() -> Void)?

  private var renewal: (() -> Void)?

  private static var view: ViewID { ViewID(1) }

  /// Opens a Gui session, which pays for the pixels. Nothing is seen before `show`.
  /// - Parameters:
  ///   - title: what the window shows, in words.
  ///   - label: of the session.
  ///   - hasAlpha: pixels can be transparent.
  public init(_ environment: Environment, size: Size, title: Text, label: Text = Text(), hasAlpha: Bool = false)
    throws(SessionError)
  {
    self.environment = environment
    self.size = size
    self.title = title
    self.label = label
    self.hasAlpha = hasAlpha
    try open()
    try listen()
    connectSignals()
    makeBuffer()
    updateScreen()
  }

  private func open() throws(SessionError) {
    let donation = Quota(ram: Gui.cost.ram + Gui.ram(for: size), capabilities: Gui.cost.capabilities)
    session = try environment.open(Gui.self, label: label, donation: donation)
  }

  private func listen() throws(SessionError) {
    do throws(EntrypointError) {
      inputHandler = try environment.entrypoint.onSignal { [self] _ in self.takeEvents() }
      screenHandler = try environment.entrypoint.onSignal { [self] _ in self.screenChanged() }
      frameHandler = try environment.entrypoint.onSignal { [self] _ in self.onFrame?() }
    } catch { throw .failed("no signal handlers for a window") }
  }

  private func connectSignals() {
    if let capability = inputHandler?.capability { try? session?.call(Gui.setInputSignal, capability) }
    if let capability = screenHandler?.capability { try? session?.call(Gui.setScreenSignal, capability) }
    if let capability = frameHandler?.capability { try? session?.call(Gui.setFrameSignal, capability) }
  }

  private func screenChanged() {
    updateScreen()
    onScreenChange?()
  }

  /// Has everything drawn with so many pixels per point, 1 or 2, if the GUI server's policy lets this program.
  /// The choice outlives the GUI server if the window does (`onRenewal`).
  /// - Returns: what it is now; nil if it may not.
  public func chooseScale(_ scale: Int32) -> Int32? {
    let now: UInt64? = try? session?.call(Gui.chooseScale, UInt64(scale))
    guard let now else { return nil }
    chosenScale = scale
    return Int32(truncatingIfNeeded: now)
  }

  private func takeEvents() {
    while let batch: EventBatch = try? session?.call(Gui.takeEvents), !batch.events.isEmpty {
      for event in batch.events { onEvent?(local(event)) }
    }
  }

  /// Places in pixels of the window.
  private func local(_ event: InputEvent) -> InputEvent {
    switch event {
    case .pointer(let point): .pointer(point - place)
    case .touch(let finger, let point): .touch(finger, point - place)
    default: event
    }
  }

  private func updateScreen() {
    let area: Rectangle? = try? session?.call(Gui.screen)
    screen = area ?? .empty
    let pixels: UInt64? = try? session?.call(Gui.scale)
    guard let pixels, pixels == 1 || pixels == 2, scale != Int32(pixels) else { return }
    scale = Int32(pixels)
    onScaleChange?()
  }

  /// Gives up on a size that the quota does not suffice for: the window keeps the pixels that it has.
  private func makeBuffer() {
    do throws(GuiFailure) { try session?.call(Gui.setBuffer, Pair(size, hasAlpha)) } catch {
      environment.log("a window of \(size.width) x \(size.height) pixels is refused")
      return
    }
    pixels = nil
    guard let dataspace: OwnedCapability<Dataspace> = try? session?.call(Gui.buffer) else { return }
    pixels = try? PixelBuffer(dataspace.capability)
  }
}

// MARK: - Going on

extension Window {
  /// The window goes on when the window manager (or whoever shows it) ends: it is there again, as large as before, as soon as the
  /// next one serves it.
  /// - Parameter redraw: what was drawn is gone: draws all of it. `size` has not changed.
  public func onRenewal(_ redraw: @escaping () -> Void) {
    renewal = redraw
    watch()
  }

  private func watch() {
    if renewal != nil { try? session?.onLoss { [self] in renew() } }
  }

  private func renew() {
    pixels = nil
    if let lost = session.take() { lost.close() }
    do throws(SessionError) { try open() } catch {
      environment.log("a window is lost: \(error)")
      return
    }
    connectSignals()
    if let chosenScale { _ = chooseScale(chosenScale) }
    makeBuffer()
    updateScreen()
    watch()
    if isShown {
      isShown = false
      show(at: place)
    }
    renewal?()
  }
}

// MARK: - Showing

extension Window {
  /// Shows the window, at that place or in the middle of the screen, in front of the program's other views.
  public func show(at place: Point? = nil) {
    if !isShown { makeView() }
    isShown = true
    let middle = Point((screen.width - size.width) / 2, (screen.height - size.height) / 2)
    self.place = place ?? middle
    try? session?.call(
      Gui.execute, ViewCommands([.geometry(Self.view, Rectangle(self.place, size)), .front(Self.view)]))
  }

  private func makeView() {
    do throws(GuiFailure) {
      try session?.call(Gui.createView, Self.view)
      try session?.call(Gui.setTitle, Pair(Self.view, title))
    } catch {
      environment.log("a window of \(size.width) x \(size.height) pixels is not shown: \(error.rawValue)")
    }
  }

  public func hide() {
    guard isShown else { return }
    isShown = false
    try? session?.call(Gui.destroyView, Self.view)
  }

  public func setTitle(_ text: Text) {
    title = text
    if isShown { try? session?.call(Gui.setTitle, Pair(Self.view, text)) }
  }

  /// Has that many pixels from now on, none of them drawn. Donates what a larger buffer needs.
  public func resize(to size: Size) {
    guard size != self.size, !size.isEmpty else { return }
    let (old, new) = (Gui.ram(for: self.size), Gui.ram(for: size))
    if new > old { try? session?.upgrade(by: Quota(ram: new - old), waits: true) }
    self.size = size
    makeBuffer()
    if isShown { try? session?.call(Gui.execute, ViewCommands([.geometry(Self.view, Rectangle(place, size))])) }
  }

  /// Draws, and shows what was drawn.
  /// - Parameter body: returns the rectangles that it changed.
  public func draw(_ body: (inout Canvas) -> [Rectangle]) {
    guard let pixels else { return }
    for rectangle in pixels.draw(size, body) { try? session?.call(Gui.refresh, rectangle) }
  }
}

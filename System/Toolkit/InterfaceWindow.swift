// A user interface in a window: events become messages, and what changed is drawn.
//
// Frames are paced: after drawing, nothing more is drawn until the server says that the frame is on the screen. So a program
// that changes a thousand times a second draws no more often than anybody can see.

import Bulkhead
import Geometry
import GuiClient
import Input
import Painting
import Typography
import Widgets

/// `Wish` is what the program wants to hear.
public final class InterfaceWindow<Wish> {
  private let window: Window
  private var interface: UserInterface<Wish>
  private let fillsScreen: Bool
  /// In points, of a window that has it whatever becomes of the screen.
  private let fixedSize: Size?
  private var isFramePending = false
  private var theme: ThemeChoice?
  private var fonts: Fonts?
  /// Called with what the user wants, in order, whenever there is something.
  public var onWishes: (([Wish]) -> Void)?

  /// Sees every event before the interface does, for what elements do not know: scrolling in what a program draws itself.
  public var onEvent: ((InputEvent) -> Void)?

  /// Opens a window. It is seen after the first `show`.
  /// - Parameters:
  ///   - size: in points; nil: all of the screen that the program may use, whatever becomes of it.
  ///   - isResizable: it begins with that size, and follows the room that the window manager gives it.
  /// - Throws: as opening a session.
  public init(
    _ environment: Environment, style: Style, title: Text = Text(), size: Size? = nil, isResizable: Bool = false,
    label: Text = Text()
  ) throws(SessionError) {
    let wanted = size.map { Size(style.px($0.width), style.px($0.height)) }
    window = try Window(environment, size: wanted ?? Size(1, 1), title: title, label: label)
    fillsScreen = size == nil || isResizable
    fixedSize = isResizable ? nil : size
    if size == nil { window.resize(to: window.screen.size) }
    interface = UserInterface(style, size: window.size)
    interface.invalidate()
    window.onEvent = { [self] event in handle(event) }
    window.onScreenChange = { [self] in screenChanged() }
    window.onFrame = { [self] in frameShown() }
    window.onRenewal { [self] in renewed() }
  }

  /// Opens a window that looks as the component's configuration says: `theme: light` (also unless given), `dark`, or `chosen`, which
  /// follows what the person chooses. The typefaces are those of the ROM `font`.
  public convenience init(
    _ environment: Environment, title: Text, size: Size? = nil, isResizable: Bool = false
  ) throws(SessionError) {
    let (fonts, theme) = (try FontROM.load(environment), try ThemeChoice(environment))
    let style = Style(theme.isDark ? .dark : .light, fonts: fonts)
    try self.init(environment, style: style, title: title, size: size, isResizable: isResizable)
    (self.fonts, self.theme) = (fonts, theme)
    theme.onChange = { [self] in followChoices() }
    window.onScaleChange = { [self] in follow(environment) }
    if window.scale != style.scale {
      follow(environment)
      if isResizable, let size { resize(to: Size(self.style.px(size.width), self.style.px(size.height))) }
    }
  }

  /// Another scale. A program without memory for the typefaces keeps those that it has.
  private func follow(_ environment: Environment) {
    do throws(SessionError) { fonts = try FontROM.load(environment, scale: window.scale) } catch {
      environment.log("error: no typefaces for that scale: \(error)")
    }
    followChoices()
    if let fixedSize { resize(to: Size(style.px(fixedSize.width), style.px(fixedSize.height))) }
    onScaleChange?()
  }

  private func followChoices() {
    guard let fonts, let theme else { return }
    restyle(Style(theme.isDark ? .dark : .light, fonts: fonts, scale: window.scale))
  }

  private func resize(to size: Size) {
    window.resize(to: size)
    interface.resize(window.size)
    isFramePending = false
    present()
  }

  /// `style` has another scale now.
  public var onScaleChange: (() -> Void)?

  /// Has everything drawn with so many pixels per point, if the GUI server's policy lets this program.
  /// - Returns: what it is now; nil if it may not.
  public func chooseScale(_ scale: Int32) -> Int32? { window.chooseScale(scale) }

  /// Pixels.
  public var size: Size { interface.size }

  public var style: Style { interface.style }

  /// Its size in points.
  public var points: Size { Size(size.width / style.scale, size.height / style.scale) }

  /// The window manager gave it another size: for programs whose content depends on it.
  public var onResize: (() -> Void)?

  /// What it means when the user closes the window.
  public var close: Wish? {
    get { interface.close }
    set { interface.close = newValue }
  }

  /// Changes what is shown.
  public func show(_ element: Element<Wish>) {
    interface.show(element)
    present()
    if !window.isShown { window.show(at: fillsScreen ? .zero : nil) }
  }

  public func restyle(_ style: Style) {
    interface.restyle(style)
    present()
  }

  public func setTitle(_ title: Text) { window.setTitle(title) }

  /// Is not seen until the next `show`.
  public func hide() {
    window.hide()
    isFramePending = false
  }

  private func present() {
    guard !isFramePending, !interface.dirtyRectangles.isEmpty else { return }
    // What is not seen makes no frames to wait for.
    isFramePending = window.isShown
    window.draw { canvas in interface.draw(&canvas) }
  }

  private func frameShown() {
    isFramePending = false
    present()
  }

  private func handle(_ event: InputEvent) {
    onEvent?(event)
    let wishes = interface.handle(event)
    if !wishes.isEmpty { onWishes?(wishes) }
    present()
  }

  /// What was drawn is gone, and so is the frame that was waited for.
  private func renewed() {
    isFramePending = false
    interface.invalidate()
    present()
  }

  private func screenChanged() {
    guard fillsScreen, !window.screen.isEmpty, window.screen.size != interface.size else { return }
    resize(to: window.screen.size)
    onResize?()
  }
}

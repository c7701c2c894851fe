// The person's side: a window with cells, a cursor, and a history to scroll back in.
//
// Drawing is paced by frames. The cursor blinks for a while after something happened and then stays lit: a terminal that
// nobody uses does nothing.

import Bulkhead
import Geometry
import GuiClient
import Input
import Painting
import TerminalEmulation
import TerminalView
import Typography

final class TerminalWindow {
  private let environment: Environment
  private let window: Window
  private var emulator: Emulator
  private var painter: ScreenPainter
  private var pointing = Pointing()
  private var keyboard = Keyboard()
  private let title: String
  private let isDark: Bool
  private var shownTitle: String
  private var hasFocus = false
  private var isFramePending = false
  private var isDirty = true
  private var isCursorLit = true
  private var blinksLeft = 0
  private var blinking: Timeout?
  private var clipboard = ""

  var onInput: (([UInt8]) -> Void)?
  var onSize: (() -> Void)?
  var onClose: (() -> Void)?

  var size: GridSize { emulator.size }

  /// How often the cursor changes after the last event.
  private static var blinks: Int { 16 }

  init(_ environment: Environment, _ settings: TerminalSettings) throws(SessionError) {
    self.environment = environment
    (title, shownTitle) = (settings.title, settings.title)
    emulator = Emulator(settings.size, history: History(mostLines: settings.lines))
    isDark = settings.isDark
    painter = try Self.painter(environment, settings.isDark, scale: 1)
    window = try Window(environment, size: painter.pixels(for: settings.size), title: Text(title))
    window.onEvent = { [self] event in handle(event) }
    window.onScaleChange = { [self] in rescale() }
    window.onScreenChange = { [self] in fit() }
    if window.scale != 1 { rescale() }
    window.onFrame = { [self] in
      isFramePending = false
      if isDirty { draw() }
    }
    draw()
    window.show(at: .zero)
  }

  // MARK: What the program does

  func write(_ bytes: [UInt8]) {
    emulator.write(bytes)
    let replies = emulator.takeReplies()
    if !replies.isEmpty { onInput?(replies) }
    _ = emulator.takeBell()
    showTitle()
    wake()
  }

  /// Nothing that it changed may stay for the next program; its text does.
  func programLeft() {
    emulator.write("\u{1b}[?1049l\u{1b}[!p\u{1b}[m\r\n\u{1b}[2m(the program has left)\u{1b}[m\r\n\u{1b}]2;\u{7}")
    _ = emulator.takeReplies()
    showTitle()
    wake()
  }

  private func showTitle() {
    let wanted = emulator.title.utf8.isEmpty ? title : emulator.title
    guard !wanted.utf8.elementsEqual(shownTitle.utf8) else { return }
    shownTitle = wanted
    window.setTitle(Text(wanted))
  }

  // MARK: Drawing

  /// Something changed.
  private func update() {
    isDirty = true
    if !isFramePending { draw() }
  }

  private func draw() {
    isDirty = false
    var drawn = false
    window.draw { canvas in
      let parts = painter.draw(emulator, hasFocus: hasFocus, isCursorLit: isCursorLit, &canvas)
      drawn = !parts.isEmpty
      return parts
    }
    // What is not seen makes no frames to wait for.
    isFramePending = drawn && window.isShown
  }

  private static func painter(_ environment: Environment, _ isDark: Bool, scale: Int32) throws(SessionError) -> ScreenPainter {
    let fonts = try FontROM.load(environment, scale: scale) { $0.family == .mono }
    return ScreenPainter(isDark ? .dark : .light, fonts: fonts, scale: scale)
  }

  /// Cells are larger or smaller from now on, and as many as before if there is room.
  private func rescale() {
    do throws(SessionError) { painter = try Self.painter(environment, isDark, scale: window.scale) } catch {
      environment.log("error: no typefaces for that scale: \(error)")
    }
    resize(to: painter.pixels(for: emulator.size))
  }

  private func fit() {
    guard !window.screen.isEmpty, window.screen.size != window.size else { return }
    resize(to: window.screen.size)
  }

  private func resize(to size: Size) {
    window.resize(to: size)
    isFramePending = false
    painter.invalidate()
    let grid = painter.gridSize(in: window.size)
    if grid != emulator.size {
      emulator.resize(grid)
      onSize?()
    }
    draw()
  }

  /// Something happened: the cursor is lit, and blinks again for a while.
  private func wake() {
    isCursorLit = true
    blinksLeft = hasFocus && emulator.modes.contains(.cursorBlinks) ? Self.blinks : 0
    if blinksLeft > 0, blinking == nil { blinkLater() }
    update()
  }

  private func blinkLater() {
    blinking = environment.entrypoint.after(.milliseconds(530)) { [self] in blink() }
  }

  private func blink() {
    blinking = nil
    guard blinksLeft > 0 else {
      if !isCursorLit {
        isCursorLit = true
        update()
      }
      return
    }
    blinksLeft -= 1
    isCursorLit.toggle()
    update()
    blinkLater()
  }

  // MARK: What the person does

  private func handle(_ event: InputEvent) {
    switch event {
    case .closeRequest: onClose?()
    case .focusEnter, .focusLeave: focus(event == .focusEnter)
    case .press(let key, let character) where !key.isButton: press(key, character)
    case .release(let key) where !key.isButton: keyboard.release(key)
    default: point(event)
    }
  }

  private func focus(_ isHere: Bool) {
    hasFocus = isHere
    keyboard = Keyboard()
    if emulator.modes.contains(.focusEvents) { onInput?(Array((isHere ? "\u{1b}[I" : "\u{1b}[O").utf8)) }
    wake()
  }

  private func press(_ key: Key, _ character: Unicode.Scalar?) {
    switch keyboard.press(key, character, emulator.modes) {
    case .nothing: return
    case .scroll(let pages): emulator.scrollView(pages * max(1, size.rows - 1))
    case .copy: copy()
    case .paste: paste()
    case .send(let bytes):
      emulator.showView(0)
      emulator.deselect()
      onInput?(bytes)
    }
    wake()
  }

  private func copy() {
    let text = emulator.selectedText()
    if !text.utf8.isEmpty { clipboard = text }
  }

  private func paste() {
    if !clipboard.utf8.isEmpty { onInput?(KeyEncoding.paste(clipboard, emulator.modes)) }
  }

  private func point(_ event: InputEvent) {
    let now = environment.clock.now.microseconds / 1000
    switch pointing.handle(event, keyboard.held, &emulator, painter, at: now) {
    case .nothing: return
    case .changed: break
    case .send(let bytes): onInput?(bytes)
    case .selected: copy()
    case .paste: paste()
    }
    update()
  }
}

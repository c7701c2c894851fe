// Draws the frames of windows: each with the label that the system gave the application, and the colour of where it belongs.
//
// It knows the layout and nothing of what windows show. The window manager places the frames; nobody but this component can draw
// on them.

import Bulkhead
import Desktop
import Geometry
import GuiClient
import HID
import Painting
import Policy
import Typography
import Widgets
import WindowManagement

@main final class Decorator: Component {
  private let environment: Environment
  private let configuration: Configuration
  private let layout: ROMContent
  private var frames: [Frame] = []
  /// Frames that look different now. Each has its turn, whoever changes its window how often; and as this component is more urgent
  /// than programs, all of them together take a third of the time at most.
  private var queue = RedrawQueue(burst: 8_000, share: 3)
  private var pause: Timeout?
  private var fonts: Fonts
  private var scale: Int32 = 1
  private let theme: ThemeChoice
  private var style: Style { Style(theme.isDark ? .dark : .light, fonts: fonts, scale: scale) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    fonts = try FontROM.load(environment) { Self.needs($0) }
    theme = try ThemeChoice(environment, isDark: true)
    layout = try ROMContent(Text("window_layout"), environment: environment)
    try configuration.watch { _ in }
    theme.onChange = { [self] in
      for frame in frames { queue.add(frame.number) }
      draw()
    }
    try layout.watch { [self] in update() }
  }

  /// The two typefaces of a frame.
  private static func needs(_ face: FaceName) -> Bool {
    face.family == .sans && ((face.weight == .bold && face.size == 11) || (face.weight == .regular && face.size == 13))
  }

  private func update() {
    guard let node = Node.parse(layout.bytes).node else { return }
    follow(WindowLayout.scale(node))
    let windows = node.nodes("window")
    for frame in frames where !windows.contains(where: { $0.number == frame.number }) { queue.remove(frame.number) }
    frames.removeAll { frame in !windows.contains { $0.number == frame.number } }
    for window in windows {
      guard let number = window.number else { continue }
      let size = Size(window.whole("width"), window.whole("height"))
      if frame(number)?.wants(look(window), size) == true { queue.add(number) }
    }
    draw()
  }

  /// Draws what looks different now, as far as it is due.
  private func draw() {
    let style = style
    while let number = queue.next(at: now) {
      let start = now
      for frame in frames where frame.number == number { frame.show(style) }
      queue.drew(from: start, to: now)
    }
    pause = nil
    if queue.isEmpty { return }
    pause = environment.entrypoint.after(.microseconds(queue.delay(at: now))) { [self] in draw() }
  }

  private var now: UInt64 { environment.clock.now.microseconds }

  /// The scale is the layout's, so that frames are divided as it means them.
  private func follow(_ scale: Int32) {
    if scale == self.scale { return }
    self.scale = scale
    do throws(SessionError) { fonts = try FontROM.load(environment, scale: scale) { Self.needs($0) } } catch {
      environment.log("error: no typefaces for that scale: \(error)")
    }
    for frame in frames { queue.add(frame.number) }
  }

  private func look(_ window: Node) -> WindowFrame {
    let (label, hover) = (window.attribute("label") ?? "", window.attribute("hover") ?? "")
    return WindowFrame(
      label: label, title: window.attribute("title") ?? "", color: Color(color(of: label)),
      hasFocus: window.attribute("focused") != nil, isMaximized: window.attribute("maximized") != nil,
      hovered: hover.isSame(as: "close") ? .close : hover.isSame(as: "maximize") ? .maximize : nil)
  }

  private func frame(_ number: Int) -> Frame? {
    for frame in frames where frame.number == number { return frame }
    do throws(SessionError) {
      let frame = try Frame(number, environment)
      frames.append(frame)
      return frame
    } catch {
      environment.log("error: window \(number) gets no frame: the window manager gives no session")
      return nil
    }
  }

  /// By which the person recognises where an application belongs.
  private func color(of label: String) -> UInt32 {
    configuration.node.policy(for: label)?.attribute("color").flatMap { UInt32(color: $0) } ?? 0x4a_6fa5
  }
}

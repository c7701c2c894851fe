// The desktop's own parts, to look at: frames, questions, the strip, the password entry, the system view.

import Consent
import ConsentView
import Desktop
import Geometry
import Painting
import Typography
import Widgets

extension Gallery {
  static func desktopPictures(_ fonts: Fonts, scale: Int32, _ name: String, _ theme: Theme) -> [(
    name: String, picture: Picture
  )] {
    let style = Style(theme, fonts: fonts, scale: scale)
    return [
      ("desktop-\(name)-\(scale)x", desktop(style, fonts)),
      ("consent-\(name)-\(scale)x", question(isArmed: true, fonts)),
      ("consent-waiting-\(name)-\(scale)x", question(isArmed: false, fonts)),
      ("password-\(name)-\(scale)x", interface(password(ScreenKeyboard()), Size(600, 560), style)),
      ("password-plain-\(name)-\(scale)x", interface(password(nil), Size(600, 360), style)),
      (
        "graph-\(name)-\(scale)x",
        interface(Element<Wish>.scroll(graph.element(version: 1) { .pick($0) }), Size(900, 560), style)
      ),
    ]
  }

  private static func question(isArmed: Bool, _ fonts: Fonts) -> Picture {
    let use = Use(
      id: 1, label: "init -> apps -> karaoke", service: "Record",
      purpose: "To hear you sing, and to keep score.", rule: .eachTime)
    var question = QuestionView(use, QuestionFonts(fonts))
    question.appeared(at: 0)
    var picture = Picture(QuestionView.size)
    picture.draw { question.draw(&$0, at: isArmed ? 10_000 : 0) }
    return picture
  }

  private static func password(_ keyboard: ScreenKeyboard?) -> Element<PasswordEntry.Wish> {
    let entry = PasswordEntry(
      requester: "init -> vault", phrase: "seven herons over the harbour", color: Color(0x2a7f6f), count: 7,
      isWrong: keyboard == nil,
      keyboard: keyboard)
    return .dialog(over: .spacer, entry.card())
  }

  static var graph: ComponentGraph {
    let (system, trusted, apps) = (Color(0x3f7bf2), Color(0x2fa36b), Color(0xd9822b))
    let nodes: [(String, Int?, Color, Int32, Tint?)] = [
      ("init", nil, system, 310, nil), ("platform", 0, system, 220, nil), ("vga_display", 0, system, 180, nil),
      ("ps2", 0, system, 90, nil), ("gui", 0, trusted, 640, nil), ("consent", 0, trusted, 200, .warning),
      ("wm", 0, system, 410, nil),
      ("apps", 0, apps, 520, nil), ("terminal", 7, apps, 480, nil), ("karaoke", 7, apps, 930, .danger),
      ("image viewer", 7, apps, 300, nil),
    ]
    let edges = [(8, 6), (9, 6), (10, 6), (6, 4), (2, 4), (3, 4), (5, 4), (9, 5), (2, 1), (3, 1)]
    return ComponentGraph(
      nodes.map {
        ComponentGraph.Node(name: $0.0, parent: $0.1, color: $0.2, load: $0.3, detail: "\($0.3 / 40).2 of 24 MiB", alert: $0.4)
      },
      edges.map { ComponentGraph.Edge(client: $0.0, server: $0.1) }, selected: 9)
  }

  /// A screen with everything on it.
  private static func desktop(_ style: Style, _ fonts: Fonts) -> Picture {
    var picture = Picture(Size(style.px(1024), style.px(768)))
    var strip = StripView(StripFonts(fonts))
    (strip.focus, strip.color) = ("init -> apps -> system view", 0x2fa36b)
    strip.uses = [StripUse(id: 1, service: "Record", label: "init -> apps -> karaoke")]
    var bar = Picture(Size(picture.size.width, StripView.height))
    bar.draw { strip.draw(&$0) }
    picture.draw { canvas in
      Wallpaper.draw(&canvas, canvas.bounds, isDark: style.theme.isDark)
      let back = Rectangle(560, 90, 420, 360)
      let front = Rectangle(70, 130, 720, 460)
      drawWindow(
        back, interface(controls, back.size, style), "init -> apps -> karaoke", "Karaoke", Color(0xd9822b), false, &canvas,
        style)
      drawWindow(
        front, interface(window, front.size, style), "init -> apps -> system view", "Components", Color(0x2fa36b), true,
        &canvas, style)
      canvas.draw(bar, at: .zero)
      canvas.draw(PointerPicture.arrow(scale: style.scale), at: Point(style.px(640), style.px(420)))
    }
    return picture
  }

  private static func drawWindow(
    _ content: Rectangle, _ picture: Picture, _ label: String, _ title: String, _ color: Color, _ hasFocus: Bool,
    _ canvas: inout Canvas, _ style: Style
  ) {
    let place = Rectangle(style.px(content.minX), style.px(content.minY), picture.size.width, picture.size.height)
    let frame = WindowFrame(label: label, title: title, color: color, hasFocus: hasFocus, hovered: hasFocus ? .close : nil)
    frame.draw(&canvas, outer: WindowFrame.outer(content: place, style), style)
    canvas.draw(picture, at: place.origin)
  }
}

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
      ("consent-\(name)-\(scale)x", question(isArmed: true, fonts, scale)),
      ("consent-waiting-\(name)-\(scale)x", question(isArmed: false, fonts, scale)),
      ("signing-\(name)-\(scale)x", signing(fonts)),
      ("password-\(name)-\(scale)x", interface(password(ScreenKeyboard()), Size(600, 560), style)),
      ("password-plain-\(name)-\(scale)x", interface(password(nil), Size(600, 360), style)),
    ] + systemPictures(style, "\(name)-\(scale)x")
  }

  private static func question(isArmed: Bool, _ fonts: Fonts, _ scale: Int32) -> Picture {
    let use = Use(
      id: 1, label: "init -> apps -> karaoke", component: "init -> apps", service: "Record",
      purpose: "To hear you sing, and to keep score.", rule: .eachTime)
    var question = QuestionView(use, QuestionFonts(fonts, scale: scale))
    question.appeared(at: 0)
    var picture = Picture(question.pixels)
    picture.draw { question.draw(&$0, at: isArmed ? 10_000 : 0) }
    return picture
  }

  private static func password(_ keyboard: ScreenKeyboard?) -> Element<PasswordEntry.Wish> {
    let entry = PasswordEntry(
      requester: "init -> vault", proof: ("seven herons over the harbour", Color(0x2a7f6f)), count: 7,
      isWrong: keyboard == nil,
      keyboard: keyboard)
    return .dialog(over: .spacer, entry.card())
  }

  /// A screen with everything on it.
  private static func desktop(_ style: Style, _ fonts: Fonts) -> Picture {
    var picture = Picture(Size(style.px(1024), style.px(768)))
    var strip = StripView(StripFonts(fonts, scale: style.scale))
    strip.width = picture.size.width
    (strip.focus, strip.color) = ("init -> apps -> system view", 0x2fa36b)
    strip.uses = [StripUse(id: 1, service: "Record", label: "init -> apps -> karaoke")]
    var bar = Picture(strip.size)
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

// Takes pictures of the screen, each with the person's consent, and hands them on as a report.

import Bulkhead
import Geometry
import Painting
import Pictures
import Toolkit
import Typography
import Widgets

enum ScreenshotWish {
  case take
  case leave
}

@main final class Screenshot: Component {
  private let environment: Environment
  private let window: InterfaceWindow<ScreenshotWish>
  private let report: Reporter
  private var grab: ScreenGrab?
  private var preview: Picture?
  private var words = "The system asks you before each picture."
  private var version: UInt64 = 0

  private static var previewSize: Size { Size(320, 240) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    report = Reporter(Text("last_screenshot"), environment: environment)
    window = try InterfaceWindow(environment, title: Text("Screenshot"), size: Size(360, 380))
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.show(page)
    environment.log("screenshot")
  }

  private func fulfil(_ wish: ScreenshotWish) {
    switch wish {
    case .take: take()
    case .leave: environment.exit(0)
    }
  }

  private func take() {
    guard grab == nil else { return }
    (words, preview) = ("Waiting for your permission.", nil)
    window.hide()
    grab = ScreenGrab(environment) { [self] outcome in finish(outcome) }
  }

  private func finish(_ outcome: ScreenGrab.Outcome) {
    switch outcome {
    case .picture(let picture): keep(picture)
    case .refused: words = "You did not allow it."
    case .failed(let why): words = why
    }
    grab = nil
    environment.log(words)
    version += 1
    window.show(page)
  }

  private func keep(_ picture: Picture) {
    var small = Picture(Self.previewSize)
    let view = PictureView(picture: picture.size, room: small.size)
    small.draw { canvas in canvas.draw(picture, view, at: .zero) }
    preview = small
    words = "\(picture.size.width) x \(picture.size.height) pixels"
    var encoder = QOIEncoder(picture.size)
    for word in picture.pixels { encoder.append(word) }
    encoder.finish()
    do throws(SessionError) {
      try report.report(encoder.bytes)
    } catch { words = "The picture could not be handed on." }
  }

  private var page: Element<ScreenshotWish> {
    .column(
      spacing: 14, padding: Padding(20),
      [
        shown,
        .text(words, .body, .secondary, alignment: .center),
        .line([.spacer, .button("Take a picture", icon: .screen, style: .primary, .take), .spacer]),
      ])
  }

  private var shown: Element<ScreenshotWish> {
    let preview = preview
    return .custom(Self.previewSize, version: version) { canvas, frame, style in
      guard let preview else { return Self.drawNothing(&canvas, frame, style) }
      let origin = frame.origin + Point((frame.width - preview.size.width) / 2, (frame.height - preview.size.height) / 2)
      canvas.draw(preview, at: origin)
    }
  }

  private static func drawNothing(_ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    canvas.fill(style.rounded(frame, style.cardRadius), style.theme.track)
    canvas.draw(.screen, in: frame, size: style.px(72), style.theme.disabled)
  }
}

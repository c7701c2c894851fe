// A window that shows what the camera sees, as long as the person lets it.

import Bulkhead
import Geometry
import Painting
import Pictures
import Toolkit
import Widgets

enum CameraWish {
  case look
  case stop
  case leave
}

@main final class CameraViewer: Component {
  private let environment: Environment
  private let window: InterfaceWindow<CameraWish>
  private var feed: CameraFeed?
  private var words = "The camera is off."
  private var version: UInt64 = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try InterfaceWindow(environment, title: Text("Camera"), size: Size(360, 344))
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.show(page)
    environment.log("camera_viewer")
  }

  private func fulfil(_ wish: CameraWish) {
    switch wish {
    case .look: look()
    case .stop:
      feed?.close()
      say("The camera is off.")
    case .leave: environment.exit(0)
    }
  }

  private func look() {
    let feed = CameraFeed(environment)
    self.feed = feed
    words = "Waiting for your permission."
    feed.onChange = { [self] in changed() }
    changed()
    update()
  }

  private func changed() {
    guard let feed else { return }
    switch feed.state {
    case .asking: return
    case .refused: say("You did not allow it.")
    case .ended: say("You stopped it.")
    case .seeing: show(feed)
    }
  }

  private func show(_ feed: CameraFeed) {
    if feed.frames <= 1 { words = "The camera is on." }
    update()
  }

  private func say(_ text: String) {
    (feed, words) = (nil, text)
    environment.log(text)
    update()
  }

  private func update() {
    version += 1
    window.show(page)
  }

  private var page: Element<CameraWish> {
    .column(
      spacing: 12, padding: Padding(20),
      [
        picture,
        .line([
          .text(words, .body, .secondary).width(.stretch(1)),
          .button("Look", icon: .camera, style: .primary, feed == nil ? .look : nil),
          .button("Stop", feed == nil ? nil : .stop),
        ]),
      ])
  }

  private var picture: Element<CameraWish> {
    let frame = feed?.state == .seeing ? feed?.picture : nil
    return .custom(CameraFeed.format.size, version: version) { canvas, room, style in
      guard let frame else { return Self.drawNothing(&canvas, room, style) }
      canvas.draw(frame, PictureView(picture: frame.size, room: room.size), at: room.origin)
    }
  }

  private static func drawNothing(_ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    canvas.fill(style.rounded(frame, style.cardRadius), style.theme.track)
    canvas.draw(.camera, in: frame, size: style.px(72), style.theme.disabled)
  }
}

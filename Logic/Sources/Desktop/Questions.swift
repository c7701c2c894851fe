// What the system asks and shows about who uses what: the consent dialog and the indicator strip.
//
// All words are the system's: the label it composed, and the purpose from the scenario.

import Geometry
import Painting
import Typography
import Widgets

/// What a use is called, and its sign.
public struct UseWords: Sendable {
  public let icon: Icon
  /// "the microphone"
  public let name: String

  /// - Parameter service: the name of a session interface.
  public init(service: String) {
    let known: [(StaticString, Icon, String)] = [
      ("Record", .microphone, "the microphone"), ("Camera", .camera, "the camera"), ("Capture", .screen, "the screen"),
      ("Screen", .screen, "the screen"), ("Unlock", .lock, "a key of yours"),
    ]
    let found = known.first { Self.isSame(service, $0.0) }
    icon = found?.1 ?? .shield
    name = found?.2 ?? "the service “\(service)”"
  }

  private static func isSame(_ text: String, _ other: StaticString) -> Bool { text.utf8.elementsEqual(other.description.utf8) }
}

/// A question whether a component may use something.
public struct ConsentQuestion: Sendable {
  public enum Answer: Equatable, Sendable {
    case yes
    case no
    case neverAgain
  }

  public let label: String
  public let service: String
  public let purpose: String
  /// What a yes is good for: "until it is closed", "for 10 minutes".
  public let reach: String
  /// The color of the component's domain.
  public let color: Color
  /// Whether it can be answered already: only after a while that nothing was touched.
  public let isArmed: Bool
  /// Until it counts as a no.
  public let secondsLeft: Int

  public init(
    label: String, service: String, purpose: String, reach: String, color: Color, isArmed: Bool, secondsLeft: Int
  ) {
    self.label = label
    self.service = service
    self.purpose = purpose
    self.reach = reach
    self.color = color
    self.isArmed = isArmed
    self.secondsLeft = secondsLeft
  }

  /// The dialog, 420 points wide.
  public func card() -> Element<Answer> {
    let words = UseWords(service: service)
    let armed = isArmed
    return .card(
      .raised, padding: Padding(24, 22),
      .column(
        spacing: 10,
        [
          .line(spacing: 14, alignment: .center, [.badge(words.icon, color, side: 44), heading(words)]),
          .gap(2),
          .line(
            spacing: 8, alignment: .leading,
            [
              .text("Purpose", .caption, .secondary).width(64).height(18), .paragraph(purpose, mostLines: 3).width(.stretch(1)),
            ]),
          .line(
            spacing: 8, alignment: .leading,
            [
              .text("Allowed", .caption, .secondary).width(64).height(18), .paragraph(reach, mostLines: 2).width(.stretch(1)),
            ]),
          .gap(6),
          .line([
            .button("Never ask again", style: .plain, armed ? .neverAgain : nil), .spacer.height(1),
            .button("Allow", armed ? .yes : nil).width(96), .button("Not now", style: .primary, armed ? .no : nil).width(96),
          ]),
          hint,
        ]
      )
    ).width(420)
  }

  private func heading(_ words: UseWords) -> Element<Answer> {
    .column(
      spacing: 3,
      [.text(label, .title, keepsEnd: true), .text("wants to use \(words.name)", .body, .secondary)]
    ).width(.stretch(1))
  }

  private var hint: Element<Answer> {
    let words =
      isArmed ? "Escape says no. Without an answer it is a no in \(secondsLeft) s." : "One moment: first read, then answer."
    return .text(words, .caption, .secondary, alignment: .trailing)
  }
}

/// Something that is being used right now.
public struct ActiveUse: Sendable {
  public let id: UInt64
  public let label: String
  public let service: String

  public init(id: UInt64, label: String, service: String) {
    self.id = id
    self.label = label
    self.service = service
  }
}

/// The strip at the upper edge of the screen, which no program can reach.
public struct IndicatorStrip: Sendable {
  public enum Wish: Equatable, Sendable {
    case stop(UInt64)
    case settings
  }

  /// The label that has the keyboard.
  public var focused: String
  public var color: Color
  public var uses: [ActiveUse]
  /// "12:34"
  public var time: String

  public init(focused: String, color: Color, uses: [ActiveUse], time: String) {
    self.focused = focused
    self.color = color
    self.uses = uses
    self.time = time
  }

  /// Points.
  public static var height: Int32 { 28 }

  public func bar() -> Element<Wish> {
    let keyboard: [Element<Wish>] = [
      .icon(.keyboard, .secondary), .swatch(color, Size(10, 10)), .text(focused, .strong, keepsEnd: true),
    ]
    let shown = uses.prefix(4).map { pill($0) }
    let more: [Element<Wish>] = uses.count > 4 ? [.text("+\(uses.count - 4)", .heading, .danger)] : []
    return .line(
      spacing: 8, padding: Padding(12, 0),
      keyboard + [.spacer.height(1)] + shown + more
        + [.gap(4), .text(time, .strong), .button("", icon: .settings, style: .plain, .settings).width(28).height(24)])
  }

  /// Who uses what; a press stops it.
  private func pill(_ use: ActiveUse) -> Element<Wish> {
    let words = UseWords(service: use.service)
    return .pill(words.icon, use.label, .stop(use.id)).key(use.id)
  }
}

extension Element {
  /// A sign on a round ground of a color.
  public static func badge(_ icon: Icon, _ color: Color, side: Int32) -> Element {
    .custom(Size(side, side), version: UInt64(color.word) << 8 | UInt64(icon.rawValue)) { canvas, frame, style in
      canvas.fill(RoundedRectangle(frame, radius: frame.width / 2), color)
      canvas.draw(icon, in: frame, size: frame.width / 2, color.readable)
    }
  }

  /// A piece of color.
  public static func swatch(_ color: Color, _ size: Size) -> Element {
    .custom(size, version: UInt64(color.word)) { canvas, frame, style in
      canvas.fill(RoundedRectangle(frame, radius: style.px(3)), color)
    }
  }

  /// A warning in the strip: a sign, a label, and a cross that ends it.
  static func pill(_ icon: Icon, _ label: String, _ message: Message) -> Element {
    var fingerprint = UInt64(icon.rawValue)
    for byte in label.utf8 { fingerprint = fingerprint &* 31 &+ UInt64(byte) }
    return .custom(
      Size(150, 20), version: fingerprint, press: { _ in message },
      draw: { canvas, frame, style in drawPill(icon, label, &canvas, frame, style) })
  }

  private static func drawPill(_ icon: Icon, _ label: String, _ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    canvas.fill(RoundedRectangle(frame, radius: frame.height / 2), style.theme.danger)
    let side = style.px(18)
    let sign = Rectangle(frame.minX + style.px(6), frame.minY, side, frame.height)
    let cross = Rectangle(frame.maxX - side - style.px(4), frame.minY, side, frame.height)
    canvas.draw(icon, in: sign, size: style.px(13), .white)
    let words = Rectangle(minX: sign.maxX + style.px(3), minY: frame.minY, maxX: cross.minX, maxY: frame.maxY)
    let face = style.face(.heading)
    canvas.draw(face.fittedAtEnd(label, width: words.width), in: words, face, .white)
    canvas.draw(.close, in: cross, size: style.px(12), .white)
  }
}

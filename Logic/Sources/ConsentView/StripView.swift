// The strip at the top of the screen, where no program can draw: who has the keyboard, and who uses what right now.
//
// Each use has a button of its own that ends it. There is always room for the buttons: what does not fit is counted, and the
// button beside the number ends all of those.

import Consent
import Geometry
import Painting
import Typography

/// One thing that goes on.
public struct StripUse: Sendable {
  public let id: UInt64
  public let service: String
  public let label: String

  public init(id: UInt64, service: String, label: String) {
    self.id = id
    self.service = service
    self.label = label
  }
}

/// What the strip is written with.
public struct StripFonts {
  let bold: Face
  let text: Face

  public static func needs(_ name: FaceName) -> Bool { name == boldName || name == textName }

  private static var boldName: FaceName { FaceName(.sans, .bold, size: 13) }
  private static var textName: FaceName { FaceName(.sans, .regular, size: 13) }

  public init(_ fonts: Fonts) {
    bold = fonts.face(Self.boldName)
    text = fonts.face(Self.textName)
  }
}

public struct StripView {
  /// Who has the keyboard; empty: nobody.
  public var focus = ""
  /// The colour of that one's domain.
  public var color: UInt32 = 0x606060
  public var uses: [StripUse] = []
  private let fonts: StripFonts

  public static var height: Int32 { 28 }
  private static var pillWidth: Int32 { 240 }
  private static var gap: Int32 { 8 }

  public init(_ fonts: StripFonts) { self.fonts = fonts }

  /// What one pill stands for: a use, or all that found no place.
  private struct Pill {
    let place: Rectangle
    let words: String
    let ids: [UInt64]

    /// Where it ends what it stands for.
    var button: Rectangle { Rectangle(place.maxX - 50, place.minY + 3, 46, place.height - 6) }
  }

  /// From the right edge, the newest first; at most half of the strip.
  private func pills(_ width: Int32) -> [Pill] {
    let room = max(1, Int(width / 2 / (Self.pillWidth + Self.gap)))
    let shown = uses.count <= room ? uses.count : room - 1
    var pills: [Pill] = []
    var right = width - Self.gap
    func place() -> Rectangle {
      defer { right -= Self.pillWidth + Self.gap }
      return Rectangle(right - Self.pillWidth, 3, Self.pillWidth, Self.height - 6)
    }
    for use in uses.suffix(shown).reversed() {
      pills.append(Pill(place: place(), words: ServiceWords(use.service).thing + ": " + use.label, ids: [use.id]))
    }
    let others = uses.prefix(uses.count - shown)
    if !others.isEmpty {
      pills.append(Pill(place: place(), words: "\(others.count) more uses", ids: others.map { $0.id }))
    }
    return pills
  }

  /// The uses that a click there ends.
  public func ended(by point: Point, width: Int32) -> [UInt64] {
    for pill in pills(width) where pill.button.contains(point) { return pill.ids }
    return []
  }

  public func draw(_ canvas: inout Canvas) {
    let width = canvas.size.width
    canvas.fill(canvas.bounds, Color(0x16171b))
    canvas.fill(Rectangle(0, 0, 8, Self.height), Color(color))
    let pills = pills(width)
    let end = pills.last?.place.minX ?? width
    let words = focus.utf8.isEmpty ? "Nobody has the keyboard" : focus
    let color = focus.utf8.isEmpty ? Color(0x8a8c96) : .white
    canvas.draw(fonts.bold.fitted(words, width: end - 28), at: Point(18, 19), fonts.bold, color)
    for pill in pills { draw(pill, &canvas) }
  }

  private func draw(_ pill: Pill, _ canvas: inout Canvas) {
    canvas.fill(RoundedRectangle(pill.place, radius: 11), Color(0xc62f2f))
    canvas.fillCircle(center: Point(pill.place.minX + 13, pill.place.minY + pill.place.height / 2), radius: 4, .white)
    let words = fonts.text.fitted(pill.words, width: pill.place.width - 26 - 56)
    canvas.draw(words, at: Point(pill.place.minX + 24, 19), fonts.text, .white)
    canvas.fill(RoundedRectangle(pill.button, radius: 8), .white)
    let x = pill.button.minX + (pill.button.width - fonts.bold.width("Stop")) / 2
    canvas.draw("Stop", at: Point(x, 19), fonts.bold, Color(0xa31f1f))
  }
}

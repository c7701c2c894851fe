// The strip at the top of the screen, where no program can draw: who has the keyboard, and who uses what right now.
//
// Each use has a button of its own that ends it, the newest one at the right edge. There is always room for the buttons: what does
// not fit is counted, and the button beside the number ends all of those. A button is pressed and released in the same place, by
// the same finger; what it ends is what stood there when it was pressed.

import Consent
import Geometry
import Input
import Painting
import Typography

/// One thing that goes on.
public struct StripUse: Sendable {
  public let id: UInt64
  public let service: String
  public let label: String
  /// The part of the label that the system assigned.
  public let component: String

  public init(id: UInt64, service: String, label: String, component: String? = nil) {
    self.id = id
    self.service = service
    self.label = label
    self.component = component ?? label
  }
}

/// What the strip is written with.
public struct StripFonts {
  let bold: Face
  let text: Face
  /// Pixels per point.
  let scale: Int32

  /// Does a strip at one or two pixels a point need this face?
  public static func needs(_ name: FaceName, scale: Int32 = 1) -> Bool { name == bold(scale) || name == text(scale) }

  private static func bold(_ scale: Int32) -> FaceName { FaceName(.sans, .bold, size: 13, scale: UInt8(scale)) }
  private static func text(_ scale: Int32) -> FaceName { FaceName(.sans, .regular, size: 13, scale: UInt8(scale)) }

  public init(_ fonts: Fonts, scale: Int32 = 1) {
    self.scale = scale
    bold = fonts.face(Self.bold(scale))
    text = fonts.face(Self.text(scale))
  }
}

public struct StripView {
  /// Who has the keyboard; empty: nobody.
  public var focus = ""
  /// The colour of that one's domain.
  public var color: UInt32 = 0x606060
  public var uses: [StripUse] = []
  /// Pixels, as wide as the screen.
  public var width: Int32 = 0
  public var fonts: StripFonts
  private var pointer = Point(-1, -1)
  private var finger = FirstFinger()
  private var fingerPlace = Point(-1, -1)
  private var pressed: Pill?
  private var touched: Pill?

  /// Points.
  public static var height: Int32 { 28 }
  private static var gap: Int32 { 8 }
  /// What a pill needs beside its words: the dot before them, the button behind them.
  private static var ends: Int32 { 24 + 8 + 50 }

  public init(_ fonts: StripFonts) { self.fonts = fonts }

  private var px: Scale { Scale(fonts.scale) }

  /// Pixels.
  public var size: Size { Size(width, px(Self.height)) }
}

// MARK: - Pills

/// What one pill stands for: a use, or all that found no place.
private struct Pill {
  let place: Rectangle
  let button: Rectangle
  let ids: [UInt64]
  let thing: String
  let label: FittedLabel
}

extension StripView {
  /// Of the strip, at most so much is for pills: who has the keyboard has to be there as well.
  private var room: Int32 { max(width / 2, width - px(280)) }

  /// From the right edge, the newest first; each as wide as its words, as long as there is room for all.
  private var pills: [Pill] {
    let gap = px(Self.gap)
    let most = max(1, Int(room / (px(200) + gap)))
    let shown = uses.count <= most ? uses.count : most - 1
    let others = uses.prefix(uses.count - shown)
    let contents = uses.suffix(shown).reversed().map { content($0) } + (others.isEmpty ? [] : [content(others)])
    let wishes = contents.map { fonts.text.width($0.thing) + fonts.text.width($0.use.label) + px(Self.ends) }
    let limit = Self.limit(wishes, room: room - gap * Int32(contents.count))
    var right = width - gap
    var pills: [Pill] = []
    for (content, wish) in zip(contents, wishes) {
      pills.append(pill(content, width: min(wish, limit), right: right))
      right -= min(wish, limit) + gap
    }
    return pills
  }

  private typealias Content = (thing: String, use: StripUse, ids: [UInt64])

  private func content(_ use: StripUse) -> Content { (ServiceWords(use.service).thing + ": ", use, [use.id]) }

  private func content(_ others: ArraySlice<StripUse>) -> Content {
    ("\(others.count) more uses", StripUse(id: 0, service: "", label: ""), others.map { $0.id })
  }

  /// How wide a pill may be so that all of them have room: those that want less leave it to the others.
  static func limit(_ wishes: [Int32], room: Int32) -> Int32 {
    var (rest, count) = (room, Int32(wishes.count))
    for wish in wishes.sorted() {
      if wish * count > rest { return rest / count }
      rest -= wish
      count -= 1
    }
    return .max
  }

  private func pill(_ content: Content, width: Int32, right: Int32) -> Pill {
    let place = Rectangle(right - width, px(3), width, px(Self.height - 6))
    let thing = fonts.text.fitted(content.thing, width: width - px(Self.ends))
    let rest = width - px(Self.ends) - fonts.text.width(thing)
    let label = rest < fonts.text.width("…") ? "" : content.use.label
    return Pill(
      place: place, button: Rectangle(right - px(50), place.minY + px(3), px(46), place.height - px(6)), ids: content.ids,
      thing: thing, label: fonts.text.fittedLabel(label, assigned: content.use.component, width: rest))
  }
}

// MARK: - Input

extension StripView {
  /// - Returns: the uses that the event ends.
  public mutating func handle(_ event: InputEvent) -> [UInt64] {
    switch event {
    case .pointer(let point): pointer = point
    case .hoverLeave: pointer = Point(-1, -1)
    case .press(.leftButton, _), .press(.touchButton, _): pressed = pill(at: pointer)
    case .release(.leftButton), .release(.touchButton): return release(&pressed, at: pointer)
    case .touch(let number, let point): touch(number, point)
    case .touchRelease(let number): return finger.lift(number) ? release(&touched, at: fingerPlace) : []
    case .press, .release, .movement, .wheel, .focusEnter, .focusLeave, .closeRequest: break
    }
    return []
  }

  private mutating func touch(_ number: UInt16, _ point: Point) {
    let touch = finger.touch(number)
    if touch == .other { return }
    fingerPlace = point
    if touch == .down { touched = pill(at: point) }
  }

  private func pill(at point: Point) -> Pill? { pills.first { $0.button.contains(point) } }

  private func release(_ held: inout Pill?, at point: Point) -> [UInt64] {
    defer { held = nil }
    return held.flatMap { $0.button.contains(point) ? $0.ids : nil } ?? []
  }

  /// The button that the pointer is on, by its number from the right: it looks different.
  public var hovered: Int? { pills.firstIndex { $0.button.contains(pointer) } }
}

// MARK: - Picture

extension StripView {
  public func draw(_ canvas: inout Canvas) {
    canvas.fill(canvas.bounds, Color(0x16171b))
    canvas.fill(Rectangle(0, 0, px(8), px(Self.height)), Color(color))
    let pills = pills
    drawFocus(
      Rectangle(minX: px(18), minY: 0, maxX: (pills.last?.place.minX ?? width) - px(12), maxY: px(Self.height)), &canvas)
    for pill in pills { draw(pill, &canvas) }
  }

  private var baseline: Int32 { px(19) }

  private func drawFocus(_ room: Rectangle, _ canvas: inout Canvas) {
    let isNobody = focus.utf8.isEmpty
    let words = isNobody ? "Nobody has the keyboard" : fonts.bold.fittedLabel(focus, width: room.width).text
    canvas.draw(words, at: Point(room.minX, baseline), fonts.bold, isNobody ? Color(0x8a8c96) : .white)
  }

  /// What the component says itself is paler than what the system says.
  private func draw(_ pill: Pill, _ canvas: inout Canvas) {
    let ground = Color(0xc62f2f)
    canvas.fill(RoundedRectangle(pill.place, radius: px(11)), ground)
    let middle = pill.place.minY + pill.place.height / 2
    canvas.fillCircle(center: Point(pill.place.minX + px(13), middle), radius: px(4), .white)
    var x = pill.place.minX + px(24)
    for (words, color) in [
      (pill.thing, Color.white), (pill.label.assigned, .white), (pill.label.added, Color.white.mixed(with: ground, 90)),
    ] { x = canvas.draw(words, at: Point(x, baseline), fonts.text, color) }
    drawButton(pill.button, &canvas)
  }

  private func drawButton(_ button: Rectangle, _ canvas: inout Canvas) {
    let isHovered = button.contains(pointer)
    canvas.fill(RoundedRectangle(button, radius: px(8)), isHovered ? Color(0xffd9d6) : .white)
    let x = button.minX + (button.width - fonts.bold.width("Stop")) / 2
    canvas.draw("Stop", at: Point(x, baseline), fonts.bold, Color(0xa31f1f))
  }
}

// The question that the user is asked: how it looks, and which presses answer it.
//
// All text is the system's: the component's name, the service, and the purpose from the configuration. How the component calls its
// session is shown apart, small, as what it is: its own word. No program's window library is used, so that little has to be trusted.
//
// Invariant: the choice that a key or a click means is one that can be seen, under the pointer or with the focus mark.

import Consent
import Geometry
import HID
import Input
import Painting
import Typography

public struct QuestionView {
  public let use: Use
  private var answers: AnswerGuard
  /// The one that Enter presses. Nothing bad happens to who presses Enter without looking.
  public private(set) var focused = Choice.no
  private var pointer = Point(-1, -1)
  private var finger = AnsweringFinger()
  private var fonts: QuestionFonts

  /// In points.
  public static var size: Size { Size(460, 272) }
  /// In pixels.
  public var pixels: Size { px(Self.size) }

  /// Until it is said to be on the screen, nothing answers it.
  public init(_ use: Use, _ fonts: QuestionFonts) {
    self.use = use
    self.fonts = fonts
    answers = AnswerGuard(visibleSince: Self.never)
  }

  /// Everything is larger or smaller from now on. As long as that is not on the screen, nothing answers.
  public mutating func rescale(_ fonts: QuestionFonts) {
    self.fonts = fonts
    answers = AnswerGuard(visibleSince: Self.never)
  }

  private static var never: UInt64 { UInt64.max / 2 }

  /// The question is on the screen.
  public mutating func appeared(at now: UInt64) { answers = AnswerGuard(visibleSince: now) }

  public func isArmed(at now: UInt64) -> Bool { answers.isArmed(at: now) }
  /// When the buttons come alive, if nobody touches anything.
  public var armsAt: UInt64 { answers.armsAt }

  // MARK: - Input

  /// - Parameter now: milliseconds.
  /// - Returns: the answer, if the event completes one.
  public mutating func handle(_ event: InputEvent, at now: UInt64) -> Choice? {
    switch event {
    case .pointer(let point): pointer = point
    case .touch(let number, let point):
      pointer = point
      finger.touch(number, button(at: point), &answers, at: now)
    case .touchRelease(let number): return finger.lift(number, button(at: pointer), &answers, at: now)
    case .press(let key, _): press(key, now)
    case .release(let key): return answers.release(meaning(of: key), at: now)
    case .movement, .wheel, .focusEnter, .focusLeave, .hoverLeave, .closeRequest: break
    }
    return nil
  }

  private mutating func press(_ key: Key, _ now: UInt64) {
    answers.press(meaning(of: key), at: now)
    let place = Self.order.firstIndex(of: focused) ?? 0
    switch key {
    case .tab: focused = Self.order[(place + 1) % Self.order.count]
    case .right, .down: focused = Self.order[min(place + 1, Self.order.count - 1)]
    case .left, .up: focused = Self.order[max(place - 1, 0)]
    default: break
    }
  }

  private func meaning(of key: Key) -> Choice? {
    switch key {
    case .enter, .space: focused
    case .escape: .no
    case .leftButton, .touchButton: button(at: pointer)
    default: nil
    }
  }

  /// From left to right.
  private static var order: [Choice] { [.neverAgain, .no, .yes] }
}

// MARK: - Picture

/// What the question is written with.
public struct QuestionFonts {
  let title: Face
  let text: Face
  let label: Face
  let small: Face
  /// Pixels per point.
  let scale: Int32

  /// Does a question at one or two pixels a point need this face?
  public static func needs(_ name: FaceName, scale: Int32 = 1) -> Bool { names(scale).contains(name) }

  private static func names(_ scale: Int32) -> [FaceName] {
    let times = UInt8(scale)
    return [
      FaceName(.sans, .bold, size: 16, scale: times), FaceName(.sans, .regular, size: 13, scale: times),
      FaceName(.mono, .bold, size: 15, scale: times), FaceName(.sans, .regular, size: 11, scale: times),
    ]
  }

  public init(_ fonts: Fonts, scale: Int32 = 1) {
    let faces = Self.names(scale).map { fonts.face($0) }
    (title, text, label, small) = (faces[0], faces[1], faces[2], faces[3])
    self.scale = scale
  }
}

extension QuestionView {
  private static var margin: Int32 { 24 }
  private static var buttonHeight: Int32 { 34 }
  private static var buttonTop: Int32 { size.height - margin - buttonHeight }

  private var px: Scale { Scale(fonts.scale) }

  /// Where a button is, in points.
  public static func place(of choice: Choice) -> Rectangle {
    switch choice {
    case .neverAgain: Rectangle(margin, buttonTop, 112, buttonHeight)
    case .no: Rectangle(size.width - margin - 236, buttonTop, 112, buttonHeight)
    case .yes: Rectangle(size.width - margin - 112, buttonTop, 112, buttonHeight)
    }
  }

  func button(at point: Point) -> Choice? { Self.order.first { px(Self.place(of: $0)).contains(point) } }

  private static func words(of choice: Choice) -> String {
    switch choice {
    case .yes: "Allow"
    case .no: "Not now"
    case .neverAgain: "Never"
    }
  }

  /// How far a yes reaches.
  private var reach: String {
    if use.proposer != nil { return "It will not be asked about any more, until you take it back in the settings." }
    return switch use.rule {
    case .perSession(let seconds):
      "Allowing lasts " + Self.duration(seconds) + ". You can stop it at any time in the strip above."
    case .whileFocused: "Allowing lasts as long as you work in it. You can stop it at any time in the strip above."
    case .eachTime, .never, .always: "Allowing is for this time only. You can stop it at any time in the strip above."
    }
  }

  private static func duration(_ seconds: UInt32) -> String {
    if seconds % 3600 == 0 { return seconds == 3600 ? "an hour" : "\(seconds / 3600) hours" }
    if seconds % 60 == 0 { return seconds == 60 ? "a minute" : "\(seconds / 60) minutes" }
    return seconds == 1 ? "a second" : "\(seconds) seconds"
  }

  public func draw(_ canvas: inout Canvas, at now: UInt64) {
    let whole = Rectangle(.zero, pixels)
    canvas.replace(whole, with: .clear)
    let shape = RoundedRectangle(whole, radius: px(12))
    canvas.fill(shape, Palette.ground)
    canvas.fill(RoundedRectangle(Rectangle(0, 0, whole.width, px(44)), radius: px(12), corners: .top), Palette.head)
    canvas.draw("The system asks", at: Point(px(Self.margin), px(28)), fonts.title, .white)
    canvas.stroke(shape, Palette.edge)
    drawWords(&canvas)
    for choice in Self.order { drawButton(choice, &canvas, isArmed: isArmed(at: now)) }
  }

  private func drawWords(_ canvas: inout Canvas) {
    let (x, width) = (px(Self.margin), px(Self.size.width - 2 * Self.margin))
    var y = px(74)
    canvas.draw(fonts.label.fittedLabel(name, width: width).text, at: Point(x, y), fonts.label, Palette.ink)
    y += px(20)
    if let alias {
      drawAlias(alias, &canvas, at: Point(x, y), width: width)
      y += px(20)
    }
    canvas.draw(ServiceWords(use.service).wish, at: Point(x, y + px(4)), fonts.title, Palette.ink)
    y += px(32)
    if let remark {
      canvas.draw(fonts.text.fitted(remark, width: width), at: Point(x, y), fonts.text, Palette.softInk)
      y += px(22)
    }
    for line in fonts.small.lines(reach, width: width, most: 2) {
      canvas.draw(line, at: Point(x, y), fonts.small, Palette.softInk)
      y += px(16)
    }
  }

  private func drawAlias(_ alias: String, _ canvas: inout Canvas, at corner: Point, width: Int32) {
    if ServiceWords(use.service).isNameDeed {
      canvas.draw(fonts.label.fittedLabel(alias, width: width).text, at: corner, fonts.label, Palette.ink)
    } else {
      let words = "Under the name \"" + fonts.small.fitted(alias, width: width - px(190)) + "\", which it chose itself."
      canvas.draw(words, at: corner, fonts.small, Palette.softInk)
    }
  }

  /// Who is to be allowed something, in the system's words.
  private var name: String { use.proposer == nil ? use.component : use.label }

  /// What the component calls its session, if it calls it anything.
  private var alias: String? { use.proposer == nil ? use.label.label(below: use.component) : nil }

  /// What is to be known about the wish.
  private var remark: String? {
    if let proposer = use.proposer { return "From now on, at any time. Proposed by \"" + proposer + "\"." }
    return use.purpose.utf8.isEmpty ? nil : "Purpose, says the system's configuration: " + use.purpose
  }

  private func drawButton(_ choice: Choice, _ canvas: inout Canvas, isArmed: Bool) {
    let shape = RoundedRectangle(px(Self.place(of: choice)), radius: px(7))
    let isMain = choice == .yes && isArmed
    canvas.fill(shape, isMain ? Palette.head : Palette.button)
    if !isMain { canvas.stroke(shape, Palette.line) }
    if isArmed, choice == focused {
      canvas.stroke(RoundedRectangle(shape.rectangle.inset(by: px(-3)), radius: px(10)), width: px(2), Palette.mark)
    }
    let words = Self.words(of: choice)
    let x = shape.rectangle.minX + (shape.rectangle.width - fonts.text.width(words)) / 2
    let color = isMain ? Color.white : isArmed ? Palette.ink : Palette.pale
    canvas.draw(words, at: Point(x, shape.rectangle.minY + px(22)), fonts.text, color)
  }

  /// The same in light and dark: the user knows the question by its looks.
  private enum Palette {
    static var ground: Color { Color(0xfbfbfd) }
    static var head: Color { Color(0x7a2e8c) }
    static var edge: Color { Color(0x5d2070) }
    static var ink: Color { Color(0x1b1c20) }
    static var softInk: Color { Color(0x5c5e68) }
    static var pale: Color { Color(0xb4b6bf) }
    static var button: Color { Color(0xffffff) }
    static var line: Color { Color(0xcfcfd6) }
    static var mark: Color { Color(0xc793d6) }
  }
}

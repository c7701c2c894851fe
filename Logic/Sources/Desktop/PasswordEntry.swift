// Entering a password: what the user recognises, how many characters there are, and a keyboard for touch and mouse.
//
// No character is ever in here: the component counts them, and gets key presses as numbers of keys.

import Geometry
import Painting
import Typography
import Widgets

/// What pressing a key of the keyboard on the screen means.
public enum ScreenKey: Equatable, Sendable {
  case character(Unicode.Scalar)
  case shift
  /// Letters, or digits and signs.
  case page
  case backspace
  case enter
}

/// A keyboard on the screen.
public struct ScreenKeyboard: Equatable, Sendable {
  public var isShifted = false
  public var showsSigns = false

  public init() {}

  private static var letters: [String] { ["qwertyuiop", "asdfghjkl", "zxcvbnm"] }
  private static var capitals: [String] { ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"] }
  private static var signs: [String] { ["1234567890", "@#$%&-_+=/", "()!?:;'\"*"] }
  private static var moreSigns: [String] { ["[]{}<>|\\^~", "€£§°`´¿¡.,", "()!?:;'\"*"] }

  private var rows: [String] {
    showsSigns ? (isShifted ? Self.moreSigns : Self.signs) : isShifted ? Self.capitals : Self.letters
  }

  /// - Parameter message: what a key means to the program.
  public func element<Message>(_ message: @escaping (ScreenKey) -> Message) -> Element<Message> {
    let rows = rows
    return .column(
      spacing: 6,
      [
        row(rows[0], message), .line(spacing: 6, [indent(rows[1]), row(rows[1], message), indent(rows[1])]),
        .line(
          spacing: 6,
          [
            .button("", icon: .shift, style: isShifted ? .primary : .standard, message(.shift)).width(52).height(40),
            row(rows[2], message), .button("", icon: .backspace, message(.backspace)).width(52).height(40),
          ]),
        .line(
          spacing: 6,
          [
            .button(showsSigns ? "abc" : "?123", message(.page)).width(70).height(40),
            .button("", message(.character(" "))).width(.stretch(1)).height(40),
            .button("Unlock", style: .primary, message(.enter)).width(100).height(40),
          ]),
      ])
  }

  private func indent<Message>(_ row: String) -> Element<Message> {
    .spacer.width(row.utf8.count < 10 ? .fixed(14) : .fixed(0)).height(1)
  }

  private func row<Message>(_ row: String, _ message: @escaping (ScreenKey) -> Message) -> Element<Message> {
    var keys: [Element<Message>] = []
    for scalar in row.unicodeScalars {
      keys.append(.button(String(Character(scalar)), message(.character(scalar))).width(.stretch(1)).height(40))
    }
    return .line(spacing: 6, keys).width(.stretch(1))
  }
}

/// The dialog for a password.
public struct PasswordEntry: Sendable {
  public enum Wish: Equatable, Sendable {
    case key(ScreenKey)
    case cancel
    case unlock
  }

  /// Who gets the key, by its label; nil: the system itself.
  public var requester: String?
  /// Chosen at first use; whoever imitates this dialog knows neither.
  public var phrase: String
  public var color: Color
  /// Characters entered so far.
  public var count: Int
  /// After a wrong one.
  public var isWrong: Bool
  public var keyboard: ScreenKeyboard?

  public init(
    requester: String?, phrase: String, color: Color, count: Int, isWrong: Bool = false, keyboard: ScreenKeyboard? = nil
  ) {
    self.requester = requester
    self.phrase = phrase
    self.color = color
    self.count = count
    self.isWrong = isWrong
    self.keyboard = keyboard
  }

  /// The dialog, 520 points wide.
  public func card() -> Element<Wish> {
    var parts: [Element<Wish>] = [
      proof,
      .text(requester == nil ? "Your password" : "A key for", .body, .secondary, alignment: .center),
      .text(requester ?? "This computer is locked", .title, alignment: .center, keepsEnd: true),
      .dots(count).width(.stretch(1)),
      .text(
        isWrong ? "That was not it." : "Nobody but this dialog sees what you type.", .caption, isWrong ? .danger : .secondary,
        alignment: .center),
    ]
    if let keyboard {
      parts.append(keyboard.element { Wish.key($0) })
      parts.append(.line([.spacer.height(1), .button("Cancel", style: .plain, .cancel), .spacer.height(1)]))
    } else {
      parts.append(
        .line([.spacer.height(1), .button("Cancel", .cancel), .button("Unlock", style: .primary, count > 0 ? .unlock : nil)]))
    }
    return .card(.raised, padding: Padding(24, 22), .column(spacing: 12, parts)).width(520)
  }

  /// What only the real one knows.
  private var proof: Element<Wish> {
    let (color, phrase) = (color, phrase)
    var version = UInt64(color.word)
    for byte in phrase.utf8 { version = version &* 31 &+ UInt64(byte) }
    return Element.custom(Size(472, 56), version: version) { canvas, frame, style in
      canvas.fill(RoundedRectangle(frame, radius: style.px(8)), color)
      canvas.draw(phrase, in: frame.inset(by: style.px(10)), style.face(.title), color.readable, .center)
    }.width(.stretch(1))
  }
}

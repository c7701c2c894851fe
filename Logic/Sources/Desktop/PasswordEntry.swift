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

  /// - Parameters:
  ///   - enter: what the key in the corner says.
  ///   - message: what a key means to the program.
  public func element<Message>(enter: String = "Unlock", _ message: @escaping (ScreenKey) -> Message) -> Element<Message> {
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
            .button(enter, style: .primary, message(.enter)).width(100).height(40),
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
    /// A colour, by its number (`PasswordSetup`).
    case color(Int)
  }

  /// What the password is entered for.
  public enum Purpose: Equatable, Sendable {
    case unlocking
    /// First use: a new one.
    case choosing
    /// First use: the new one again.
    case repeating
    /// It is being looked at.
    case checking
    /// For nothing: the person looks whether this is the real dialog.
    case greeting
    /// Nothing can be typed before the attention key.
    case calling
    /// What protects something that was made elsewhere, not the password.
    case passphrase
    /// There was a password, and nothing tells it from others any more.
    case broken
  }

  public var purpose = Purpose.unlocking

  /// Who gets the key, by its label; nil: the system itself.
  public var requester: String?
  /// Chosen at first use; whoever imitates this dialog knows neither. Nil: they are not known before the password is right.
  public var proof: (phrase: String, color: Color)?
  /// Characters entered so far.
  public var count: Int
  /// After a wrong one.
  public var isWrong: Bool
  public var keyboard: ScreenKeyboard?

  public init(
    requester: String?, proof: (phrase: String, color: Color)?, count: Int, isWrong: Bool = false,
    keyboard: ScreenKeyboard? = nil
  ) {
    self.requester = requester
    self.proof = proof
    self.count = count
    self.isWrong = isWrong
    self.keyboard = keyboard
  }

  /// The dialog, 520 points wide.
  public func card() -> Element<Wish> {
    let (small, large) = heading
    var parts: [Element<Wish>] = [
      proofCard, .text(small, .body, .secondary, alignment: .center), .text(large, .title, alignment: .center, keepsEnd: true),
    ]
    if takesText { parts.append(.dots(count).width(.stretch(1))) }
    parts.append(.text(remark, .caption, isWrong ? .danger : .secondary, alignment: .center))
    parts += answers
    return .card(.raised, padding: Padding(24, 22), .column(spacing: 12, parts)).width(520)
  }

  private var heading: (String, String) {
    switch purpose {
    case .unlocking, .checking:
      (requester == nil ? "Your password" : "A key for", requester ?? "This computer is locked")
    case .choosing: ("First use", "Choose a password")
    case .repeating: ("First use", "The same password once more")
    case .greeting: ("Nobody asks for your password", "This is the real dialog")
    case .calling: ("A key for", requester ?? "This computer is locked")
    case .passphrase: ("The passphrase of what it imports, for", requester ?? "")
    case .broken: ("What is kept of your password is damaged", "No password can be checked")
    }
  }

  private var remark: String {
    switch purpose {
    case .unlocking: isWrong ? "That was not it." : "Nobody but this dialog sees what you type."
    case .choosing: isWrong ? "Four characters at least, and twice the same." : "It is written nowhere, not even here."
    case .repeating: "It is written nowhere, not even here."
    case .checking: "One moment."
    case .greeting where proof == nil: "You see your phrase and your color as soon as you entered your password."
    case .greeting: "No other program can show your phrase and your color."
    case .calling: "Press Ctrl-Alt-Del. No other program can hear that: what comes then is the real dialog."
    case .passphrase: isWrong ? "That was not it." : "Not your password. It goes nowhere, only a key made of it does."
    case .broken: "Nothing was reset. The disk that keeps it has to be put right first."
    }
  }

  private var takesText: Bool { purpose != .greeting && purpose != .calling && purpose != .broken }

  private var answers: [Element<Wish>] {
    if purpose == .calling {
      return [.line([.spacer.height(1), .button("Cancel", .cancel), .spacer.height(1)])]
    }
    if !takesText {
      return [.line([.spacer.height(1), .button("Close", style: .primary, .cancel), .spacer.height(1)])]
    }
    let isReady = count > 0 && purpose != .checking
    let enter = purpose == .choosing || purpose == .repeating ? "Next" : "Unlock"
    guard let keyboard else {
      return [.line([.spacer.height(1), .button("Cancel", .cancel), .button(enter, style: .primary, isReady ? .unlock : nil)])]
    }
    return [
      keyboard.element(enter: enter) { Wish.key($0) },
      .line([.spacer.height(1), .button("Cancel", style: .plain, .cancel), .spacer.height(1)]),
    ]
  }

  /// What only the real one knows.
  private var proofCard: Element<Wish> {
    guard let proof else { return .text("…", .title, .secondary, alignment: .center).height(56).width(.stretch(1)) }
    return Self.proof(proof.phrase, proof.color)
  }

  /// A phrase on its color.
  static func proof(_ phrase: String, _ color: Color) -> Element<Wish> {
    var version = UInt64(color.word)
    for byte in phrase.utf8 { version = version &* 31 &+ UInt64(byte) }
    return Element.custom(Size(472, 56), version: version) { canvas, frame, style in
      canvas.fill(RoundedRectangle(frame, radius: style.px(8)), color)
      canvas.draw(phrase, in: frame.inset(by: style.px(10)), style.face(.title), color.readable, .center)
    }.width(.stretch(1))
  }
}

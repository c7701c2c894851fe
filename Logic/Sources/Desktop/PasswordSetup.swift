// First use of the password dialog: what the person will recognise it by.

import Geometry
import Painting
import Typography
import Widgets

public struct PasswordSetup: Sendable {
  /// What was typed so far.
  public var phrase: String
  public let colors: [Color]
  /// Which of them.
  public var color: Int
  /// The phrase was not long enough.
  public var isTooShort: Bool
  public var keyboard: ScreenKeyboard

  /// - Precondition: `color` is one of `colors`.
  public init(phrase: String, colors: [Color], color: Int, isTooShort: Bool, keyboard: ScreenKeyboard) {
    self.phrase = phrase
    self.colors = colors
    self.color = color
    self.isTooShort = isTooShort
    self.keyboard = keyboard
  }

  /// The dialog, 520 points wide.
  public func card() -> Element<PasswordEntry.Wish> {
    let hint = "Whenever this dialog is real, it will show them. No other program ever sees them."
    return .card(
      .raised, padding: Padding(24, 22),
      .column(
        spacing: 12,
        [
          PasswordEntry.proof(phrase.utf8.isEmpty ? "…" : phrase, colors[color]),
          .text("First use", .body, .secondary, alignment: .center),
          .text("Type a phrase and choose a color", .title, alignment: .center),
          .line(spacing: 8, [.spacer.height(1)] + colors.indices.map { swatch($0) } + [.spacer.height(1)]),
          .text(
            isTooShort ? "A little more, so that nobody guesses it." : hint, .caption, isTooShort ? .danger : .secondary,
            alignment: .center),
          keyboard.element(enter: "Next") { PasswordEntry.Wish.key($0) },
          .line([.spacer.height(1), .button("Not now", style: .plain, .cancel), .spacer.height(1)]),
        ])
    ).width(520)
  }

  private func swatch(_ number: Int) -> Element<PasswordEntry.Wish> {
    let (color, isChosen) = (colors[number], number == self.color)
    return .custom(
      Size(40, 28), version: UInt64(color.word) << 1 | (isChosen ? 1 : 0), press: { _ in .color(number) },
      draw: { canvas, frame, style in
        let inner = frame.inset(by: style.px(3))
        canvas.fill(RoundedRectangle(inner, radius: style.px(6)), color)
        if isChosen {
          canvas.stroke(RoundedRectangle(frame, radius: style.px(8)), width: style.px(2), style.theme.accent)
        }
      })
  }
}

// The page on which a person writes a mail: whom to, about what, and a text, line by line.

import Mail
import Typography
import Widgets

/// A mail that is being written, and the line on which the person is.
struct Composition {
  var draft: Draft
  var line = ""

  /// All of it, the line that was not ended as well.
  var whole: Draft {
    var draft = draft
    if !line.utf8.isEmpty { draft.lines.append(line) }
    return draft
  }

  mutating func endLine() {
    draft.lines.append(line)
    line = ""
  }

  /// The last line can be written anew.
  mutating func takeBackLine() {
    guard let last = draft.lines.popLast() else { return }
    line = last
  }

  // MARK: - What is seen

  func page(canSign: Bool) -> Element<MailWish> {
    .column(spacing: 10, padding: Padding(20, 14), [heading(canSign), fields, text, entry])
  }

  private func heading(_ canSign: Bool) -> Element<MailWish> {
    .line(
      spacing: 10,
      [
        .text("A new mail", .title).width(.stretch(1)), .button("Discard", .discard),
        Element.button("Sign", icon: .check, style: .primary, canSign && draft.isAddressed ? .sign : nil).width(110),
      ])
  }

  private var fields: Element<MailWish> {
    .column(
      spacing: 6,
      [
        .line([.text("From", .body, .secondary).width(60), .text(draft.from).width(.stretch(1))]),
        .line([.text("To", .body, .secondary).width(60), Element.field(draft.to) { .setTo($0) }.width(.stretch(1)).key("to")]),
        .line([
          .text("Subject", .body, .secondary).width(60),
          Element.field(draft.subject) { .setSubject($0) }.width(.stretch(1)).key("subject"),
        ]),
      ])
  }

  private var text: Element<MailWish> {
    let lines: [Element<MailWish>] = draft.lines.map { $0.utf8.isEmpty ? .gap(8) : .paragraph($0, .body) }
    return .card(.flat, padding: Padding(0), .scroll(.column(spacing: 3, padding: Padding(14, 10), lines)))
      .width(.stretch(1)).height(.stretch(1))
  }

  private var entry: Element<MailWish> {
    .line(
      spacing: 8,
      [
        Element.field(line, placeholder: "Write a line; Enter ends it", submit: .endLine) { .setLine($0) }
          .width(.stretch(1)).key("line"),
        .button("Last line again", draft.lines.isEmpty ? nil : .takeBackLine),
      ])
  }
}

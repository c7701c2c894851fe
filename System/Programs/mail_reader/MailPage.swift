// What is seen: the list of mails, and the one that is open.

import Mail
import Typography
import Widgets

extension MailReader {
  var page: Element<MailWish> {
    .line(spacing: 0, alignment: nil, [list, .separator, content.width(.stretch(1)).height(.stretch(1))])
  }

  // MARK: - The list

  private var list: Element<MailWish> {
    let rows = entries.enumerated().map { index, entry in
      Element<MailWish>.row(isSelected: index == selected, .open(index), Self.row(entry)).key("\(index)")
    }
    return .column(
      spacing: 6, padding: Padding(10),
      [
        .line(
          padding: Padding(8, 6),
          [.icon(.log, .accent), .text("Mails", .large).width(.stretch(1)), .button("", icon: .plus, style: .plain, .compose)]),
        .scroll(.column(spacing: 2, rows)),
      ]
    ).width(300).height(.stretch(1))
  }

  private static func row(_ entry: MailEntry) -> Element<MailWish> {
    let title = entry.isMail ? entry.heading.subject : entry.name
    let writer = entry.isMail ? entry.heading.from : "no mail"
    var first: [Element<MailWish>] = [.text(title.utf8.isEmpty ? "(no subject)" : title, .strong).width(.stretch(1))]
    if entry.isSigned { first.append(.icon(.check, .success)) }
    return .column(
      spacing: 1, padding: Padding(2, 5),
      [.line(first), .text(writer, .caption, .secondary), .text(entry.name, .caption, .secondary, keepsEnd: true)])
  }

  // MARK: - The mail

  private var content: Element<MailWish> {
    if let composition {
      return .column(spacing: 0, [composition.page(canSign: canSign).height(.stretch(1)), .separator, footer])
    }
    guard let mail else {
      let words = entries.isEmpty ? "There are no mails on the disk." : trouble
      return .column([.spacer, .paragraph(words, .body, .secondary, alignment: .center), .spacer])
    }
    return .column(spacing: 0, [heading(mail), .separator, body(mail), .separator, footer])
  }

  private func heading(_ mail: ReadableMail) -> Element<MailWish> {
    let heading = mail.heading
    let subject = heading.subject.utf8.isEmpty ? "(no subject)" : heading.subject
    return .line(
      spacing: 16, padding: Padding(20, 14), alignment: .leading,
      [
        .column(
          spacing: 4,
          [
            .text(subject, .title), Self.field("From", heading.from), Self.field("To", heading.to),
            Self.field("Date", heading.date),
          ]
        ).width(.stretch(1)),
        .button("Answer", .answer),
        Element.button("Sign", icon: .check, style: .primary, canSign ? .sign : nil).width(110),
      ])
  }

  private static func field(_ name: String, _ value: String) -> Element<MailWish> {
    .line([.text(name, .body, .secondary).width(44), .text(value, .body).width(.stretch(1))])
  }

  private func body(_ mail: ReadableMail) -> Element<MailWish> {
    var elements: [Element<MailWish>] = []
    for text in mail.texts { elements += Self.lines(text) }
    if mail.claimsSignature { elements.append(.text("Signed; nobody verified it here.", .caption, .secondary)) }
    elements += mail.attachments.map(Self.attachment)
    return .card(.background, padding: Padding(0), .scroll(.column(spacing: 3, padding: Padding(20, 14), elements)))
      .width(.stretch(1)).height(.stretch(1)).key("\(selected)")
  }

  /// More lines of a text are not shown.
  private static var mostLines: Int { 400 }

  private static func lines(_ text: MailText) -> [Element<MailWish>] {
    let lines = MailText.lines(text.text, most: mostLines + 1)
    var elements: [Element<MailWish>] = lines.prefix(mostLines).map { $0.utf8.isEmpty ? .gap(8) : .paragraph($0, .body) }
    if text.isCutOff || lines.count > mostLines { elements.append(.text("The text goes on.", .caption, .secondary)) }
    return elements
  }

  private static func attachment(_ attachment: MailAttachment) -> Element<MailWish> {
    let name = attachment.name.utf8.isEmpty ? "(no name)" : attachment.name
    return .card(
      .flat, padding: Padding(12, 8),
      .line([
        .icon(.picture, .secondary), .text(name, .strong).width(.stretch(1)),
        .text("\(attachment.type), \(size(attachment.size))", .caption, .secondary),
      ]))
  }

  private static func size(_ bytes: Int) -> String {
    if bytes < 10_000 { return "\(bytes) bytes" }
    return bytes < 10_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
  }

  // MARK: - How it stands

  private var footer: Element<MailWish> {
    let (icon, tint, words): (Icon, Tint, String) =
      switch status {
      case .none: (.information, .secondary, "What you sign you see again before: the signer shows each byte of it.")
      case .preparing: (.information, .secondary, "Handing the mail to the signer ...")
      case .asking: (.shield, .accent, "The signer asks you.")
      case .signed(let name): (.check, .success, "Signed. It is on the disk: \(name)")
      case .failed(let reason): (.warning, .danger, reason)
      }
    return .line(padding: Padding(20, 10), [.icon(icon, tint), .text(words, .body, tint).width(.stretch(1))])
  }
}

// What a person reads of a mail, whoever wrote it.

import Testing

@testable import Mail

private func read(_ text: String, limit: Int = 1000) -> ReadableMail { ReadableMail(Array(text.utf8).span, textLimit: limit) }

private func isMail(_ text: String) -> Bool { ReadableMail.isMail(Array(text.utf8).span) }

private func subject(_ value: String) -> String { MailHeading(Array("Subject: \(value)\n\n".utf8).span).subject }

@Suite struct ReadableMailTests {
  @Test func aPlainMail() {
    let mail = read("From: Ann <a@b>\r\nTo: c@d\r\nDate: today\r\nSubject: hi\r\n there\r\n\r\nHello\r\n")
    #expect(mail.heading.from == "Ann <a@b>" && mail.heading.to == "c@d" && mail.heading.date == "today")
    #expect(mail.heading.subject == "hi there")
    #expect(mail.texts == [MailText(text: "Hello\r\n", isCutOff: false)] && mail.attachments.isEmpty)
  }

  @Test(arguments: [
    ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"), ("=?UTF-8?b?R3LDvMOfZQ==?=", "Grüße"),
    ("=?iso-8859-1*de?q?Gr=FC=DFe_aus?=", "Grüße aus"),
    ("=?windows-1252?Q?=805?= only", "€5 only"), ("=?iso-8859-15?Q?=A45?=", "€5"),
    ("=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c"), ("x =?utf-8?q?a?= y =?utf-8?q?b?=", "x a y b"),
    // Not quite such words.
    ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("=?utf-8?q?a b?=", "=?utf-8?q?a b?="), ("=?utf-8?q?a", "=?utf-8?q?a"), ("=?", "=?"),
    ("=", "="),
    ("=?utf-8?q?=G1=?=", "=G1="), ("=?utf-8?q?=FF?=", "\u{fffd}"),
  ]) func encodedWords(_ value: String, _ expected: String) { #expect(subject(value) == expected) }

  @Test func encodings() {
    let head = "From: a\nContent-Type: text/plain; charset=\"ISO-8859-1\"\nContent-Transfer-Encoding: "
    #expect(read(head + "quoted-printable\n\na=FC=\nb= \nc=\r\nd=XY=").texts.first?.text == "aübcd=XY")
    #expect(read(head + "base64\n\nYf\nwg YQ==\nZZ").texts.first?.text == "aü a")
    #expect(read(head + "uuencode\n\nbegin\n").texts.first?.text == "begin\n")
  }

  @Test func parts() {
    let mail = read(
      """
      From: a
      Content-Type: multipart/mixed; boundary=x

      for old readers
      --x
      Content-Type: multipart/alternative; boundary=y

      --y

      plain
      --y
      Content-Type: text/html

      <b>plain</b>
      --y--
      --x
      Content-Type: image/png; name="a.png"
      Content-Transfer-Encoding: base64

      AAAA
      --x
      Content-Type: text/plain
      Content-Disposition: attachment; filename="=?utf-8?q?=C3=A4?=.txt"

      not shown
      --x--

      """)
    #expect(mail.texts == [MailText(text: "plain", isCutOff: false)])
    #expect(mail.attachments.map(\.name) == ["a.png", "ä.txt"])
    #expect(mail.attachments.map(\.type) == ["image/png", "text/plain"] && mail.attachments.map(\.size) == [3, 9])
    #expect(!mail.claimsSignature)
  }

  @Test func longTextsAreCutOff() {
    let mail = read("From: a\n\n" + String(repeating: "x", count: 50), limit: 10)
    #expect(mail.texts == [MailText(text: "xxxxxxxxxx", isCutOff: true)])
  }

  @Test func whatIsNoMail() {
    for text in ["", "\n\nFrom: x", "hello world", "\u{7f}ELF", "name: value\n\n", String(repeating: "x", count: 5000)] {
      #expect(!isMail(text), "\(text.prefix(20))")
    }
    for text in ["From: a", "from: a\n", "X: y\r\nSubject:\r\n", "From a@b Mon\nTo: x\n\n"] {
      #expect(isMail(text), "\(text)")
    }
  }

  @Test func partsInPartsEnd() {
    var text = "From: a\n"
    for depth in 0..<40 { text += "Content-Type: multipart/mixed; boundary=b\(depth)\n\n--b\(depth)\n" }
    #expect(read(text + "\nend").texts.count + read(text).attachments.count > 0)
  }
}

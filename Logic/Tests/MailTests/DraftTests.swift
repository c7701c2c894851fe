// Mails that a person writes, and answers to those of others.

import Testing

@testable import Mail

private func read(_ bytes: [UInt8]) -> ReadableMail { ReadableMail(bytes.span, textLimit: 1000) }

@Suite struct DraftTests {
  @Test func whatIsWrittenIsRead() {
    var draft = Draft(from: "Ann <a@b>")
    #expect(!draft.isAddressed)
    (draft.to, draft.subject, draft.lines) = ("Bob <b@c>", "Grüße", ["Lieber Bob,", "", "bis bald."])
    #expect(draft.isAddressed)
    let mail = read(draft.bytes(date: "Sat, 21 Nov 2026 09:12:44 +0000"))
    #expect(mail.heading.from == "Ann <a@b>" && mail.heading.to == "Bob <b@c>" && mail.heading.subject == "Grüße")
    #expect(mail.heading.date == "Sat, 21 Nov 2026 09:12:44 +0000")
    #expect(mail.texts == [MailText(text: "Lieber Bob,\r\n\r\nbis bald.\r\n", isCutOff: false)])
  }

  @Test func headersAreASCII() {
    var draft = Draft(from: "Änn <a@b>")
    draft.subject = "10 €"
    let bytes = draft.bytes(date: "")
    #expect(bytes.allSatisfy { $0 < 127 } && read(bytes).heading.date == "")
  }

  @Test func anAnswerQuotes() {
    let mail = read(Array("From: c@d\nSubject: re: what\n\none\ttwo\n\nthree".utf8))
    let draft = Draft(from: "a@b", answering: mail)
    #expect(draft.to == "c@d" && draft.subject == "re: what")
    #expect(draft.lines == ["c@d wrote:", "> one    two", ">", "> three", ""])
    #expect(Draft(from: "a@b", answering: read(Array("Subject: x\n\n".utf8))).subject == "Re: x")
  }

  @Test func wordsOfOthersStayInTheirFields() {
    let mail = read(Array("From: =?utf-8?q?c=0D=0ABcc:_evil@d?=\nSubject: =?utf-8?q?x=0D=0A=0D=0Abody?=\n\ntext\n".utf8))
    let answer = read(Draft(from: "a@b", answering: mail).bytes(date: ""))
    #expect(answer.heading.subject == "Re: xbody" && answer.heading.to == "cBcc: evil@d")
    #expect(answer.texts.count == 1 && answer.texts.first?.text.hasSuffix("> text\r\n\r\n") == true)
  }

  @Test func linesOfAText() {
    #expect(MailText.lines("a\r\n\r\nb", most: 10) == ["a", "", "b"])
    #expect(MailText.lines("a\nb\nc", most: 2) == ["a", "b"] && MailText.lines("", most: 2) == [])
  }
}

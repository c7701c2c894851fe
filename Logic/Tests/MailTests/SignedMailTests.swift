// What is signed of a mail: in a form that survives, with the same content. The proof with gpg and Python's reader, on many
// mails, is in Tool/Kit/MailProof.swift.

import Testing

@testable import Mail

/// The signed part, and the whole mail around a signature that says `SIGNATURE`.
private func sign(_ text: String) -> (part: String, mail: String) { sign(Array(text.utf8)) }

private func sign(_ bytes: [UInt8]) -> (part: String, mail: String) {
  let mail = SignedMail(bytes.span)
  var (part, whole) = (ArraySink(), ArraySink())
  mail.writeSignedPart(bytes.span, into: &part)
  mail.write(bytes.span, signature: Array("SIGNATURE\r\n".utf8), into: &whole)
  #expect(part.bytes.count == mail.signedCount)
  return (String(decoding: part.bytes, as: UTF8.self), String(decoding: whole.bytes, as: UTF8.self))
}

@Suite struct SignedMailTests {
  @Test func aPlainMailStaysAsItIs() {
    let (part, mail) = sign("From: a@b\nSubject: hi\nContent-Type: text/plain\n\nHello,\n\nyou.\n")
    #expect(part == "Content-Type: text/plain\r\n\r\nHello,\r\n\r\nyou.\r\n")
    #expect(
      mail == """
        From: a@b\r
        Subject: hi\r
        MIME-Version: 1.0\r
        Content-Type: multipart/signed; micalg=pgp-sha512;\r
         protocol="application/pgp-signature"; boundary="=_signed-0_="\r
        \r
        --=_signed-0_=\r
        Content-Type: text/plain\r
        \r
        Hello,\r
        \r
        you.\r
        \r
        --=_signed-0_=\r
        Content-Type: application/pgp-signature; name="signature.asc"\r
        Content-Description: OpenPGP digital signature\r
        \r
        SIGNATURE\r
        \r
        --=_signed-0_=--\r

        """)
  }

  @Test func lineEndsOfAllSystemsAreTheSame() {
    let text = "Subject: x\nContent-Type: text/plain\n\none\n\ntwo\n"
    let expected = sign(text).mail
    #expect(sign(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")).mail == expected)
    #expect(sign(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r")).mail == expected)
  }

  @Test func aCarriageReturnAmongLinesIsContent() {
    #expect(sign("A: b\n\none\rtwo\r\r\nthree\n").part.hasSuffix("\r\n\r\none=0Dtwo=0D\r\nthree\r\n"))
  }

  @Test(arguments: [
    ("blank at the end \n", "blank at the end=20\r\n"), ("tab\t\n", "tab=09\r\n"), ("-- \nme\n", "=2D-=20\r\nme\r\n"),
    ("From here\n", "=46rom here\r\n"), ("gr\u{fc}n\n", "gr=C3=BCn\r\n"), ("a = b \n", "a =3D b=20\r\n"),
    ("no end ", "no end=20"), ("\u{0}\n", "=00\r\n"),
  ])
  func whatWouldNotSurviveIsQuoted(text: String, quoted: String) {
    let part = sign("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text).part
    let header = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    #expect(part == header + quoted)
  }

  @Test func longLinesAreBroken() {
    let line = String(repeating: "word ", count: 300) + "end"
    let part = sign("\n" + line + "\n").part
    let lines = part.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.utf8.count <= 76 })
    #expect(lines.dropFirst(2).joined().replacing("=", with: "") == line)
  }

  @Test func filesThatAreNoTextBecomeBase64() {
    let bytes = Array("Content-Type: image/png\nContent-Transfer-Encoding: binary\n\n".utf8) + [0, 255, 10, 13, 10]
    #expect(sign(bytes).part == "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAP8KDQo=")
  }

  @Test func badlyEncodedContentIsEncodedAnew() {
    let quoted = "Content-Transfer-Encoding: quoted-printable\n\na=3db= \nc =\n\n=2D-x   \n\u{e4}=zz\n"
    #expect(sign(quoted).part.hasSuffix("\r\n\r\na=3Dbc=20\r\n=2D-x\r\n=C3=A4=3Dzz\r\n"))
    let base64 = "Content-Transfer-Encoding: base64\n\nAA EC \nA!wQF\n"
    #expect(sign(base64).part.hasSuffix("\r\n\r\nAAECAwQF"))
  }

  @Test func headersOfPartsBecomeASCII() {
    let part = sign("Content-Type: text/plain; name=\"gr\u{fc}n \u{201c}x\u{201d}.txt\" \n  \n\tboundary=x\n\n").part
    #expect(
      part
        == "Content-Type: text/plain; name=\"=?utf-8?Q?gr=C3=BCn?= =?utf-8?Q?=E2=80=9Cx=E2=80=9D=2Etxt?=\"\r\n\tboundary=x\r\n\r\n"
    )
  }

  @Test func partsAreEncodedEachForItself() {
    let part = sign(
      """
      Content-Type: multipart/mixed; boundary="b b"

      for others
      --b b
      Content-Type: text/plain

      plain
      --b b\u{20}
      Content-Type: text/plain

      gr\u{fc}n
      --b b--
      after \u{e4}
      """
    ).part
    #expect(
      part == """
        Content-Type: multipart/mixed; boundary="b b"\r
        \r
        for others\r
        --b b\r
        Content-Type: text/plain\r
        \r
        plain\r
        --b b\r
        Content-Type: text/plain\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        gr=C3=BCn\r
        --b b--\r

        """)
  }

  @Test func noContentBecomesADelimiter() {
    let inner = "Content-Transfer-Encoding: quoted-printable\n\n=2D-b\n=2D-b--\n\u{e4}\n"
    let part = sign("Content-Type: multipart/mixed; boundary=b\n\n--b\n" + inner + "--b--\n").part
    #expect(part.split(separator: "\r\n").filter { $0.hasPrefix("--b") }.count == 2)
    #expect(part.contains("\r\n=2D-b\r\n=2D-b--\r\n"))
  }

  @Test func mailsInMailsAreTreatedAlike() {
    let part = sign("Content-Type: message/rfc822\n\nSubject: gr\u{fc}n\nFrom: x\n\ntail \n").part
    #expect(
      part.hasSuffix(
        "\r\n\r\nSubject: =?utf-8?Q?gr=C3=BCn?=\r\nFrom: x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ntail=20\r\n"))
  }

  @Test func whatOthersSealedIsLeftAsItIs() {
    let sealed = "Content-Type: multipart/signed; boundary=x\n\n--x\n\ntail \n--x\n\ns\n--x--\n"
    #expect(sign(sealed).part == sealed.replacing("\n", with: "\r\n"))
  }

  @Test func theBoundaryIsInNoContent() {
    for taken in [[0], [0, 1], [1], [0, 2, 1], [7, 7, 0]] {
      let lines = taken.map { "--=_signed-\($0)_=\n" }.joined()
      let (part, mail) = sign("\n" + lines)
      let number = (0...4).first { !taken.contains($0) }
      #expect(mail.contains("boundary=\"=_signed-\(number!)_=\""))
      #expect(!part.contains("=_signed-\(number!)_="))
    }
  }

  @Test func mailsInMailsWithoutEndAreLines() {
    let text = String(repeating: "Content-Type: message/rfc822\n\n", count: 2000) + "x \n"
    #expect(sign(text).part.hasSuffix("\r\n\r\nx \r\n"))
    let nested = (0..<200).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
    #expect(sign(nested + "\nx\n").part.contains("\r\nx\r\n"))
  }

  @Test func nothingIsAMailToo() {
    #expect(sign("").part == "\r\n")
    #expect(sign("\n").part == "\r\n")
    #expect(sign("no header at all\n").part == "\r\nno header at all\r\n")
    #expect(sign("From me Thu\nSubject: x\n\ny\n").mail.hasPrefix("Subject: x\r\nMIME-Version"))
  }
}

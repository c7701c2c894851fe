// Mails to try: those that Python tries its reader with, and made-up ones for what they lack.

import Foundation

enum SampleMails {
  /// Python's own, as they lie on this machine; otherwise as Debian packages them.
  static func ofPython(_ work: URL) throws -> [URL] {
    let script = "import os, test; print(os.path.join(os.path.dirname(test.__file__), 'test_email', 'data'))"
    let said = try Command("python3", ["-c", script]).run().output.trimmingCharacters(in: .whitespacesAndNewlines)
    let mails = messages(in: URL(filePath: said))
    return mails.isEmpty ? try packaged(work) : mails
  }

  private static func messages(in folder: URL) -> [URL] {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.lastPathComponent.hasPrefix("msg_") }.sorted { $0.path < $1.path }
  }

  private static func packaged(_ work: URL) throws -> [URL] {
    let version = try Command("python3", ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).run().output
    let name = "libpython\(version.trimmingCharacters(in: .whitespacesAndNewlines))-testsuite"
    let fetch = try Command("sh", ["-c", "apt-get download \(name) && dpkg -x *.deb ."], in: work).run()
    let all = FileManager.default.enumerator(at: work, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    let mails = all.filter { $0.lastPathComponent.hasPrefix("msg_") }.sorted { $0.path < $1.path }
    guard !mails.isEmpty else { throw ToolError("Python's mails cannot be had (\(name)):\n\(fetch.output)") }
    return mails
  }

  static func madeUp(_ work: URL) throws -> [URL] {
    try all.map { name, bytes in
      let file = work.appending(path: name)
      try Data(bytes).write(to: file)
      return file
    }
  }

  private static let head = "From: a@example.org\nTo: b@example.org\nSubject: sample\n"

  private static var all: [(String, [UInt8])] {
    let text = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return [
      ("8bit", utf8(head + text + "Grüße aus Köln —\n✓ done \nFrom here on\n-- \nme\n")),
      ("latin1", utf8(head + "Content-Type: text/plain; charset=iso-8859-1\n\n") + [0xe4, 0xf6, 0xfc, 10]),
      ("crlf", utf8(head + "\none\n\ntwo\n").flatMap { $0 == 10 ? [13, 10] : [$0] }),
      ("cr", utf8(head + "\none\n\ntwo\n").map { $0 == 10 ? 13 : $0 }),
      ("mixed-ends", utf8("From: a@example.org\r\nSubject: x\n\none\r\ntwo\nthree\r\n\n\r\n")),
      ("no-end", utf8(head + "\nno line end")),
      ("no-body", utf8(head)),
      ("only-body", utf8("\nonly a body\n")),
      ("blanks", utf8(head + "\n \n\t\nx \t\n\n\n")),
      ("mbox", utf8("From a@example.org Thu Jan  1 00:00:00 1970\n" + head + "\nFrom the start\n>From it\n")),
      ("long-line", utf8(head + "\n" + String(repeating: "all in one line ", count: 700) + "\n")),
      ("quoted", utf8(head + quoted)), ("attachment", utf8(head) + attachment(60_000)), ("nested", utf8(head + nested)),
      ("delimiters", utf8(head + "\n--=_signed-0_=\n--=_signed-1_=--\n")), ("forwarded", utf8(head + forwarded)),
      ("25MiB", utf8(head) + attachment(25 << 20)), ("25MiB-8bit", utf8(head + text) + lines(25 << 20)),
    ]
  }

  /// What a machine is tried with.
  static var few: [(name: String, content: [UInt8])] {
    let names = ["8bit", "crlf", "attachment", "nested", "long-line", "25MiB"]
    return all.filter { names.contains($0.0) }.map { (name: $0.0, content: $0.1) }
  }

  private static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let quoted = """
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <p>=C3=A4 =3D =
    goes on</p>=20
    From here
    =E2=82=AC 5=2E

    """

  private static let nested = """
    Content-Type: multipart/mixed; boundary=outer

    preamble\u{20}
    --outer
    Content-Type: multipart/alternative; boundary="outer-inner"

    --outer-inner
    Content-Type: text/plain; charset=utf-8

    Schöne Grüße\u{20}
    --outer-inner
    Content-Type: text/html

    <b>x</b>
    --outer-inner--

    --outer
    Content-Type: application/octet-stream; name="naïve.bin"
    Content-Transfer-Encoding: base64

    AAECAwQFBgc=\u{20}
    --outer--
    epilogue

    """

  private static let forwarded = """
    Content-Type: message/rfc822

    From: c@example.org
    Subject: inner
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit

    ä\u{20}

    """

  /// A multipart with a file of so many bytes in it, as a mail program writes it.
  private static func attachment(_ count: Int) -> [UInt8] {
    let bytes = Data(noise(count * 57 / 78)).base64EncodedData(options: [.lineLength76Characters, .endLineWithLineFeed])
    let start = """
      Content-Type: multipart/mixed; boundary="----b"

      ------b
      Content-Type: text/plain

      See what is attached.
      ------b
      Content-Type: application/octet-stream
      Content-Transfer-Encoding: base64


      """
    return utf8(start) + bytes + utf8("\n------b--\n")
  }

  private static func lines(_ count: Int) -> [UInt8] {
    let line = utf8("Zeile für Zeile geht es weiter, \(count) Bytes lang. \n")
    return Array(repeatElement(line, count: count / line.count).joined())
  }

  /// Always the same.
  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 20_261_121
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}

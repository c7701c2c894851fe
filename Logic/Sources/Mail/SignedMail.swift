// A mail with a signature (RFC 3156, 5; RFC 1847, 2.1): what was the mail's content becomes the first part, exactly as it is
// signed; the signature is the second part.
//
//     let mail = SignedMail(bytes)
//     mail.writeSignedPart(bytes, into: &hash)         // what is to be signed
//     mail.write(bytes, signature: armor, into: &disk) // the mail, once it is

public struct SignedMail {
  private let part: Part
  private let ends: LineEnds
  /// Occurs nowhere in the signed part.
  public let boundary: [UInt8]
  /// Bytes of the signed part.
  public let signedCount: Int

  /// - Complexity: linear in the size of the mail; it keeps nothing of it.
  public init(_ bytes: Span<UInt8>) {
    ends = LineEnds(of: bytes)
    part = Part(bytes, 0..<bytes.count, ends)
    let writer = CanonicalWriter(ends)
    var search = BoundarySink(numbersBelow: 0)
    writer.write(part, .content, bytes, into: &search)
    signedCount = search.count
    var number = 0
    if search.occurrences > 0 {
      var numbers = BoundarySink(numbersBelow: search.occurrences + 1)
      writer.write(part, .content, bytes, into: &numbers)
      number = numbers.firstFree() ?? 0
    }
    var boundary = ArraySink()
    boundary.write(BoundarySink.prefix)
    boundary.write(decimal: number)
    // Encoded content has `=_` nowhere (RFC 2045, 6.7).
    boundary.write("_=")
    self.boundary = boundary.bytes
  }

  /// Writes exactly the bytes that are signed.
  public func writeSignedPart<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    CanonicalWriter(ends).write(part, .content, bytes, into: &sink)
  }

  /// Writes the signed mail.
  /// - Parameters:
  ///   - bytes: the mail that this was made of.
  ///   - signature: armoured, in lines that end with CR LF.
  public func write<Sink: ByteSink>(_ bytes: Span<UInt8>, signature: [UInt8], into sink: inout Sink) {
    writeHeader(bytes, into: &sink)
    writeDelimiter("\r\n", into: &sink)
    writeSignedPart(bytes, into: &sink)
    sink.writeLineEnd()
    writeDelimiter("\r\n", into: &sink)
    sink.write("Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n")
    sink.write("Content-Description: OpenPGP digital signature\r\n\r\n")
    sink.write(signature)
    sink.writeLineEnd()
    writeDelimiter("--\r\n", into: &sink)
  }

  private func writeDelimiter<Sink: ByteSink>(_ end: StaticString, into sink: inout Sink) {
    sink.write("--")
    sink.write(boundary)
    sink.write(end)
  }

  /// Fields about the mail, as they are; those about its content went into the first part.
  private func writeHeader<Sink: ByteSink>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    for field in part.header.fields {
      if bytes.starts(field.name, with: "content-") || bytes.matches(field.name, "mime-version") { continue }
      writeLines(field.whole, bytes, into: &sink)
    }
    sink.write("MIME-Version: 1.0\r\nContent-Type: multipart/signed; micalg=pgp-sha512;\r\n")
    sink.write(" protocol=\"application/pgp-signature\"; boundary=\"")
    sink.write(boundary)
    sink.write("\"\r\n\r\n")
  }

  private func writeLines<Sink: ByteSink>(_ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout Sink) {
    var position = range.lowerBound
    while position < range.upperBound {
      let line = Line(bytes, from: position, to: range.upperBound, ends)
      sink.write(bytes.extracting(line.content))
      sink.writeLineEnd()
      position = line.next
    }
  }
}

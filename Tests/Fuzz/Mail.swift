// Any bytes as a mail that is to be signed, or read: see README.md.

import Mail

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let mail = SignedMail(bytes.span)
  var (part, again, whole) = (ArraySink(), ArraySink(), ArraySink())
  mail.writeSignedPart(bytes.span, into: &part)
  mail.writeSignedPart(bytes.span, into: &again)
  mail.write(bytes.span, signature: [], into: &whole)
  precondition(part.bytes == again.bytes, "the same mail gives other bytes")
  precondition(part.bytes.count == mail.signedCount, "not as many bytes as were counted")
  precondition(!contains(part.bytes, mail.boundary), "the boundary is in the content")
  precondition(contains(whole.bytes, part.bytes), "what is signed is not what is written")
  precondition(part.bytes.count <= 32 * count + 256, "it grows without bounds")
  let readable = ReadableMail(bytes.span, textLimit: 1000)
  precondition(readable.texts.allSatisfy { $0.text.unicodeScalars.count <= 1000 }, "a text is longer than its limit")
  precondition(readable.attachments.allSatisfy { $0.size <= count }, "an attachment is larger than the mail")
  let answer = Draft(from: "a@b", answering: readable).bytes(date: "")
  precondition(MailHeading(answer.span).from == "a@b", "an answer is from somebody else")
  return 0
}

private func contains(_ bytes: [UInt8], _ sequence: [UInt8]) -> Bool {
  guard bytes.count >= sequence.count else { return false }
  return (0...bytes.count - sequence.count).contains { start in
    sequence.indices.allSatisfy { bytes[start + $0] == sequence[$0] }
  }
}

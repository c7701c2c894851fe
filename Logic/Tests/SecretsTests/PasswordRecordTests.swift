import Testing

@testable import Secrets

@Suite struct PasswordRecordTests {
  private var identity: Identity { Identity(phrase: "grüner Tee ☕", color: Identity.colors[3])! }

  private var record: PasswordRecord {
    PasswordRecord(
      salt: (0..<16).map { $0 }, memory: 7168, passes: 5, nonce: [UInt8](repeating: 7, count: 24),
      tag: [UInt8](repeating: 9, count: 16), hidden: identity.bytes)
  }

  @Test func whatIsWrittenIsRead() {
    #expect(record.bytes.count == PasswordRecord.count)
    #expect(PasswordRecord(record.bytes) == record)
    #expect(Array(record.bytes[..<25]) == record.bound)
  }

  @Test func otherLengthsAreNone() {
    #expect(PasswordRecord([]) == nil)
    #expect(PasswordRecord(Array(record.bytes.dropLast())) == nil)
    #expect(PasswordRecord(record.bytes + [0]) == nil)
    #expect(PasswordRecord([2] + record.bytes[1...]) == nil)
  }

  @Test(arguments: [
    (17, [0, 0, 0, 0]), (17, [63, 0, 0, 0]), (17, [1, 0, 16, 0]), (21, [0, 0, 0, 0]), (21, [101, 0, 0, 0]),
  ])
  func nobodyWorksForDaysOrForNothing(_ place: Int, _ number: [UInt8]) {
    var bytes = record.bytes
    bytes.replaceSubrange(place..<place + 4, with: number)
    #expect(PasswordRecord(bytes) == nil)
  }

  @Test func eachPhraseHasAsManyBytes() {
    let longest = String(repeating: "\u{10ffff}", count: Identity.longest)
    for phrase in ["", "a", "grüner Tee ☕", longest] {
      let identity = Identity(phrase: phrase, color: Identity.colors[0])!
      #expect(identity.bytes.count == Identity.byteCount)
      #expect(Identity(identity.bytes) == identity)
    }
  }

  @Test func whatIsNoIdentityIsNone() {
    #expect(Identity([]) == nil)
    var bytes = identity.bytes
    bytes[0] ^= 1
    #expect(Identity(bytes) == nil)
    bytes = identity.bytes
    bytes[4] = 161
    #expect(Identity(bytes) == nil)
  }
}

// Packets, armour, keys: what is written can be read, what gpg wrote too, and what is wrong is refused precisely. That gpg
// accepts what is written here: Tool/Kit/MailProof.swift.

import Testing

@testable import OpenPGP

/// What `gpg --armor --export-secret-keys` wrote, without a passphrase and with `horse7`.
private let plainKey = """
  -----BEGIN PGP PRIVATE KEY BLOCK-----

  lFgEawHYuhYJKwYBBAHaRw8BAQdAGaN9meF91VLYJ4gAvgKeT1Lq0WRVyAM81d8l
  p4ueaQIAAP9QGb16+JMTlz9AFSGHHOLm648I/p+IlMAf5VxdBF4sKg9ktA9QbGFp
  biA8cEB4Lm9yZz6IkAQTFggAOBYhBJK/6A6NLEfM5Z8zU1ZFArcLp0E4BQJrAdi6
  AhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEFZFArcLp0E4wO0BAPCJ6b8i
  D/oe9t2idfVS/k9Z7t5lIULcsRgjAEkBCpRQAQCf2gEAA9fVcOJMmxGtr+uX5x+G
  n6YflEDk42MuDj2SAw==
  =clKV
  -----END PGP PRIVATE KEY BLOCK-----

  """
private let lockedKey = """
  -----BEGIN PGP PRIVATE KEY BLOCK-----

  lIYEawHYuhYJKwYBBAHaRw8BAQdA2N36n3c2JZ2liXGU3I+xHmP0DhM5jDikiw/K
  Oq6rQEv+BwMC3k0as5cqg6f/2BbLvib0f8aZGXN7Bk3OlASrn3MeSO6mXfzvrqlZ
  38OlNB9T69ZdWNvzFpe/R57gpklRJfA3bWf6Ld8DFmjf+E+KJ5PEPrQQTG9ja2Vk
  IDxsQHgub3JnPoiQBBMWCAA4FiEEU63o07nkAIzcZoom2tMZs156MN4FAmsB2LoC
  GwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ2tMZs156MN7EVAD+NXltVR47
  1OKWXgAATovdTCAXCWYFppq3qKRrMbN6aP0A/38yf59in8uYcCRGYMFwEpl+n/tN
  yJMbBimvs7dAUv0L
  =4EkV
  -----END PGP PRIVATE KEY BLOCK-----

  """

/// Adds up what it gets: enough to see what is hashed, and in which order.
private struct SumHash: RunningHash {
  var sum: UInt64 = 14_695_981_039_346_656_037
  var count = 0

  mutating func update(_ bytes: borrowing Span<UInt8>) {
    for index in 0..<bytes.count { sum = (sum ^ UInt64(bytes[index])) &* 1_099_511_628_211 }
    count += bytes.count
  }

  mutating func finish() -> [UInt8] { (0..<20).map { UInt8(truncatingIfNeeded: sum >> UInt64($0 % 8 * 8)) } }
}

private struct TestCryptography: ImportCryptography {
  func hash(_ algorithm: HashAlgorithm) -> SumHash { SumHash() }
  func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8] { (0..<16).map { block[$0] ^ key[$0] &+ 77 } }
}

private func read(_ text: [UInt8], _ passphrase: String = "") throws(OpenPGPError) -> ImportedKey {
  try SecretKeyImport.read(armored: text, passphrase: Array(passphrase.utf8), TestCryptography())
}

@Suite struct ArmorTests {
  @Test func whatIsWrittenCanBeRead() throws {
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
      for kind in ArmorKind.allCases {
        #expect(try Armor.decode(kind, Armor.encode(kind, bytes)) == bytes)
        #expect(try Armor.decode(kind, Armor.encode(kind, bytes, lineEnd: "\r\n")) == bytes)
      }
    }
  }

  @Test func gpgsChecksumIsTheSame() throws {
    let bytes = try Armor.decode(.secretKey, Array(plainKey.utf8))
    #expect(Armor.encode(.secretKey, bytes).contains(UInt8(ascii: "=")))
    #expect(String(decoding: Armor.encode(.secretKey, bytes), as: UTF8.self).contains("\n=clKV\n"))
  }

  @Test func anotherKindIsNotTaken() {
    #expect(throws: OpenPGPError.noArmor) { try Armor.decode(.publicKey, Array(plainKey.utf8)) }
    #expect(throws: OpenPGPError.noArmor) { try Armor.decode(.secretKey, []) }
  }

  @Test func noChangedCharacterIsTakenForTheSame() throws {
    let text = Array(plainKey.utf8)
    let original = try Armor.decode(.secretKey, text)
    for position in text.indices {
      var changed = text
      changed[position] ^= 1
      let bytes = try? Armor.decode(.secretKey, changed)
      #expect(bytes == nil || bytes == original, "position \(position)")
    }
  }

  @Test func noPartOfItIsTakenForAll() {
    let text = Array(plainKey.utf8)
    for count in 0..<text.count - 2 {
      #expect(throws: OpenPGPError.self) { try Armor.decode(.secretKey, Array(text[..<count])) }
    }
  }
}

@Suite struct PacketTests {
  @Test func lengthsOfAllSizes() throws {
    for count in [0, 1, 191, 192, 193, 8383, 8384, 70_000] {
      let bytes = Packet.encode(.userID, [UInt8](repeating: 7, count: count))
      let packets = try Packet.all(in: bytes + bytes)
      #expect(packets.map(\.tag) == [13, 13])
      #expect(packets.allSatisfy { $0.body.count == count })
      #expect(throws: OpenPGPError.self) { try Packet.all(in: Array(bytes.dropLast())) }
    }
  }

  @Test func oldHeadersOfAllSizes() throws {
    let body = [UInt8](repeating: 1, count: 5)
    for header: [UInt8] in [[0xb4, 5], [0xb5, 0, 5], [0xb6, 0, 0, 0, 5]] {
      #expect(try Packet.all(in: header + body).map(\.tag) == [13])
    }
  }

  @Test func lengthsThatAreNone() {
    #expect(throws: OpenPGPError.malformed) { try Packet.all(in: [0xb7, 1, 2]) }
    #expect(throws: OpenPGPError.malformed) { try Packet.all(in: [0xcd, 0xe0, 2]) }
    #expect(throws: OpenPGPError.malformed) { try Packet.all(in: [0x00]) }
    #expect(throws: OpenPGPError.truncated) { try Packet.all(in: [0xcd, 0xff, 0xff, 0xff, 0xff, 0xff]) }
  }

  @Test func integersHaveNoLeadingZeros() throws {
    var bytes: [UInt8] = []
    bytes.append(integer: ([0, 0, 1, 255] as [UInt8]).span)
    #expect(bytes == [0, 9, 1, 255])
    var reader = ByteReader(bytes, 0..<4)
    #expect(try reader.integer(bytes: 4) == [0, 0, 1, 255])
    var short = ByteReader(bytes, 0..<4)
    #expect(throws: OpenPGPError.malformed) { try short.integer(bytes: 1) }
    for wrong: [UInt8] in [[0, 10, 1, 255], [0, 8, 1, 255], [0, 9, 3, 255]] {
      var reader = ByteReader(wrong, 0..<4)
      #expect((try? reader.integer(bytes: 4)) == nil || reader.remaining > 0)
    }
  }
}

@Suite struct KeyTests {
  @Test func gpgsKeyIsRead() throws {
    let imported = try read(Array(plainKey.utf8))
    #expect(imported.key.creationTime == 1_795_283_130)
    #expect(String(decoding: imported.userID, as: UTF8.self) == "Plain <p@x.org>")
    #expect(imported.key.bytes.prefix(4) == [0x19, 0xa3, 0x7d, 0x99])
    #expect(imported.seed.count == 32)
    #expect(imported.seed.prefix(3) == [0x50, 0x19, 0xbd])
  }

  @Test func theWrongPassphraseGivesNothing() {
    #expect(throws: OpenPGPError.wrongPassphrase) { try read(Array(lockedKey.utf8), "horse8") }
  }

  @Test func whatIsProtectedLikeThatCanBeRead() throws {
    let text = try protect(seed: [UInt8](repeating: 0, count: 3) + (3..<32).map { UInt8($0) }, with: "horse7")
    #expect(try read(text, "horse7").seed == [0, 0, 0] + (3..<32).map { UInt8($0) })
    #expect(throws: OpenPGPError.wrongPassphrase) { try read(text, "horse") }
    #expect(throws: OpenPGPError.wrongPassphrase) { try read(text, "") }
  }

  /// A key as gpg protects it, with this test's cryptography.
  private func protect(seed: [UInt8], with passphrase: String) throws -> [UInt8] {
    var secret: [UInt8] = []
    secret.append(integer: seed.span)
    var hash = SumHash()
    hash.update(secret.span)
    let plain = secret + hash.finish()
    let specifier: [UInt8] = [3, 2] + (1...8) + [96]
    var reader = ByteReader(specifier, 0..<specifier.count)
    let stringToKey = try StringToKey(from: &reader)
    let key = stringToKey.key(Array(passphrase.utf8).span, bytes: 32, TestCryptography())
    var previous = [UInt8](repeating: 9, count: 16)
    var encrypted: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: 16) {
      let mask = TestCryptography().encryptBlock(previous, key: key)
      previous = (start..<min(start + 16, plain.count)).map { plain[$0] ^ mask[$0 - start] }
      encrypted += previous
    }
    let body = PublicKey(creationTime: 5, bytes: seed).body + [254, 9] + specifier + [UInt8](repeating: 9, count: 16)
    return Armor.encode(.secretKey, Packet.encode(.secretKey, body + encrypted))
  }

  @Test func seedsThatBeginWithZerosAreReadHoweverTheyAreWritten() throws {
    let seed = [0, 0, 0x21] + (3..<32).map { UInt8($0) }
    let body = PublicKey(creationTime: 5, bytes: seed).body + [0]
    for secret in [[1, 0] + seed, [0, 248] + seed[1...], [0, 238] + seed[2...], [0, 240] + seed[2...]] as [[UInt8]] {
      let sum = secret.reduce(0) { $0 &+ UInt16($1) }
      let text = Armor.encode(.secretKey, Packet.encode(.secretKey, body + secret + [UInt8(sum >> 8), UInt8(sum & 255)]))
      #expect(try read(text).seed == seed)
    }
    let long: [UInt8] = [1, 1, 0] + seed
    let text = Armor.encode(.secretKey, Packet.encode(.secretKey, body + long + [0, 0]))
    #expect(throws: OpenPGPError.self) { try read(text) }
  }

  @Test func hashesAsManyBytesAsItSays() throws {
    for (code, count) in [(UInt8(0), 1024), (96, 65536), (255, 65_011_712)] {
      let specifier: [UInt8] = [3, 8] + (1...8) + [code]
      var reader = ByteReader(specifier, 0..<specifier.count)
      #expect(try StringToKey(from: &reader).count == count)
    }
  }

  @Test func otherProtectionsAreRefused() {
    let body = PublicKey(creationTime: 5, bytes: [UInt8](repeating: 1, count: 32)).body
    for rest: [UInt8] in [[1], [9], [253], [254, 3], [254, 9, 2, 8], [254, 9, 3, 1], [255, 9, 101, 8]] {
      let text = Armor.encode(.secretKey, Packet.encode(.secretKey, body + rest))
      #expect(throws: OpenPGPError.unsupportedProtection) { try read(text) }
    }
  }

  @Test func otherKeysAreRefused() {
    let key = PublicKey(creationTime: 5, bytes: [UInt8](repeating: 1, count: 32)).body
    for (position, error) in [
      (0, OpenPGPError.unsupportedKey), (5, .unsupportedKey), (6, .unsupportedKey), (10, .unsupportedKey),
    ] {
      var body = key
      body[position] ^= 0x7f
      #expect(throws: error) { try PublicKey(body: body) }
    }
    #expect(throws: OpenPGPError.malformed) { try PublicKey(body: key + [0]) }
    #expect(throws: OpenPGPError.noKey) { try read(Armor.encode(.secretKey, Packet.encode(.userID, [65]))) }
  }

  @Test func aKeyIsWhatGpgWrites() throws {
    let body = PublicKey(creationTime: 1_795_283_130, bytes: try read(Array(plainKey.utf8)).key.bytes).body
    let packet = try Armor.decode(.secretKey, Array(plainKey.utf8))
    #expect(Array(packet[2..<2 + body.count]) == body)
    #expect(try PublicKey(body: body).body == body)
  }
}

@Suite struct SignatureTests {
  private let fingerprint = (0..<20).map { UInt8($0) }

  @Test func theTrailerEndsWithTheLengthOfWhatIsHashed() {
    let trailer = SignatureFrame(.document, fingerprint: fingerprint, time: 0x0102_0304).trailer
    #expect(Array(trailer[..<6]) == [4, 0, 22, 10, 0, 29])
    #expect(Array(trailer[6..<29]) == [22, 33, 4] + fingerprint)
    #expect(Array(trailer[29..<35]) == [5, 2, 1, 2, 3, 4])
    #expect(Array(trailer[35...]) == [4, 0xff, 0, 0, 0, 35])
  }

  @Test func thePacketHasTheSignatureInIt() throws {
    let signature = [0, 0, 1] + [UInt8](repeating: 0xff, count: 61)
    let bytes = SignatureFrame(.document, fingerprint: fingerprint, time: 7).packet(signature: signature, digestStart: 0xabcd)
    let packet = try #require(try Packet.all(in: bytes).first)
    #expect(packet.tag == 2)
    var reader = ByteReader(bytes, packet.body)
    _ = try reader.take(35)
    #expect(try reader.take(2 + 10) == [0, 10, 9, 16] + fingerprint[12...])
    #expect(try reader.number16() == 0xabcd)
    #expect(try reader.integer(bytes: 32) == Array(signature[..<32]))
    #expect(try reader.integer(bytes: 32) == Array(signature[32...]))
    #expect(reader.remaining == 0)
  }

  @Test func aCertificateSaysWhoseKeyItIs() throws {
    let key = PublicKey(creationTime: 9, bytes: [UInt8](repeating: 3, count: 32))
    let certificate = Certificate(key, userID: Array("A <a@b>".utf8), fingerprint: fingerprint, time: 9)
    let start = key.hashedForm + [0xb4, 0, 0, 0, 7] + Array("A <a@b>".utf8)
    #expect(Array(certificate.signedBytes[..<start.count]) == start)
    #expect(certificate.signedBytes[start.count + 1] == 0x13)
    let bytes = certificate.packets(signature: [UInt8](repeating: 1, count: 64), digestStart: 0)
    #expect(try Packet.all(in: bytes).map(\.tag) == [6, 13, 2])
  }
}

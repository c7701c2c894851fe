import Testing

@testable import Secrets

@Suite struct SecretTests {
  private func bytes(_ secret: borrowing Secret) -> [UInt8] {
    var copy: [UInt8] = []
    let span = secret.span
    for index in span.indices { copy.append(span[index]) }
    return copy
  }

  private func secret(_ text: String) -> Secret {
    var secret = Secret()
    for scalar in text.unicodeScalars { _ = secret.append(scalar) }
    return secret
  }

  private func isSame(_ one: String, _ other: String) -> Bool {
    let one = secret(one)
    let other = secret(other)
    return one.isSame(as: other)
  }

  @Test func holdsWhatWasTyped() {
    let secret = secret("pä€😀")
    let (content, characters) = (bytes(secret), secret.characters)
    #expect(content == Array("pä€😀".utf8))
    #expect(characters == 4)
  }

  @Test func takesBackWholeCharacters() {
    var secret = secret("a€b😀")
    for expected in ["a€b", "a€", "a", "", ""] {
      secret.removeLast()
      let (content, characters) = (bytes(secret), secret.characters)
      #expect(content == Array(expected.utf8))
      #expect(characters == expected.unicodeScalars.count)
    }
  }

  @Test func refusesWhatDoesNotFit() {
    var secret = secret(String(repeating: "x", count: Secret.capacity - 1))
    let answers = [secret.append("€"), secret.append("y"), secret.append("z")]
    #expect(answers == [false, true, false])
    let (count, characters) = (secret.count, secret.characters)
    #expect(count == Secret.capacity && characters == Secret.capacity)
  }

  @Test(arguments: [("", ""), ("a", "a"), ("a", ""), ("abc", "abd"), ("abc", "abcd"), ("ä", "ae")])
  func comparesAllOfIt(_ one: String, _ other: String) {
    #expect(isSame(one, other) == (one == other))
  }

  @Test func whatWasRemovedIsNotComparedWith() {
    var one = secret("password")
    one.removeAll()
    let other = Secret()
    let isSame = one.isSame(as: other)
    #expect(isSame)
  }

  @Test func wipingReachesEveryByteAndNoOther() {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 300)
    unsafe memory.initialize(repeating: 7, count: 300)
    unsafe wipe(memory, 256)
    for index in 0..<300 {
      let byte = unsafe memory[index]
      #expect(byte == (index < 256 ? 0 : 7))
    }
    unsafe memory.deallocate()
  }

  @Test func keysAreComparedAsAWhole() {
    let zero = Key256()
    for index in 0..<32 {
      var other = Key256()
      let before = zero.isSame(as: other)
      other[index] = 0x80
      let after = zero.isSame(as: other)
      let word = other.word(index / 8)
      #expect(before && !after)
      #expect(word == 0x80 << UInt64(index % 8 * 8))
    }
  }
}

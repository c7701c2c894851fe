// Has keys made and messages signed, tries what must be refused, and looks after each start whether all is as it was; see README.md.

import Bulkhead
import Services
import TestSupport

@main final class TestVault: Component {
  private let environment: Environment
  private let checks: Checks
  private let notes: Notes
  private var service: Service<Unlock>?
  private var signing: Session<Signing>?
  private var block: Mapping?
  private var pause: Timeout?
  /// What the password server answers.
  private var password: UInt64 = 99

  private static var rightPassword: UInt64 { 1 }
  private static var message: StaticString { "Is this what you want to sign?" }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    notes = try Notes(environment)
    // The password of the first time is the right one.
    if notes.keys == 0 { password = Self.rightPassword }
    service = try environment.offer(Unlock.self) { [self] _ throws(RefusedSession) in
      OpenSession(PasswordDouble(password) { [self] in answered() })
    }
    pause = environment.entrypoint.after(.milliseconds(1)) { [self] in begin() }
  }

  private func begin() {
    checks.denies("who has no policy has no vault", Signing.self, label: "stranger")
    signing = try? environment.open(Signing.self, label: Text("signer"))
    guard let buffer: OwnedCapability<Dataspace> = try? signing?.call(Signing.buffer) else { return fail("no vault") }
    block = try? Mapping(buffer.capability, isWritable: true, isLasting: true)
    refuses("a locked vault has no keys", .locked) { () throws(SigningFailure) in _ = try signing?.call(Signing.count) }
    refuses("and signs nothing", .locked) { () throws(SigningFailure) in try signing?.call(Signing.begin, 0) }
    refuses("and makes none", .locked) { () throws(SigningFailure) in _ = try generate("locked") }
    try? signing?.call(Signing.unlock)
  }

  private func refuses(_ what: StaticString, _ failure: SigningFailure, _ body: () throws(SigningFailure) -> Void) {
    checks.refuses(what, failure, body)
  }

  private func fail(_ reason: String) {
    environment.log("FAILED: " + reason)
    environment.exit(1)
  }

  // MARK: - What the vault says

  /// The vault has the password. (Before, it must not be called: it waits for what this component says.)
  private func answered() { pause = environment.entrypoint.after(.milliseconds(1)) { [self] in look() } }

  private func look() {
    guard let state: SigningState = try? signing?.call(Signing.state) else { return fail("the vault does not answer") }
    switch state {
    case .unlocked: unlocked()
    case .damaged: damaged()
    case .refused: fail("the password server refused nobody")
    case .locked, .asking: answered()
    }
  }

  /// A wrong password is expected once; after it, this is about the disk.
  private func damaged() {
    refuses("a damaged vault has no keys", .locked) { () throws(SigningFailure) in _ = try signing?.call(Signing.count) }
    if password == Self.rightPassword { return environment.log("the vault does not open") }
    environment.log("another password opens nothing")
    password = Self.rightPassword
    try? signing?.call(Signing.unlock)
  }

  private func unlocked() {
    if password != Self.rightPassword { return fail("another password opens the vault") }
    let count = UInt64((try? signing?.call(Signing.count)) ?? 0)
    // A key that was being made when the power failed may be there or not.
    checks.expect(count == notes.keys || count == notes.keys + 1, "the old keys are there, or one more")
    if notes.keys == 0, count == 0 { makeFirst() } else { compare() }
    if checks.failures > 0 { return fail("\(checks.failures) checks") }
    environment.log("goes on with \(count) keys")
    makeMore()
  }

  // MARK: - Keys and signatures

  private func generate(_ name: StaticString) throws(SigningFailure) -> SigningKey? {
    for _ in 0..<200 {
      do throws(SigningFailure) { return try signing?.call(Signing.generate, Pair(1_700_000_000, Text(name))) } catch {
        guard error == .noEntropy else { throw error }
      }
      environment.entrypoint.pause(.milliseconds(10))
    }
    throw .noEntropy
  }

  private func sign(_ key: UInt32, _ pieces: [StaticString]) -> [UInt64]? {
    guard (try? signing?.call(Signing.begin, key)) != nil else { return nil }
    for piece in pieces {
      let bytes = Text(piece).bytes
      block?.write(bytes)
      guard (try? signing?.call(Signing.append, UInt64(bytes.count))) != nil else { return nil }
    }
    guard let signature: SignatureBytes = try? signing?.call(Signing.finish) else { return nil }
    return (0..<8).map { signature.words[$0] }
  }

  private func makeFirst() {
    tryNonsense()
    guard let key = try? generate("Ada <ada@example.org>") else { return fail("no key") }
    notes.key = [key.publicKey.0, key.publicKey.1, key.publicKey.2, key.publicKey.3]
    guard let signature = sign(0, [Self.message]) else { return fail("no signature") }
    notes.signature = signature
    checks.expect(sign(0, ["Is this what ", "", "you want to sign?"]) == signature, "pieces do not matter")
    checks.expect(sign(0, ["Is this what you want to sign!"]) != signature, "each byte does")
    tryDigests()
    notes.keys = 1
    checks.expect(notes.keep(), "this is noted")
  }

  /// Of the example of FIPS 180-4; and nobody has one of what is about to be signed.
  private func tryDigests() {
    block?.write(Text("abc").bytes)
    try? signing?.call(Signing.beginDigest)
    try? signing?.call(Signing.append, 3)
    let digest: MessageDigest? = try? signing?.call(Signing.finishDigest)
    checks.expect(digest?.words[0] == 0xba7a_6193_a135_afdd, "the digest is SHA-512")
    try? signing?.call(Signing.beginDigest)
    refuses("what has no key is not signed", .notBegun) { () throws(SigningFailure) in _ = try signing?.call(Signing.finish) }
    try? signing?.call(Signing.begin, 0)
    refuses("what a key was named for has no digest", .notBegun) { () throws(SigningFailure) in
      _ = try signing?.call(Signing.finishDigest)
    }
  }

  private func tryNonsense() {
    refuses("there is no key yet", .unknownKey) { () throws(SigningFailure) in try signing?.call(Signing.begin, 0) }
    refuses("what was not begun is not finished", .notBegun) { () throws(SigningFailure) in
      _ = try signing?.call(Signing.finish)
    }
    refuses("nor is its digest made", .notBegun) { () throws(SigningFailure) in _ = try signing?.call(Signing.finishDigest) }
    refuses("nor goes on", .notBegun) { () throws(SigningFailure) in try signing?.call(Signing.append, 1) }
    refuses("a block has an end", .invalidArgument) { () throws(SigningFailure) in try signing?.call(Signing.append, .max) }
    refuses("a key has a name", .invalidArgument) { () throws(SigningFailure) in _ = try generate("") }
    refuses("of one line", .invalidArgument) { () throws(SigningFailure) in _ = try generate("Ada\n<ada@example.org>") }
  }

  private func compare() {
    guard let key: SigningKey = try? signing?.call(Signing.key, 0) else { return fail("the first key is lost") }
    checks.expect([key.publicKey.0, key.publicKey.1, key.publicKey.2, key.publicKey.3] == notes.key, "the key is the same")
    checks.expect(key.userID == "Ada <ada@example.org>" && key.creationTime == 1_700_000_000, "and whose it is")
    checks.expect(sign(0, [Self.message]) == notes.signature, "and signs as it did")
  }

  /// Key after key, each noted when it is certain, until the vault is full.
  private func makeMore() {
    do throws(SigningFailure) {
      guard let key = try generate("Ben <ben@example.org>") else { return fail("no vault") }
      notes.keys = UInt64(key.number) + 1
      checks.expect(notes.keep(), "one more key")
    } catch {
      checks.expect(error == .tooManyKeys, "the vault is full")
      return environment.log("has \(notes.keys) keys")
    }
    pause = environment.entrypoint.after(.milliseconds(40)) { [self] in makeMore() }
  }
}

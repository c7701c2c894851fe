// Takes in secret keys that gpg wrote (`gpg --armor --export-secret-keys`), each of which came as a ROM; one after the other.
//
// The person types the passphrase into the password server's dialog; here arrives only the key that was made of it as the file asks
// for. What is wrong with a file is told in the log, by name, and nothing of the vault's state has changed then.

import Bulkhead
import OpenPGP
import Secrets
import UTF8Text

final class KeyImport {
  private let environment: Environment
  private let vault: KeyVault
  /// The ROMs' labels that are still to come, the last one first.
  private var names: [String]
  private var name = ""
  private var file: SecretKeyFile?
  private var question: Session<Passphrase>?
  private var answer: SignalHandler?
  private var isAgain = false
  private var pause: Timeout?

  /// Bytes; a key of one person, signed by many, has some ten thousand.
  static var mostBytes: Int { 64 << 10 }

  init(_ environment: Environment, _ vault: KeyVault, names: [String]) {
    self.environment = environment
    self.vault = vault
    self.names = names.reversed()
  }

  /// Nothing is imported: says why.
  private func give(up reason: String) {
    environment.log("error: nothing is imported from \"\(name)\": \(reason)")
    end()
  }

  /// The next one.
  private func end() {
    file = nil
    question = nil
    answer = nil
    isAgain = false
    pause = environment.entrypoint.after(.microseconds(0)) { [self] in begin() }
  }

  /// - Precondition: the vault is unlocked.
  func begin() {
    guard file == nil, let next = names.popLast() else { return }
    name = next
    guard let text = read() else { return }
    do throws(OpenPGPError) {
      let file = try SecretKeyFile(armored: text)
      if let reason = objection(file) { return give(up: reason) }
      self.file = file
      if let protection = file.protection { ask(protection) } else { finish(try file.open(key: [], VaultCipher())) }
    } catch { give(up: error.reason) }
  }

  private func read() -> [UInt8]? {
    do throws(SessionError) {
      let content = try ROMContent(Text(name), environment: environment)
      let text = content.withBytes { bytes in
        bytes.count > Self.mostBytes ? nil : (0..<bytes.count).map { bytes[$0] }
      }
      content.close()
      if text == nil { give(up: "it is larger than \(Self.mostBytes >> 10) KiB") }
      return text
    } catch {
      give(up: "there is no such ROM (\(error.description.string))")
      return nil
    }
  }

  /// What speaks against a key that nobody has the secret of yet.
  private func objection(_ file: SecretKeyFile) -> String? {
    let fingerprint = StoredKey.fingerprint(file.key)
    if vault.has(fingerprint) { return "the key \(Hexadecimal.text(fingerprint)) is here already" }
    guard file.userID.count <= Text.maximumBytes, KeyRing.isUserID(file.userID) else {
      return "its user id is none, or has control characters, or more than \(Text.maximumBytes) bytes"
    }
    return nil
  }

  // MARK: - The passphrase

  private func ask(_ protection: SecretProtection) {
    do throws(SessionError) {
      if question == nil { question = try environment.open(Passphrase.self) }
    } catch { return give(up: "nobody asks for its passphrase (\(error.description.string))") }
    if answer == nil { listen() }
    let stringToKey = protection.stringToKey
    let salt =
      stringToKey.salt.isEmpty ? nil : (0..<8).reduce(0 as UInt64) { $0 | UInt64(stringToKey.salt[$1]) << UInt64($1 * 8) }
    let wish = PassphraseWish(
      hash: stringToKey.algorithm.rawValue, keyLength: UInt8(protection.keyLength), salt: salt,
      count: UInt32(stringToKey.count), isAgain: isAgain)
    guard (try? question?.call(Passphrase.ask, wish)) != nil else { return give(up: "nobody was asked for its passphrase") }
  }

  private func listen() {
    do throws(EntrypointError) {
      answer = try environment.entrypoint.onSignal { [self] _ in answered() }
    } catch { return }
    if let capability = answer?.capability { try? question?.call(Passphrase.setSignal, capability) }
  }

  private func answered() {
    guard let file, let state: UnlockState = try? question?.call(Passphrase.state) else { return }
    switch state {
    case .waiting: return
    case .refused: give(up: "its passphrase was not entered")
    case .unlocked: open(file)
    }
  }

  private func open(_ file: SecretKeyFile) {
    guard let protection = file.protection, let words = (try? question?.call(Passphrase.key))?.words else { return }
    let key = SharedKey(words).bytes
    do throws(OpenPGPError) {
      finish(try file.open(key: Array(key[..<protection.keyLength]), VaultCipher()))
    } catch {
      guard error == .wrongPassphrase else { return give(up: error.reason) }
      environment.log("a wrong passphrase for \"\(name)\"")
      isAgain = true
      ask(protection)
    }
  }

  // MARK: - The secret

  private func finish(_ seed: [UInt8]) {
    guard let file else { return }
    guard Cryptography.publicKey(seed) == file.key.bytes else {
      return give(up: "its secret does not belong to its public key")
    }
    let key = StoredKey(creationTime: file.key.creationTime, userID: file.userID, seed: seed)
    do throws(SigningFailure) { try vault.add(key) } catch {
      return give(up: error == .tooManyKeys ? "there is no room for a further key" : "the disk did not take it")
    }
    environment.log("imported the key \(Hexadecimal.text(key.fingerprint))")
    end()
  }
}

/// What opening a secret needs.
private struct VaultCipher: SecretCipher {
  func sha1(_ bytes: [UInt8]) -> [UInt8] { Cryptography.sha1(bytes) }
  func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8] { Cryptography.encryptBlock(block, key) }
}

extension OpenPGPError {
  /// For the person at the machine.
  fileprivate var reason: String {
    switch self {
    case .truncated: "it ends in the middle"
    case .malformed: "it is not what OpenPGP writes: damaged"
    case .noArmor: "there is no \"BEGIN PGP PRIVATE KEY BLOCK\" in it"
    case .wrongChecksum: "a checksum is wrong: damaged"
    case .noKey: "there is no secret key in it"
    case .unsupportedKey: "the key is of another kind than Ed25519, version 4"
    case .unsupportedProtection: "its secret is missing, or protected by something else than AES with SHA-1, SHA-256 or SHA-512"
    case .wrongPassphrase: "the passphrase is wrong"
    }
  }
}

// Keys and signed mails, made on the host by the same code as on the machine.
//
//     mail-proof key SEED TIME USER-ID KEY.asc         makes a key of 64 hexadecimal digits
//     mail-proof import SECRET.asc PASSPHRASE KEY.asc   reads gpg's key and writes what is public of it
//     mail-proof sign SEED TIME FOLDER MAIL ...         writes FOLDER/NAME.eml for each mail

import Cryptography
import Foundation
import Mail
import OpenPGP

struct Hash: RunningHash {
  private let state: UnsafeMutableRawPointer
  private let size: Int

  init(_ algorithm: HashAlgorithm) {
    state = hash_begin(CInt(algorithm.rawValue))
    size = algorithm == .sha1 ? 20 : algorithm == .sha256 ? 32 : 64
  }

  mutating func update(_ bytes: borrowing Span<UInt8>) {
    bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { hash_update(state, start, $0.count) } }
  }

  mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: size)
    hash_finish(state, &digest)
    return digest
  }
}

struct Library: ImportCryptography {
  func hash(_ algorithm: HashAlgorithm) -> Hash { Hash(algorithm) }

  func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8] {
    var block = block
    aes_encrypt_block(&block, key, key.count)
    return block
  }
}

/// A key whose secret is here: what is another component's on the machine.
struct Signer {
  let seed: [UInt8]
  let key: PublicKey

  init(seed: [UInt8], time: UInt32) {
    self.seed = seed
    var bytes = [UInt8](repeating: 0, count: 32)
    ed25519_public_key(&bytes, seed)
    key = PublicKey(creationTime: time, bytes: bytes)
  }

  var fingerprint: [UInt8] {
    var hash = Hash(.sha1)
    hash.update(key.hashedForm.span)
    return hash.finish()
  }

  func sign(_ hash: Hash) -> (signature: [UInt8], digestStart: UInt16) {
    var hash = hash
    let digest = hash.finish()
    var signature = [UInt8](repeating: 0, count: 64)
    ed25519_sign(&signature, seed, digest, digest.count)
    return (signature, UInt16(digest[0]) << 8 | UInt16(digest[1]))
  }

  func certificate(_ userID: [UInt8]) -> [UInt8] {
    let certificate = Certificate(key, userID: userID, fingerprint: fingerprint, time: key.creationTime)
    var hash = Hash(.sha512)
    hash.update(certificate.signedBytes.span)
    let (signature, start) = sign(hash)
    return Armor.encode(.publicKey, certificate.packets(signature: signature, digestStart: start))
  }
}

struct HashSink: ByteSink {
  var hash = Hash(.sha512)
  mutating func write(_ bytes: Span<UInt8>) { hash.update(bytes) }
}

struct FileSink: ByteSink {
  var data = Data()
  mutating func write(_ bytes: Span<UInt8>) { bytes.withUnsafeBufferPointer { data.append($0) } }
}

func sign(_ bytes: [UInt8], _ signer: Signer, time: UInt32) -> Data {
  let mail = SignedMail(bytes.span)
  let frame = SignatureFrame(.document, fingerprint: signer.fingerprint, time: time)
  var sink = HashSink()
  mail.writeSignedPart(bytes.span, into: &sink)
  sink.hash.update(frame.trailer.span)
  let (signature, start) = signer.sign(sink.hash)
  let armor = Armor.encode(.signature, frame.packet(signature: signature, digestStart: start), lineEnd: "\r\n")
  var file = FileSink()
  mail.write(bytes.span, signature: armor, into: &file)
  return file.data
}

func hexadecimal(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

func run(_ arguments: [String]) throws {
  switch arguments.first {
  case "key" where arguments.count == 5:
    let signer = Signer(seed: hexadecimal(arguments[1]), time: UInt32(arguments[2])!)
    try Data(signer.certificate(Array(arguments[3].utf8))).write(to: URL(filePath: arguments[4]))
  case "import" where arguments.count == 4:
    let key = try SecretKeyImport.read(
      armored: read(arguments[1]), passphrase: Array(arguments[2].utf8), Library())
    let signer = Signer(seed: key.seed, time: key.key.creationTime)
    precondition(signer.key == key.key, "the secret does not belong to the public key")
    try Data(signer.certificate(key.userID)).write(to: URL(filePath: arguments[3]))
  case "sign" where arguments.count >= 4:
    let signer = Signer(seed: hexadecimal(arguments[1]), time: UInt32(arguments[2])!)
    for path in arguments[4...] {
      let target = URL(filePath: arguments[3]).appending(path: URL(filePath: path).lastPathComponent + ".eml")
      try sign(read(path), signer, time: signer.key.creationTime + 1).write(to: target)
    }
  default:
    print("what?")
    exit(64)
  }
}

@main struct Proof {
  static func main() {
    do { try run(Array(CommandLine.arguments.dropFirst())) } catch {
      print("mail-proof: \(error)")
      exit(1)
    }
  }
}

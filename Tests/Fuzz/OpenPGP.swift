// Any bytes as packets, and as a key's armour: see README.md.

import OpenPGP

/// No cryptography: what is read matters here, not what comes of it.
private struct Counting: RunningHash, ImportCryptography {
  var count = 0
  mutating func update(_ bytes: borrowing Span<UInt8>) { count += bytes.count }
  mutating func finish() -> [UInt8] { [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: 20) }
  func hash(_ algorithm: HashAlgorithm) -> Counting { Counting() }
  func encryptBlock(_ block: [UInt8], key: [UInt8]) -> [UInt8] { block }
}

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  for text in [bytes, Armor.encode(.secretKey, bytes)] {
    guard let key = try? SecretKeyImport.read(armored: text, passphrase: [1, 2], Counting()) else { continue }
    precondition(key.seed.count == 32 && key.key.bytes.count == 32, "a key of another size")
  }
  if let packets = try? Packet.all(in: bytes) {
    precondition(packets.allSatisfy { $0.body.upperBound <= count }, "a packet outside")
  }
  return 0
}

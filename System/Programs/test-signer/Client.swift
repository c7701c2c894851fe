// A client of the signer: an honest one, or one that tries what it can.

import Bulkhead
import OpenPGP

final class Client {
  private let session: Session<Signer>
  private let block: Mapping

  init(_ environment: Environment, label: StaticString, room: UInt64 = 1 << 20) throws(SessionError) {
    let donation = Quota(ram: Signer.cost.ram + room, capabilities: Signer.cost.capabilities + 2)
    session = try environment.open(Signer.self, label: Text(label), donation: donation)
    let dataspace: OwnedCapability<Dataspace>? = try? session.call(Signer.buffer)
    guard let dataspace, let block = try? Mapping(dataspace.capability, isWritable: true, isLasting: true)
    else { throw .failed("no block") }
    self.block = block
  }

  var state: SignerState { (try? session.call(Signer.state)) ?? .refused }

  func begin(_ size: UInt64) throws(SignerFailure) { try session.call(Signer.begin, size) }
  func append(_ count: UInt64) throws(SignerFailure) { try session.call(Signer.append, count) }
  func ask() throws(SignerFailure) { try session.call(Signer.ask) }
  func signature() throws(SignerFailure) -> [UInt8] { block.copy(first: Int(try session.call(Signer.signature))) }
  func publicKey() throws(SignerFailure) -> [UInt8] { block.copy(first: Int(try session.call(Signer.publicKey))) }

  /// Hands in a message, and overwrites the block afterwards with something else.
  func hand(in message: [UInt8]) throws(SignerFailure) {
    try begin(UInt64(message.count))
    var position = 0
    while position < message.count {
      let end = min(position + Signer.blockSize, message.count)
      block.write(Array(message[position..<end]))
      try append(UInt64(end - position))
      position = end
    }
    block.write(Array(repeating: UInt8(ascii: "X"), count: min(message.count, Signer.blockSize)))
  }

  /// Is what was signed this message, with OpenPGP's trailer after it?
  func isSigned(_ message: [UInt8]) -> Bool {
    guard let text = try? signature(), let bytes = try? Armor.decode(.signature, text),
      let packets = try? Packet.all(in: bytes), packets.count == 1
    else { return false }
    let body = Array(bytes[packets[0].body])
    let hashed = Array(body[..<(6 + Int(body[4]) << 8 + Int(body[5]))])
    let length = UInt8(hashed.count)
    return Self.integer(of: body, after: hashed.count) == Self.sum(of: message + hashed + [4, 0xff, 0, 0, 0, length])
  }

  /// The first 8 bytes of R: behind the rest of the subpackets (12 bytes), the digest's start and the integer's length.
  private static func integer(of body: [UInt8], after hashed: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(body[hashed + 12 + 2 + 2 + index]) << UInt64(8 * index) }
    return value
  }

  /// What the vault of this test makes of bytes.
  private static func sum(of bytes: [UInt8]) -> UInt64 {
    var sum: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    return sum | 1
  }
}

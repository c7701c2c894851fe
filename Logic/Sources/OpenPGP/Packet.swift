// Packets: what all of OpenPGP is made of (RFC 4880, 4.2; RFC 9580, 4.2). A tag, a length, a body.

/// What a packet is. Others are skipped.
public enum PacketTag: UInt8, Sendable {
  case signature = 2
  case secretKey = 5
  case publicKey = 6
  case userID = 13
}

public struct Packet: Equatable, Sendable {
  /// A `PacketTag`, or another number.
  public let tag: UInt8
  /// Where in the bytes that were read the body is.
  public let body: Range<Int>

  /// The packets of `bytes`, in their order.
  ///
  /// Both old and new headers are read. Lengths in parts, and none, are for data that streams; no key has them.
  public static func all(in bytes: [UInt8]) throws(OpenPGPError) -> [Packet] {
    var packets: [Packet] = []
    var reader = ByteReader(bytes, 0..<bytes.count)
    while reader.remaining > 0 {
      let header = try reader.byte()
      guard header & 0x80 != 0 else { throw .malformed }
      let isNew = header & 0x40 != 0
      let length = isNew ? try newLength(&reader) : try oldLength(header & 3, &reader)
      guard length <= reader.remaining else { throw .truncated }
      let start = reader.position
      _ = try reader.take(length)
      packets.append(Packet(tag: isNew ? header & 0x3f : header >> 2 & 0xf, body: start..<start + length))
    }
    return packets
  }

  private static func oldLength(_ type: UInt8, _ reader: inout ByteReader) throws(OpenPGPError) -> Int {
    switch type {
    case 0: Int(try reader.byte())
    case 1: Int(try reader.number16())
    case 2: Int(try reader.number32())
    default: throw .malformed
    }
  }

  private static func newLength(_ reader: inout ByteReader) throws(OpenPGPError) -> Int {
    let first = Int(try reader.byte())
    if first < 192 { return first }
    if first < 224 { return (first - 192) << 8 + Int(try reader.byte()) + 192 }
    guard first == 255 else { throw .malformed }
    return Int(try reader.number32())
  }

  /// A packet with a header of the new format.
  public static func encode(_ tag: PacketTag, _ body: [UInt8]) -> [UInt8] {
    var packet: [UInt8] = [0xc0 | tag.rawValue]
    if body.count < 192 {
      packet.append(UInt8(body.count))
    } else if body.count < 8384 {
      packet.append(number: UInt16(body.count - 192 + 192 << 8))
    } else {
      packet.append(0xff)
      packet.append(number: UInt32(body.count))
    }
    return packet + body
  }
}

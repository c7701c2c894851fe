// Commands to a codec (High Definition Audio Specification 1.0a, 7.3): a codec's address, a node in it, what to do, and a
// payload, in 32 bits. Most have 12 bits for what to do and 8 for the payload; a few 4 and 16.

public struct Verb: Equatable, Sendable {
  public let word: UInt32

  /// - Parameter id: 12 bits.
  public init(_ codec: UInt8, _ node: UInt8, _ id: UInt16, _ payload: UInt8 = 0) {
    word = UInt32(codec & 0xf) << 28 | UInt32(node) << 20 | UInt32(id & 0xfff) << 8 | UInt32(payload)
  }

  /// - Parameter id: 4 bits.
  public init(_ codec: UInt8, _ node: UInt8, short id: UInt8, _ payload: UInt16) {
    word = UInt32(codec & 0xf) << 28 | UInt32(node) << 20 | UInt32(id & 0xf) << 16 | UInt32(payload)
  }
}

/// What can be done with nodes.
enum VerbID {
  static var getParameter: UInt16 { 0xf00 }
  static var getConnections: UInt16 { 0xf02 }
  static var getConfiguration: UInt16 { 0xf1c }
  static var selectConnection: UInt16 { 0x701 }
  static var setPower: UInt16 { 0x705 }
  static var setStream: UInt16 { 0x706 }
  static var setPinControl: UInt16 { 0x707 }
  static var setExternalAmplifier: UInt16 { 0x70c }
  /// Of 4 bits.
  static var setFormat: UInt8 { 0x2 }
  static var setAmplifier: UInt8 { 0x3 }
}

/// What can be asked about a node (7.3.4).
enum Parameter {
  static var vendor: UInt8 { 0x00 }
  static var subordinates: UInt8 { 0x04 }
  static var groupType: UInt8 { 0x05 }
  static var widget: UInt8 { 0x09 }
  static var pin: UInt8 { 0x0c }
  static var inputAmplifier: UInt8 { 0x0d }
  static var connectionCount: UInt8 { 0x0e }
  static var outputAmplifier: UInt8 { 0x12 }
}

/// Samples of a stream, as its descriptor and its converter are told (3.7.1).
public enum StreamFormat {
  /// 48 kHz, 16 bits, two channels.
  public static var standard: UInt16 { 0x0011 }
}

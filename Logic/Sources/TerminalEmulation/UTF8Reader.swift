// UTF-8, byte by byte: what is not UTF-8 becomes U+FFFD, one for each sequence that breaks off, as Unicode recommends.

public struct UTF8Reader: Sendable {
  public enum Step {
    /// More bytes are needed.
    case pending
    case scalar(Unicode.Scalar)
    /// A sequence broke off before this byte, which has not been read.
    case broken
  }

  private var value: UInt32 = 0
  private var missing = 0
  /// What the next byte may be: tells overlong forms, surrogates, and numbers beyond Unicode by the second byte.
  private var allowed: ClosedRange<UInt8> = 0x80...0xbf

  public var isPending: Bool { missing > 0 }

  public init() {}

  public mutating func read(_ byte: UInt8) -> Step {
    if missing == 0 { return begin(byte) }
    guard allowed.contains(byte) else {
      missing = 0
      return .broken
    }
    allowed = 0x80...0xbf
    value = value << 6 | UInt32(byte & 0x3f)
    missing -= 1
    return missing > 0 ? .pending : .scalar(Unicode.Scalar(value) ?? "\u{fffd}")
  }

  private mutating func begin(_ byte: UInt8) -> Step {
    switch byte {
    case 0...0x7f: return .scalar(Unicode.Scalar(byte))
    case 0xc2...0xdf: (value, missing, allowed) = (UInt32(byte & 0x1f), 1, 0x80...0xbf)
    case 0xe0: (value, missing, allowed) = (0, 2, 0xa0...0xbf)
    case 0xed: (value, missing, allowed) = (13, 2, 0x80...0x9f)
    case 0xe1...0xef: (value, missing, allowed) = (UInt32(byte & 0xf), 2, 0x80...0xbf)
    case 0xf0: (value, missing, allowed) = (0, 3, 0x90...0xbf)
    case 0xf4: (value, missing, allowed) = (4, 3, 0x80...0x8f)
    case 0xf1...0xf3: (value, missing, allowed) = (UInt32(byte & 7), 3, 0x80...0xbf)
    default: return .scalar("\u{fffd}")
    }
    return .pending
  }
}

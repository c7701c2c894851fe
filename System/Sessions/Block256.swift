// 32 bytes in a message: a key, entropy, a digest.

import RPC

/// 32 bytes.
public struct Block256: Message, Equatable {
  public let words: (UInt64, UInt64, UInt64, UInt64)

  public init(_ words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  public static func == (a: Self, b: Self) -> Bool { a.words == b.words }

  public func encode(into message: inout MessageWriter) {
    message.append(words.0)
    message.append(words.1)
    message.append(words.2)
    message.append(words.3)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let (a, b) = (try message.next(), try message.next())
    words = (a, b, try message.next(), try message.next())
  }
}

// Entropy: numbers that nobody can guess. What is handed out is handed out once.

import RPC

public enum EntropyFailure: UInt16, Failure {
  /// There is none right now. Whoever set a signal is told when there is again.
  case notReady = 1
  case unreachable = 0xffff
}

/// 32 bytes.
public struct EntropyBlock: Message, Equatable {
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

public enum Entropy: SessionInterface {
  public typealias Failure = EntropyFailure
  public static var name: StaticString { "Entropy" }
  public static var cost: Quota { .smallSession }

  /// A hostile server could hand out what it knows: mix it with what others give where that matters.
  public static var take: Method<Entropy, Nothing, EntropyBlock> { Method(1) }
  /// Told when there is entropy again, after `notReady`.
  public static var setSignal: Method<Entropy, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
}

// LogHistory: the newest lines of others, for who may read them.

import RPC

public enum LogHistoryFailure: UInt16, Failure {
  /// There is no newer line.
  case noMore = 1
  case unreachable = 0xffff
}

public struct LogEntry: Message {
  /// Lines count from 1. What is missing between two entries was overwritten before it was read.
  public let number: UInt64
  /// Since the machine started.
  public let milliseconds: UInt64
  /// Who wrote it.
  public let label: Text
  public let text: Text

  public init(number: UInt64, milliseconds: UInt64, label: Text, text: Text) {
    (self.number, self.milliseconds) = (number, milliseconds)
    (self.label, self.text) = (label, text)
  }

  public func encode(into message: inout MessageWriter) {
    number.encode(into: &message)
    milliseconds.encode(into: &message)
    label.encode(into: &message)
    text.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    number = try UInt64(from: &message)
    milliseconds = try UInt64(from: &message)
    label = try Text(from: &message)
    text = try Text(from: &message)
  }
}

public enum LogHistory: SessionInterface {
  public typealias Failure = LogHistoryFailure
  public static var name: StaticString { "LogHistory" }
  /// That is what it is for.
  public static var clientInfluence: Influence { .sees }
  public static var cost: Quota { .smallSession }

  /// The oldest line that there is behind the one with that number.
  public static var next: Method<LogHistory, UInt64, LogEntry> { Method(1, .alters | .denies) }
  /// Told when there are new lines, at most ten times a second.
  public static var setSignal: Method<LogHistory, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
}

// Terminal: text that a program shows, and keys that it reads, as bytes: what xterm understands, and what it sends.
//
// Output is worked on during the call, at the client's cost: a program that floods its terminal slows itself. A server that
// passes it on takes as much as the other side has room for. Input waits at the server, as much of it as `inputLimit`; what is
// typed beyond that is lost.

import RPC

public enum TerminalFailure: UInt16, Failure {
  /// More bytes than `blockSize`.
  case tooLong = 1
  case unreachable = 0xffff
}

/// In characters.
public struct TerminalSize: Message, Equatable, Sendable {
  public let columns: UInt16
  public let rows: UInt16

  public init(columns: UInt16, rows: UInt16) {
    self.columns = columns
    self.rows = rows
  }

  public func encode(into message: inout MessageWriter) {
    columns.encode(into: &message)
    rows.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    columns = try UInt16(from: &message)
    rows = try UInt16(from: &message)
  }
}

public enum Terminal: SessionInterface {
  public typealias Failure = TerminalFailure
  public static var name: StaticString { "Terminal" }
  public static var cost: Quota { Quota(ram: 24 << 10, capabilities: 6) }

  /// Bytes that travel at a time, each way.
  public static var blockSize: Int { 4096 }
  /// Bytes of input that wait for the client.
  public static var inputLimit: Int { 16 << 10 }

  /// Two blocks of memory: the first for output, the second for input.
  public static var buffer: Method<Terminal, Nothing, Capability<Dataspace>> { Method(1) }
  public static var size: Method<Terminal, Nothing, TerminalSize> { Method(2, .alters) }
  /// Takes that many bytes of the first block, and says how many it took: if fewer, the signal for input comes when there is
  /// room again. Sequences and characters may go on in the next block.
  public static var write: Method<Terminal, UInt64, UInt64> { Method(3, .sees | .denies) }
  /// Puts input into the second block, and says how many bytes; 0: there is none.
  public static var read: Method<Terminal, Nothing, UInt64> { Method(4) }
  /// Told when there is input, or room for output after a `write` that was not taken completely.
  public static var setReadSignal: Method<Terminal, Capability<SignalTarget>, Nothing> { Method(5, .denies) }
  /// Told when `size` changed.
  public static var setSizeSignal: Method<Terminal, Capability<SignalTarget>, Nothing> { Method(6, .denies) }
}

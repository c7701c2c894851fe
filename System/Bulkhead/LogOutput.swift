// Writing to the log. The system puts the component's label in front of every line.

/// The component's log.
public struct LogOutput {
  private let session: Capability<Log>

  init(_ session: Capability<Log>) { self.session = session }

  /// Writes lines. A line that is longer than a message is continued on the next one.
  public func callAsFunction(_ text: String) {
    var line = Text()
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") || line.count == Text.maximumBytes {
        write(line)
        line.removeAll()
      }
      if byte != UInt8(ascii: "\n") { line.append(byte) }
    }
    write(line)
  }

  /// Writes a line. Does not allocate.
  public func callAsFunction(_ line: StaticString) { write(Text(line)) }

  /// Writes a line. Does not allocate.
  public func write(_ line: Text) {
    TracePoint.note(line)
    // A log that is gone takes nobody along.
    try? session.call(Log.write, line)
  }
}

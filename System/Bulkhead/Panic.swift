// Ends of components that found themselves broken: the reason reaches the log, with its place in the source.
//
// `fatalError`, `precondition` and `preconditionFailure` here take the place of Swift's in every file that imports Bulkhead.
// Swift's own checks (bounds, overflow) trap without words: core then logs the address of the instruction.

/// Logs why the component cannot go on and where, and ends its thread by a fault.
public func panic(_ message: StaticString, file: StaticString = #fileID, line: UInt = #line) -> Never {
  Panic.log(Text(cutting: message), file, line)
  Swift.fatalError()
}

/// As Swift's, and the message reaches the log.
public func fatalError(
  _ message: @autoclosure () -> StaticString = StaticString(), file: StaticString = #fileID, line: UInt = #line
) -> Never {
  panic(message(), file: file, line: line)
}

/// As Swift's, and the message reaches the log.
@_disfavoredOverload
public func fatalError(_ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  Panic.log(Text(message()), file, line)
  Swift.fatalError()
}

/// As Swift's, and the message reaches the log.
public func preconditionFailure(
  _ message: @autoclosure () -> StaticString = StaticString(), file: StaticString = #fileID, line: UInt = #line
) -> Never {
  panic(message(), file: file, line: line)
}

/// As Swift's, and the message reaches the log.
@inline(__always)
public func precondition(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> StaticString = StaticString(),
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { panic(message(), file: file, line: line) }
}

private enum Panic {
  static func log(_ message: Text, _ file: StaticString, _ line: UInt) {
    var text = Text("panic: ")
    text.append(message)
    text.append(" (")
    text.append(file)
    text.append(":")
    text.append(Text(decimal: UInt64(line)))
    text.append(")")
    let session: Capability<AnySession>? = try? StartRecord.current.parent.call(
      Parent.sessionCapability, EnvironmentSession.log)
    if let session { LogOutput(session.of(Log.self)).write(text) }
  }
}

// Taking lines of a log.

import Bulkhead

/// One client's log session.
public final class LogReceiver: SessionObject {
  /// The client, as its parents call it.
  public let label: Text
  private let handle: (Text) -> Void
  private let close: () -> Void

  /// - Parameters:
  ///   - close: called when the session ends.
  ///   - handle: called with each line.
  public init(_ request: SessionRequest, close: @escaping () -> Void = {}, handle: @escaping (Text) -> Void) {
    label = request.label
    self.handle = handle
    self.close = close
  }

  deinit { close() }

  public func serve(_ request: inout Request) {
    request.serve(Log.write) { (line) throws(LogFailure) -> Void in self.handle(line) }
  }
}

extension Text {
  /// The line as the system's log shows it: with the label of who wrote it in front.
  public static func line(_ line: Text, from label: Text) -> Text {
    var text = Text("[")
    text.append(label)
    text.append("] ")
    text.append(line)
    return text
  }
}

// Where the lines come from.

import Bulkhead
import LogStore

final class LogSource {
  private let session: Session<LogHistory>
  private var handler: SignalHandler?
  var onNews: (() -> Void)?

  init(_ environment: Environment) throws(SessionError) {
    session = try environment.open(LogHistory.self)
    do throws(EntrypointError) {
      handler = try environment.entrypoint.onSignal { [self] _ in onNews?() }
    } catch { throw .failed("no signal handler for news of the log") }
    if let capability = handler?.capability { try? session.call(LogHistory.setSignal, capability) }
  }

  /// The next line; nil if there is none, or the server is gone. A server that counts wrongly has no lines.
  func next(after number: UInt64) -> LogRecord? {
    guard let entry: LogEntry = try? session.call(LogHistory.next, number), entry.number > number else { return nil }
    return LogRecord(
      number: entry.number, milliseconds: entry.milliseconds, label: entry.label.string, text: entry.text.string)
  }
}

// Keeps the newest lines that components write to their log, for who may read them, and passes them on.
//
// Memory is bounded: new lines push out old ones. A component that floods its log pushes out others' lines here, but not
// in the log that they are passed on to; a reader sees how many it missed.

import Bulkhead
import HID
import LogStore
import Policy
import Services

@main final class LogHub: Component {
  private let environment: Environment
  private(set) var store: LogStore
  private let passesOn: Bool
  private var logs: Service<Log>?
  private var histories: Service<LogHistory>?
  private var readers: [HistoryReader] = []
  private var notice: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    let lines = (try? node.number("lines", default: 2000)) ?? 2000
    store = LogStore(mostRecords: max(1, min(lines, 10_000)))
    passesOn = (try? node.flag("forward", default: true)) ?? true
    logs = try environment.offer(Log.self) { [self] request throws(RefusedSession) in write(request) }
    histories = try environment.offer(LogHistory.self) { [self] _ throws(RefusedSession) in read() }
  }

  private func write(_ request: SessionRequest) -> any SessionObject {
    let label = request.label
    let name = label.string
    return LogReceiver(request) { [self] line in
      if passesOn { environment.log.write(Text.line(line, from: label)) }
      store.append(label: name, text: line.string, at: environment.clock.now.microseconds / 1000)
      if notice == nil, !readers.isEmpty { tellSoon() }
    }
  }

  /// Many lines, one signal.
  private func tellSoon() {
    notice = environment.entrypoint.after(.milliseconds(100)) { [self] in
      notice = nil
      for reader in readers { reader.tell() }
    }
  }

  private func read() -> any SessionObject {
    let reader = HistoryReader(self)
    readers.append(reader)
    return OpenSession(reader)
  }

  func remove(_ reader: HistoryReader) { readers.removeAll { $0 === reader } }
}

/// One reader's session.
final class HistoryReader: SessionState {
  private let hub: LogHub
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ hub: LogHub) { self.hub = hub }

  func tell() { signal.capability.submit() }
  func close() { hub.remove(self) }

  func serve(_ request: inout Request) {
    request.serve(LogHistory.next) { (number) throws(LogHistoryFailure) -> LogEntry in
      guard let record = hub.store.next(after: number) else { throw .noMore }
      return LogEntry(
        number: record.number, milliseconds: record.milliseconds, label: Text(record.label), text: Text(record.text))
    }
    request.keep(LogHistory.setSignal, in: &signal)
  }
}

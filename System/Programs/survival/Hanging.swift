// Makes a child hang: all of its threads stop where they are.

import Bulkhead

struct Hanging: ~Copyable {
  private let trace: Session<Trace>

  /// Opens `Trace`, which sees the threads below the component's own label.
  init(_ environment: Environment) throws(SessionError) { trace = try environment.open(Trace.self) }

  /// - Returns: whether there was a thread to be stopped.
  func hang(_ child: String) -> Bool {
    let suffix = Array((" -> " + child).utf8)
    var (last, isFound) = (0 as UInt64, false)
    while let subjects = try? trace.call(Trace.subjects, last), subjects.count > 0 {
      for index in 0..<subjects.count {
        last = subjects.numbers[index]
        guard let thread: TraceInformation = try? trace.call(Trace.information, last) else { continue }
        let label = Array(thread.label.string.utf8)
        guard label.count >= suffix.count, label.suffix(suffix.count).elementsEqual(suffix) else { continue }
        isFound = (try? trace.call(Trace.pause, last)) != nil || isFound
      }
    }
    return isFound
  }
}

// Numbers and events in words.

import Bulkhead

enum TraceText {
  static func name(_ state: TraceInformation.State) -> String {
    switch state {
    case .running: "running"
    case .paused: "paused"
    case .faulted: "stopped by a fault"
    case .dead: "dead"
    }
  }

  /// In tenths of a percent.
  static func share(_ part: UInt64, of whole: UInt64) -> String {
    let share = part / max(1, whole / 1000)
    return "\(share / 10).\(share % 10) %"
  }

  /// With milliseconds.
  static func seconds(_ microseconds: UInt64) -> String {
    let milliseconds = microseconds / 1000 % 1000
    let zeros = milliseconds < 10 ? "00" : milliseconds < 100 ? "0" : ""
    return "\(microseconds / 1_000_000).\(zeros)\(milliseconds)"
  }

  static func event(_ record: TraceRecord) -> String {
    switch record.kind {
    case .call: "calls \(record.argument), method \(record.detail)"
    case .dispatch: "is called, method \(record.detail)"
    case .submit: "submits signal \(record.argument)"
    case .signal: "handles \(record.detail) signals"
    case .log: "writes to the log: \(record.name.string)"
    case .checkpoint: "is at \(record.name.string): \(record.argument)"
    case nil: "noted nonsense"
    }
  }
}

// Where the framework notes what the calling thread does, if it is traced: a load and a branch otherwise.

import KernelABI

/// Places in the framework and in programs that show up in a trace.
public enum TracePoint {
  @inline(__always)
  public static func note(_ kind: TraceKind, _ detail: UInt64, _ argument: UInt64) {
    let buffer = MessageBuffer.traceBuffer
    if buffer != 0 { append(kind, detail, argument, to: buffer) }
  }

  /// A line of the log.
  @inline(__always)
  public static func note(_ line: Text) {
    let buffer = MessageBuffer.traceBuffer
    if buffer != 0 { append(line, to: buffer) }
  }

  /// The program is at a place of its own that is worth knowing.
  /// - Parameters:
  ///   - name: cut behind 32 bytes.
  ///   - value: whatever helps.
  @inline(__always)
  public static func checkpoint(_ name: StaticString, _ value: UInt64 = 0) {
    let buffer = MessageBuffer.traceBuffer
    if buffer != 0 { append(name, value, to: buffer) }
  }

  /// (Makes the record here, so that the places themselves stay small.)
  @inline(never)
  private static func append(_ kind: TraceKind, _ detail: UInt64, _ argument: UInt64, to buffer: UInt64) {
    append(TraceRecord(kind, detail, argument), to: buffer)
  }

  @inline(never)
  private static func append(_ line: Text, to buffer: UInt64) {
    append(TraceRecord(.log, UInt64(line.count), 0), line, to: buffer)
  }

  @inline(never)
  private static func append(_ name: StaticString, _ value: UInt64, to buffer: UInt64) {
    append(TraceRecord(.checkpoint, 0, value), Text(cutting: name), to: buffer)
  }

  private static func append(_ record: TraceRecord, _ text: Text, to buffer: UInt64) {
    var record = record
    for index in 0..<min(text.count, 32) { record.text[index / 8] |= UInt64(text[index]) << UInt64(index % 8 * 8) }
    append(record, to: buffer)
  }

  @inline(never)
  private static func append(_ record: TraceRecord, to buffer: UInt64) {
    let ring = TraceRing(at: UInt(buffer))
    guard let kind = record.kind, ring.events.contains(TraceEvents(kind)) else { return }
    var record = record
    record.ticks = KernelCall.ticks
    ring.append(record)
  }
}

// TRACE: watching the threads of components below the session's own label.

import RPC

public enum TraceFailure: UInt16, Failure {
  /// No thread (any more) that this session may see.
  case invalidSubject = 1
  /// The account of the thread's component does not suffice for the buffer.
  case outOfQuota = 2
  case unreachable = 0xffff
}

/// Numbers of subjects, and how to go on asking.
public struct TraceSubjects: Message {
  /// How many of `numbers` count.
  public private(set) var count = 0
  public private(set) var numbers: InlineArray<32, UInt64>

  public init() { numbers = InlineArray(repeating: 0) }

  /// False if there is no room for more.
  public mutating func append(_ number: UInt64) -> Bool {
    guard count < numbers.count else { return false }
    numbers[count] = number
    count += 1
    return true
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(count))
    for index in 0..<count { message.append(numbers[index]) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    self.init()
    let count = try message.next()
    guard count <= 32 else { throw .malformed }
    for _ in 0..<count { _ = append(try message.next()) }
  }
}

/// One thread as the trace session sees it.
public struct TraceInformation: Message {
  public enum State: UInt64, Message {
    case running = 0
    case paused = 1
    /// Stopped by a fault.
    case faulted = 2
    /// Ended since it was listed.
    case dead = 3
  }

  public let state: State
  public let cpu: UInt64
  public let priority: UInt64
  /// Ticks that it ran.
  public let executionTime: UInt64
  public let thread: Text
  /// The label of its protection domain.
  public let label: Text

  public init(state: State, cpu: UInt64, priority: UInt64, executionTime: UInt64, thread: Text, label: Text) {
    self.state = state
    self.cpu = cpu
    self.priority = priority
    self.executionTime = executionTime
    self.thread = thread
    self.label = label
  }

  public func encode(into message: inout MessageWriter) {
    state.encode(into: &message)
    message.append(cpu)
    message.append(priority)
    message.append(executionTime)
    thread.encode(into: &message)
    label.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    state = try State(from: &message)
    cpu = try message.next()
    priority = try message.next()
    executionTime = try message.next()
    thread = try Text(from: &message)
    label = try Text(from: &message)
  }
}

/// What a thread did, oldest first.
public struct TraceRecords: Message {
  /// How many of `records` count.
  public private(set) var count = 0
  public private(set) var records = InlineArray<16, TraceRecord>(repeating: TraceRecord())

  public init() {}

  /// False if there is no room for more.
  public mutating func append(_ record: TraceRecord) -> Bool {
    guard count < records.count else { return false }
    records[count] = record
    count += 1
    return true
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(count))
    for index in 0..<count {
      message.append(records[index].number)
      message.append(records[index].ticks)
      message.append(records[index].head)
      message.append(records[index].argument)
      for word in 0..<4 { message.append(records[index].text[word]) }
    }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let count = try message.next()
    guard count <= 16 else { throw .malformed }
    for _ in 0..<count {
      var record = TraceRecord()
      record.number = try message.next()
      record.ticks = try message.next()
      record.head = try message.next()
      record.argument = try message.next()
      for word in 0..<4 { record.text[word] = try message.next() }
      _ = append(record)
    }
  }
}

public enum Trace: SessionInterface {
  public typealias Failure = TraceFailure
  public static var name: StaticString { "TRACE" }
  public static var cost: Quota { Quota(ram: 16 << 10, capabilities: 3) }

  /// Numbers of the threads that the session sees, in ascending order from above the given one (0: from the start), at most 32.
  public static var subjects: Method<Trace, UInt64, TraceSubjects> { Method(1, .alters) }
  public static var information: Method<Trace, UInt64, TraceInformation> { Method(2, .alters) }
  public static var pause: Method<Trace, UInt64, Nothing> { Method(3, .denies) }
  public static var resume: Method<Trace, UInt64, Nothing> { Method(4, .denies) }
  /// From now on a thread notes these events in a buffer of its own, which takes a page of its component's account until the
  /// thread ends. No events: it notes nothing any more.
  public static var watch: Method<Trace, Pair<UInt64, TraceEvents>, Nothing> { Method(5, .alters) }
  /// What a thread noted, from above the given number on (0: all), at most 16 records. The newest 63 are there.
  public static var records: Method<Trace, Pair<UInt64, UInt64>, TraceRecords> { Method(6, .alters) }
}

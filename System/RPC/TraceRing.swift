// What a thread did last, as its own framework notes it in a page that core reads: fixed places for records, of which the
// newest overwrite the oldest.
//
// The unsafe corner for that page. One thread writes it, in core's view an untrusted one; core reads at any time. A record is
// never seen half-written: its number is taken away before it changes and comes back, a new one, when it is complete, and who
// reads looks at the number before and after. No number that is read here is used as an address or as a length.
//
//     word 0      which events are noted (written by core)
//     word 1      the number of the newest record
//     words 8...  63 records of 8 words: number, ticks, kind and detail, argument, 32 bytes of text

import KernelABI
import Synchronization

/// What can be noted.
public enum TraceKind: UInt64, Message, Sendable {
  /// Called something: the detail is the opcode, the argument the capability.
  case call = 0
  /// Was called: the opcode, and the badge of the object.
  case dispatch = 1
  /// Submitted a signal: how many times, and the capability.
  case submit = 2
  /// Handles a signal: its count and imprint.
  case signal = 3
  /// Wrote a line to the log: the length of all of it, of which the first 32 bytes are the text.
  case log = 4
  /// Came to a place of the program's own: the name is the text, the argument a value.
  case checkpoint = 5
}

/// A set of kinds.
public struct TraceEvents: Flags, Message {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public init(_ kind: TraceKind) { rawValue = 1 << kind.rawValue }

  public static var all: TraceEvents { TraceEvents(rawValue: 0b11_1111) }

  public func encode(into message: inout MessageWriter) { message.append(rawValue) }
  public init(from message: inout MessageReader) throws(MessageError) { rawValue = try message.next() }
}

/// One thing that a thread did.
public struct TraceRecord: Equatable, Sendable {
  /// From 1 on; a gap means that records were overwritten before they were read.
  public var number: UInt64 = 0
  /// When, in ticks of the time-stamp counter.
  public var ticks: UInt64 = 0
  /// `TraceKind` in bits 0...7, the detail above. As the thread says: any value is possible.
  public var head: UInt64 = 0
  public var argument: UInt64 = 0
  /// The bytes of the text; 0 behind its end.
  public var text = InlineArray<4, UInt64>(repeating: 0)

  public init() {}

  public init(_ kind: TraceKind, _ detail: UInt64, _ argument: UInt64) {
    head = kind.rawValue | detail << 8
    self.argument = argument
  }

  /// Nil if the thread wrote nonsense.
  public var kind: TraceKind? { TraceKind(rawValue: head & 0xff) }
  public var detail: UInt64 { head >> 8 }

  /// The text's bytes up to the first 0.
  public var name: Text {
    var name = Text()
    for index in 0..<32 {
      let byte = UInt8(truncatingIfNeeded: text[index / 8] >> UInt64(index % 8 * 8))
      if byte == 0 { break }
      name.append(byte)
    }
    return name
  }

  public static func == (a: TraceRecord, b: TraceRecord) -> Bool {
    for index in 0..<4 where a.text[index] != b.text[index] { return false }
    return a.number == b.number && a.ticks == b.ticks && a.head == b.head && a.argument == b.argument
  }
}

/// The page. Names it only: it must stay where it is as long as this is used.
public struct TraceRing {
  private let address: UInt

  public static var bytes: Int { 4096 }
  public static var capacity: UInt64 { 63 }

  /// - Parameter address: of 4,096 bytes, zero at the start.
  public init(at address: UInt) { self.address = address }

  private func word<R>(_ index: Int, _ body: (borrowing Atomic<UInt64>) -> R) -> R {
    // Safety: all callers pass numbers of words of the page; an atomic number is laid out as the number.
    let pointer = unsafe UnsafePointer<Atomic<UInt64>>(bitPattern: address + UInt(index) * 8).unsafelyUnwrapped
    return unsafe body(pointer.pointee)
  }

  private func load(_ index: Int) -> UInt64 { word(index) { $0.load(ordering: .relaxed) } }
  private func store(_ value: UInt64, _ index: Int) { word(index) { $0.store(value, ordering: .relaxed) } }

  /// Which events are noted.
  public var events: TraceEvents {
    get { TraceEvents(rawValue: load(0)) }
    nonmutating set { store(newValue.rawValue, 0) }
  }

  /// The number of the newest record; 0: there is none.
  public var newest: UInt64 { word(1) { $0.load(ordering: .acquiring) } }

  private static func place(_ number: UInt64) -> Int { 8 + Int((number &- 1) % capacity) * 8 }

  /// Notes one more. Its number is the next one, whatever it says.
  public func append(_ record: TraceRecord) {
    let number = load(1) &+ 1
    let place = Self.place(number)
    store(0, place)
    atomicMemoryFence(ordering: .releasing)
    store(record.ticks, place + 1)
    store(record.head, place + 2)
    store(record.argument, place + 3)
    for index in 0..<4 { store(record.text[index], place + 4 + index) }
    word(place) { $0.store(number, ordering: .releasing) }
    word(1) { $0.store(number, ordering: .releasing) }
  }

  /// The record of that number; nil if it is not there yet, is being written, or was overwritten.
  public func record(_ number: UInt64) -> TraceRecord? {
    let place = Self.place(number)
    var record = TraceRecord()
    record.number = word(place) { $0.load(ordering: .acquiring) }
    guard number != 0, record.number == number else { return nil }
    record.ticks = load(place + 1)
    record.head = load(place + 2)
    record.argument = load(place + 3)
    for index in 0..<4 { record.text[index] = load(place + 4 + index) }
    atomicMemoryFence(ordering: .acquiring)
    return load(place) == number ? record : nil
  }

  /// What there is above a number, oldest first.
  /// - Parameter take: gets each record, and returns false to end.
  public func records(after number: UInt64, _ take: (TraceRecord) -> Bool) {
    let last = newest
    let oldest = last > Self.capacity ? last - Self.capacity + 1 : 1
    var next = number >= oldest ? number &+ 1 : oldest
    while next != 0, next <= last {
      if let record = record(next), !take(record) { return }
      next &+= 1
    }
  }
}

// Event: where drivers, and filters between them and the GUI server, deliver what a person does.

import Input
import RPC

public enum EventFailure: UInt16, Failure {
  case unreachable = 0xffff
}

/// Events in the order in which they happened.
public struct EventBatch: Message {
  public private(set) var events: [InputEvent] = []
  /// More in one message are a malformed message. Few, because what follows overwrites only as much of a message page as it
  /// needs: nobody may find more than four keys of a password in one.
  public static var limit: Int { 8 }

  public init() {}

  /// Does not take more than `limit`.
  public init(_ events: some Sequence<InputEvent>) {
    for event in events where self.events.count < Self.limit { self.events.append(event) }
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(events.count))
    for event in events {
      let words = event.words
      message.append(words.0)
      message.append(words.1)
    }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let count = try message.next()
    guard count <= UInt64(Self.limit) else { throw .malformed }
    events.reserveCapacity(Int(count))
    for _ in 0..<count {
      let head = try message.next()
      guard let event = InputEvent(words: (head, try message.next())) else { throw .malformed }
      events.append(event)
    }
  }
}

public enum Event: SessionInterface {
  public typealias Failure = EventFailure
  public static var name: StaticString { "Event" }
  /// What is typed comes from the client, which knows it, and can invent or withhold it.
  public static var clientInfluence: Influence { .sees | .alters | .denies }
  public static var cost: Quota { .smallSession }

  /// Focus and hover events in it are dropped: no driver makes those. When the session is closed, whatever it held down is
  /// released.
  public static var submit: Method<Event, EventBatch, Nothing> { Method(1, .sees | .alters | .denies) }
}

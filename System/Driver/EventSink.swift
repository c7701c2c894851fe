// The client side of Event, as all input drivers share it.

import Bulkhead
import Input

/// Where a driver delivers what a person does.
public final class EventSink {
  private let session: Session<Event>

  public init(_ environment: Environment) throws(SessionError) { session = try environment.open(Event.self) }

  /// In messages of as many events as fit.
  public func submit(_ events: [InputEvent]) {
    var rest = events[...]
    while !rest.isEmpty {
      try? session.call(Event.submit, EventBatch(rest.prefix(EventBatch.limit)))
      rest = rest.dropFirst(EventBatch.limit)
    }
  }
}

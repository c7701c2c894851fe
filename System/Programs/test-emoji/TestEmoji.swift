// An input method that types one character, again and again, whether anybody wants it or not.

import Bulkhead
import Input

@main final class TestEmoji: Component {
  private let environment: Environment
  private let input: Session<Event>
  private var timeout: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    input = try environment.open(Event.self)
    type()
  }

  /// No key of a keyboard types it, which does not matter to who takes characters.
  private func type() {
    try? input.call(Event.submit, EventBatch([.press(.k, character: "\u{1f642}"), .release(.k)]))
    timeout = environment.entrypoint.after(.milliseconds(120)) { [self] in type() }
  }
}

// Does nothing, for ever, but shows that it lives when it is asked.

import Bulkhead

@main final class Idle: Component {
  init(_ environment: Environment) throws(SessionError) {}
}

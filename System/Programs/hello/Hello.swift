// The smallest component: says hello and is done.

import Bulkhead

@main final class Hello: Component {
  init(_ environment: Environment) throws(SessionError) {
    environment.log("Hello, world")
    environment.exit(0)
  }
}

// What `bench` starts and ends: says when its first line ran, and nothing else.

import Bulkhead

@main final class BenchChild: Component {
  init(_ environment: Environment) throws(SessionError) {
    let firstLine = KernelCall.ticks
    environment.exit(Int(truncatingIfNeeded: firstLine))
  }
}

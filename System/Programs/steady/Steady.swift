// Visits the greeter again and again, each time with a new session, whatever happens around it. For tests.

import Bulkhead

@main final class Steady: Component {
  private static var visits: Int { 300 }

  init(_ environment: Environment) throws(SessionError) {
    let before = environment.quota?.ramLimit
    for visit in 0..<Self.visits {
      let greeter = try environment.open(Greeter.self)
      do throws(GreeterFailure) { _ = try greeter.call(Greeter.greet, Text("hello")) } catch {
        throw .failed("the greeter does not greet")
      }
      if visit % 100 == 99 { environment.log("\(visit + 1) visits") }
      // The others are to have their time, however short a visit is.
      environment.entrypoint.pause(.milliseconds(5))
    }
    environment.log(Self.comesBack(before, environment) ? "all quota came back" : "quota is missing")
    environment.exit(0)
  }

  /// Servers close sessions in their own time.
  private static func comesBack(_ amount: UInt64?, _ environment: Environment) -> Bool {
    let end = environment.clock.now.microseconds + 10_000_000
    while environment.clock.now.microseconds < end {
      if environment.quota?.ramLimit == amount { return true }
      KernelCall.yield()
    }
    return false
  }
}

// What the tests call and serve.

import RPC
import Sessions

enum CounterFailure: UInt16, Failure {
  case full = 1
  case unknownMethod = 0xff01
  case unreachable = 0xffff
}

enum Counter: Interface {
  typealias Failure = CounterFailure
  static var name: StaticString { "Counter" }

  static var add: Method<Counter, UInt64, UInt64> { Method(0) }
  static var echo: Method<Counter, Text, Text> { Method(1) }
  static var pass: Method<Counter, Pair<Capability<Counter>, UInt64>, Capability<Counter>> { Method(2) }
  static var keep: Method<Counter, Capability<Counter>, Nothing> { Method(3) }
  static var small: Method<Counter, UInt8, Bool> { Method(4) }
  static var reset: Method<Counter, Nothing, Nothing> { Method(5) }
  /// Never served.
  static var missing: Method<Counter, Nothing, Nothing> { Method(77) }
}

final class CounterServer {
  var total: UInt64 = 0
  var kept: [OwnedBox] = []

  func serve(_ request: inout Request) {
    request.serve(Counter.add) { amount throws(CounterFailure) in
      if self.total + amount > 100 { throw .full }
      self.total += amount
      return self.total
    }
    request.serve(Counter.echo) { text throws(CounterFailure) in text }
    request.serve(Counter.pass) { arguments throws(CounterFailure) in arguments.first }
    request.serve(
      Counter.keep,
      keeping: { capability, received throws(CounterFailure) in
        self.kept.append(OwnedBox(received.keep(capability)))
        return Nothing()
      })
    request.serve(Counter.small) { number throws(CounterFailure) in number > 1 }
    request.serve(Counter.reset) { () throws(CounterFailure) in self.total = 0 }
  }
}

/// A reference in an array.
final class OwnedBox {
  let capability: OwnedCapability<Counter>
  init(_ capability: consuming OwnedCapability<Counter>) { self.capability = capability }
}

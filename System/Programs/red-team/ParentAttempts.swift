// Tells the parent what is not so: sessions that are others', servers that it is not, tasks that it was not given.

import Bulkhead

struct ParentAttempts {
  private let environment: Environment
  private(set) var gained = 0
  private var tried = 0

  init(_ environment: Environment) { self.environment = environment }

  /// - Returns: how much was tried.
  mutating func run() -> Int {
    for number in 0..<64 as Range<UInt64> {
      for id in [16 + number, 2000 + number, 1 << number, 0 &- number] { forge(id) }
    }
    let parent = environment.parent
    for service in ["Greeter", "LOG", "PD", "Parent", "Keeper", "", "init"] as [StaticString] {
      attempt { () throws(ParentFailure) in try parent.call(Parent.announce, Text(service)) }
    }
    return tried
  }

  /// As the client, and as the server, of a session with that number.
  private mutating func forge(_ id: UInt64) {
    // 1000 to 1999 are this component's own.
    guard id > 15, !(1000..<2000).contains(id) else { return }
    let parent = environment.parent
    attempt { () throws(ParentFailure) in
      let _: Capability<AnySession> = try parent.call(Parent.sessionCapability, id)
    }
    attempt { () throws(ParentFailure) in try parent.call(Parent.upgrade, Pair(id, Quota(ram: 1, capabilities: 0))) }
    attempt { () throws(ParentFailure) in try parent.call(Parent.close, id) }
    attempt { () throws(ParentFailure) in try parent.call(Parent.deliver, Pair(id, parent.erased)) }
    attempt { () throws(ParentFailure) in try parent.call(Parent.respond, Pair(id, 0)) }
  }

  private mutating func attempt(_ body: () throws(ParentFailure) -> Void) {
    tried += 1
    do throws(ParentFailure) {
      try body()
      gained += 1
    } catch {}
  }
}

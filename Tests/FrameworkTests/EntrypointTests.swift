import KernelDouble
import Testing

@testable import Bulkhead

/// An object that doubles numbers and counts.
private final class Doubler: RPCObject {
  enum Failure: UInt16, RPC.Failure { case unreachable = 0xffff }
  enum Double: Interface {
    typealias Failure = Doubler.Failure
    static var name: StaticString { "Double" }
    static var double: Method<Double, UInt64, UInt64> { Method(1) }
  }

  var calls = 0
  var during: () -> Void = {}

  func serve(_ request: inout Request) {
    request.serve(Double.double) { number throws(Failure) in
      self.calls += 1
      self.during()
      return number &* 2
    }
  }
}

/// The entrypoint against the kernel's double; its objects and handlers are entered directly, without a protection domain.
@Suite struct EntrypointTests {
  let kernel = KernelDouble()
  let entrypoint = Entrypoint(thread: .none, clock: Clock(ticksPerMillisecond: 1_000_000))
  private let doubler = Doubler()

  init() {
    let entrypoint = entrypoint
    kernel.whenIdle = { entrypoint.stop() }
  }

  private func addHandler(_ level: SignalLevel = .application, _ action: @escaping (UInt64) -> Void) throws -> UInt64 {
    let imprint = entrypoint.handlers.insert(.init(context: kernel.makeObject(), level: level, action: action))
    return try #require(imprint)
  }

  private func addObject() throws -> UInt64 {
    let badge = entrypoint.objects.insert(doubler)
    return try #require(badge)
  }

  @Test func callsReachTheirObjects() throws {
    let badge = try addObject()
    kernel.events = [.call(badge: badge, label: 1, words: [21]), .call(badge: badge, label: 1, words: [4])]
    entrypoint.run()
    #expect(kernel.answers == [Answer(label: 0, words: [42]), Answer(label: 0, words: [8])])
  }

  @Test func callsOnDissolvedObjectsAreRefused() throws {
    let badge = try addObject()
    entrypoint.objects.remove(badge)
    _ = entrypoint.objects.insert(doubler)
    kernel.events = [.call(badge: badge, label: 1, words: [21]), .call(badge: 12345, label: 1, words: [1])]
    entrypoint.run()
    #expect(kernel.answers == [Answer(label: 0xff03, words: []), Answer(label: 0xff03, words: [])])
    #expect(doubler.calls == 0)
  }

  @Test func anObjectCanDissolveItselfWhileItIsCalled() throws {
    let badge = try addObject()
    doubler.during = { [entrypoint] in entrypoint.objects.remove(badge) }
    kernel.events = [.call(badge: badge, label: 1, words: [1]), .call(badge: badge, label: 1, words: [1])]
    entrypoint.run()
    #expect(kernel.answers.map(\.label) == [0, 0xff03])
  }

  @Test func signalsReachTheirHandlersAndAreAcknowledgedOnce() throws {
    var counts: [UInt64] = []
    let imprint = try addHandler { counts.append($0) }
    kernel.events = [.signal(imprint: imprint, count: 3), .signal(imprint: 99, count: 1), .signal(imprint: imprint, count: 1)]
    entrypoint.run()
    #expect(counts == [3, 1])
    #expect(kernel.acknowledged.count == 2)
  }

  @Test func nestedDispatchPostponesApplicationSignals() throws {
    var order: [String] = []
    let application = try addHandler { order.append("application \($0)") }
    let io = try addHandler(.io) { order.append("io \($0)") }
    let badge = try addObject()
    doubler.during = { [entrypoint] in
      entrypoint.dispatchOneIOSignal()
      order.append("call")
    }
    kernel.events = [
      .call(badge: badge, label: 1, words: [1]), .signal(imprint: application, count: 2), .signal(imprint: io, count: 5),
    ]
    entrypoint.run()
    entrypoint.run()
    #expect(order == ["io 5", "call", "application 2"])
    #expect(kernel.answers == [Answer(label: 0, words: [2])])
    #expect(kernel.acknowledged.count == 2)
  }

  @Test func timeoutsRunBetweenCalls() throws {
    var order: [String] = []
    let badge = try addObject()
    doubler.during = { order.append("call") }
    let first = entrypoint.after(.microseconds(0)) { order.append("timeout") }
    let never = entrypoint.after(.seconds(1000)) { order.append("never") }
    kernel.events = [.call(badge: badge, label: 1, words: [1]), .call(badge: badge, label: 1, words: [1])]
    entrypoint.run()
    #expect(order == ["timeout", "call", "call"])
    _ = consume first
    _ = consume never
    #expect(entrypoint.timeouts.isEmpty)
  }

  @Test func aCallWithANoticeIsServed() throws {
    let badge = try addObject()
    kernel.notice = 1 << 8
    kernel.events = [.call(badge: badge, label: 1, words: [2])]
    entrypoint.run()
    #expect(kernel.answers == [Answer(label: 0, words: [4])])
  }
}

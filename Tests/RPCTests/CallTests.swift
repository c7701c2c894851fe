import KernelABI
import KernelDouble
import RPC
import Testing

@Suite struct CallTests {
  let kernel = KernelDouble()
  let server = CounterServer()
  let counter: Capability<Counter>

  init() {
    let server = server
    counter = Capability(kernel.makeObject { server.serve(&$0) })
  }

  private func references(_ capability: Capability<Counter>) -> Int { kernel.references[capability.index, default: 0] }

  @Test func aCallBringsItsResult() throws {
    #expect(try counter.call(Counter.add, 3) == 3)
    #expect(try counter.call(Counter.add, 4) == 7)
    try counter.call(Counter.reset)
    #expect(server.total == 0)
  }

  @Test func failuresOfTheInterfaceReachTheCaller() {
    #expect(throws: CounterFailure.full) { try counter.call(Counter.add, 101) as UInt64 }
    #expect(server.total == 0)
  }

  @Test func unknownMethodsAreRefused() {
    #expect(throws: CounterFailure.unknownMethod) { try counter.call(Counter.missing) }
  }

  @Test func transportFailuresThatAnInterfaceDoesNotNameAreUnreachable() {
    let refusing = Capability<Counter>(kernel.makeObject { $0.refuse(.invalidObject) })
    #expect(throws: CounterFailure.unreachable) { try refusing.call(Counter.reset) }
  }

  @Test func deadCapabilitiesAreUnreachable() {
    kernel.destroy(counter.index)
    #expect(throws: CounterFailure.unreachable) { try counter.call(Counter.add, 1) as UInt64 }
    #expect(throws: CounterFailure.unreachable) { try Capability<Counter>.none.call(Counter.reset) }
  }

  @Test func textsTravelUnchanged() throws {
    for length in [0, 1, 7, 8, 9, 247, 248] {
      let text = Text((0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) })
      #expect(try counter.call(Counter.echo, text) == text)
    }
  }

  @Test func aCapabilityInAResultBelongsToTheCaller() throws {
    let other = Capability<Counter>(kernel.makeObject())
    do {
      let result: OwnedCapability<Counter> = try counter.call(Counter.pass, Pair(other, 5))
      #expect(result.capability == other)
      #expect(references(other) == 2)
    }
    #expect(references(other) == 1)
  }

  @Test func capabilitiesInArgumentsAreLent() throws {
    let other = Capability<Counter>(kernel.makeObject())
    try counter.call(Counter.keep, other)
    #expect(references(other) == 2)
    server.kept = []
    #expect(references(other) == 1)
    #expect(throws: CounterFailure.unknownMethod) { try counter.call(Method<Counter, Capability<Counter>, Nothing>(88), other) }
    #expect(references(other) == 1)
  }

  @Test func capabilitiesWithAFailureAreGivenBack() throws {
    let other = Capability<Counter>(kernel.makeObject())
    let strange = Capability<Counter>(
      kernel.makeObject { request in
        // A success without the word that the method promises, but with a capability.
        request.serve(Method<Counter, Nothing, Capability<Counter>>(9)) { () throws(CounterFailure) in other }
      })
    let method = Method<Counter, Nothing, Pair<UInt64, Capability<Counter>>>(9)
    #expect(throws: CounterFailure.unreachable) { _ = try strange.call(method) as Pair<UInt64, Capability<Counter>> }
    #expect(references(other) == 1)
  }

  @Test func nobodyCanPushCapabilitiesOnACaller() throws {
    let other = Capability<Counter>(kernel.makeObject())
    let pushing = Capability<Counter>(
      kernel.makeObject { request in
        request.serve(Method<Counter, Nothing, Capability<Counter>>(5)) { () throws(CounterFailure) in other }
      })
    try pushing.call(Counter.reset)
    #expect(references(other) == 1)
  }

  @Test func aLowTableIsReported() throws {
    struct Count { nonisolated(unsafe) static var posts = 0 }
    TableNotice.handler = { Count.posts += 1 }
    defer { TableNotice.handler = nil }
    kernel.notice = 1 << 8
    #expect(try counter.call(Counter.add, 1) == 1)
    #expect(Count.posts == 1)
  }

  @Test func nestedCallsDoNotDisturbEachOther() throws {
    let inner = counter
    let outer = Capability<Counter>(
      kernel.makeObject { request in
        request.serve(Counter.echo) { text throws(CounterFailure) in
          let _: UInt64 = try inner.call(Counter.add, 1)
          return text
        }
      })
    let text = Text("a text that is longer than four words, so that it lies in the message page")
    #expect(try outer.call(Counter.echo, text) == text)
    #expect(server.total == 1)
  }
}

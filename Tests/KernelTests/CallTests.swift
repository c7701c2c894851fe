// Calls where something is special: chains as long as they can be, circles, ends in the middle.

import KernelABI
import Testing

@testable import Kernel
@testable import KernelModel

@Suite struct CallTests {
  let lab: Laboratory
  let domain: Owned

  init() throws {
    lab = try Laboratory()
    domain = try lab.domain()
  }

  /// So many threads of which each calls the next; the last one serves.
  private func chain(_ count: Int) throws -> [Subject] {
    var servers: [Subject] = []
    var indices: [UInt64] = []
    for _ in 1..<count {
      let server = try lab.thread(in: domain)
      try lab.receive(server)
      servers.append(server)
      indices.append(try lab.object(of: server, for: server).index)
    }
    let client = try lab.thread(in: domain)
    for (caller, index) in zip([client] + servers, indices) { try lab.call(caller, index) }
    return [client] + servers
  }

  @Test func aChainHasAnEnd() throws {
    let threads = try chain(32)
    let last = threads[31]
    #expect(last.state == .runnable && last.thread.object.client == threads[30].thread)
    let server = try lab.thread(in: domain, cpu: 2)
    try lab.receive(server)
    let object = try lab.object(of: server, for: last)
    try lab.call(last, object.index)
    #expect(last.outcome == .cyclic && last.state == .runnable)
  }

  /// Else a component with enough threads could keep its parent from calling core.
  @Test func theLastOfALongChainCanStillCallCore() throws {
    let object = try lab.make(.createRPCObject, [lab.system.objects[1].name, 9])
    let index = try lab.grant(object, to: domain)
    let threads = try chain(32)
    try lab.coreReceives()
    try lab.call(threads[31], index)
    #expect(lab.system.core.object.client == threads[31].thread)
    try lab.coreReceives()
    #expect(threads[31].outcome == .done)
  }

  @Test func nobodyWaitsForHimself() throws {
    let threads = try chain(3)
    let back = try lab.object(of: threads[0], for: threads[2])
    try lab.call(threads[2], back.index)
    #expect(threads[2].outcome == .cyclic)
    let itself = try lab.object(of: threads[2], for: threads[2])
    try lab.call(threads[2], itself.index)
    #expect(threads[2].outcome == .cyclic)
  }

  /// The simulated machine checks that whoever ends in the middle leaves nobody waiting for ever.
  @Test(arguments: [0, 1, 2, 3])
  func anyoneInAChainCanEnd(_ victim: Int) throws {
    let threads = try chain(4)
    try lab.core(.destroy, [threads[victim].owned.name])
    try lab.deliver()
    if victim > 0 { #expect(threads[victim - 1].outcome == .aborted && threads[victim - 1].thread.object.server == nil) }
    if victim < 3 { #expect(threads[victim + 1].thread.object.client == nil) }
  }

  @Test func whoCallsADeadServerKnowsAtOnce() throws {
    let server = try lab.thread(in: domain, cpu: 2)
    let client = try lab.thread(in: domain)
    let object = try lab.object(of: server, for: client)
    try lab.core(.destroy, [server.owned.name])
    try lab.call(client, object.index)
    #expect(client.outcome == .invalidCapability && client.state == .runnable)
  }

  @Test func aMessageThatIsTooLongIsNotSent() throws {
    let server = try lab.thread(in: domain, cpu: 2)
    try lab.receive(server)
    let client = try lab.thread(in: domain)
    let object = try lab.object(of: server, for: client)
    for tag in [MessageTag(label: 0, words: 505), MessageTag(label: 0, words: 511), MessageTag(label: 0, capabilities: 5)] {
      try lab.act(client, .call, .none, Laboratory.Arguments(index: object.index, second: tag.rawValue))
      #expect(client.outcome == .invalidArgument && server.state == .waiting)
    }
  }
}

// A parent and a protection domain for the framework under test, made of the kernel's double.

import KernelDouble

@testable import Bulkhead

/// What a component sees of the world: its parent, and what that parent opened for it.
final class FakeParent {
  let kernel = KernelDouble()
  /// Answers to requests for sessions, one after the other; then `denied`.
  var answers: [ParentFailure?] = []
  private(set) var requests: [SessionRequest] = []
  private(set) var closed: [UInt64] = []
  private(set) var resourceRequests: [Quota] = []
  private(set) var announced: [Text] = []
  private(set) var delivered: [UInt64] = []
  private(set) var responses: [Pair<UInt64, UInt64>] = []
  private(set) var signals: [ParentSignal: CapabilityIndex] = [:]
  private(set) var heartbeats = 0
  private(set) var exitValue: Int?
  private(set) var log: [String] = []
  /// What `nextTask` brings.
  var tasks: [ServerTask] = []
  /// Deliveries that are refused, as if the client were gone.
  var refusedDeliveries: Set<UInt64> = []
  /// Imprints of signal contexts, in the order in which they were made.
  private(set) var imprints: [UInt64] = []
  private(set) var badges: [UInt64] = []
  private(set) var freed = 0

  private(set) var session = CapabilityIndex.none
  private var own: [UInt64: CapabilityIndex] = [:]

  init() {
    let parent = kernel.makeObject { [unowned self] in serveParent(&$0) }
    let space = kernel.makeObject { _ in }
    own[EnvironmentSession.protectionDomain] = kernel.makeObject { [unowned self] in serveDomain(&$0, space) }
    own[EnvironmentSession.cpu] = kernel.makeObject { _ in }
    own[EnvironmentSession.log] = kernel.makeObject { [unowned self] in serveLog(&$0) }
    session = kernel.makeObject { _ in }
    for (word, value) in [
      (StartInformation.magic, StartInformation.magicValue), (.parent, UInt64(parent.rawValue)),
      (.ticksPerMillisecond, 1_000_000),
    ] {
      MessageBuffer[word: word.rawValue] = value
    }
    // Words below 4 of a message page are not used by messages, so the start information can lie there.
    componentRuntimeStart(0)
    kernel.events = []
  }

  private func serveLog(_ request: inout Request) {
    request.answer(Log.write) {
      self.log.append($0.string)
      return Nothing()
    }
  }

  private func serveDomain(_ request: inout Request, _ space: CapabilityIndex) {
    request.answer(PD.addressSpace) { _ in Capability(space) }
    request.answer(PD.createSignal) { arguments in
      self.imprints.append(arguments.second)
      return Capability(self.kernel.makeObject { _ in })
    }
    request.answer(PD.createObject) { arguments in
      self.badges.append(arguments.second)
      return Capability(self.kernel.makeObject { _ in })
    }
    request.answer(PD.freeSignal) { _ in
      self.freed += 1
      return Nothing()
    }
    request.answer(PD.freeObject) { _ in
      self.freed += 1
      return Nothing()
    }
  }

  private func serveParent(_ request: inout Request) {
    serveClient(&request)
    serveServer(&request)
    request.answer(Parent.setSignal) { arguments in
      self.signals[arguments.first] = arguments.second.index
      return Nothing()
    }
    request.answer(Parent.requestResources) {
      self.resourceRequests.append($0)
      return Nothing()
    }
    request.answer(Parent.heartbeat) { _ in
      self.heartbeats += 1
      return Nothing()
    }
    request.answer(Parent.exit) {
      self.exitValue = $0
      return Nothing()
    }
  }

  private func serveClient(_ request: inout Request) {
    request.serve(Parent.session) { wish throws(ParentFailure) in
      self.requests.append(wish)
      return try self.nextAnswer()
    }
    request.serve(Parent.sessionCapability) { id throws(ParentFailure) in
      if let own = self.own[id] { return Capability(own) }
      return try self.nextAnswer()
    }
    request.answer(Parent.close) {
      self.closed.append($0)
      return Nothing()
    }
  }

  private func nextAnswer() throws(ParentFailure) -> Capability<AnySession> {
    guard !answers.isEmpty else { throw .denied }
    if let failure = answers.removeFirst() { throw failure }
    return Capability(session)
  }

  private func serveServer(_ request: inout Request) {
    request.answer(Parent.announce) {
      self.announced.append($0)
      return Nothing()
    }
    request.serve(Parent.nextTask) { () throws(ParentFailure) in
      guard !self.tasks.isEmpty else { throw .nothingPending }
      return NextTask(self.tasks.removeFirst(), isLast: self.tasks.isEmpty)
    }
    request.serve(Parent.deliver) { arguments throws(ParentFailure) -> Nothing in
      if self.refusedDeliveries.contains(arguments.first) { throw .invalidID }
      self.delivered.append(arguments.first)
      return Nothing()
    }
    request.answer(Parent.respond) {
      self.responses.append($0)
      return Nothing()
    }
  }
}

// Following messages: calls that begin, messages that arrive, answers, and calls that end without one.

import KernelABI

@testable import Kernel

extension Shadow {
  func checkMessages(_ event: Event) throws {
    switch event {
    case .systemCall(let thread):
      guard let shot = shots.first(where: { $0.thread == thread }) else { break }
      switch Syscall(rawValue: shot.registers.rax & 0xff) {
      case .call: try followCall(shot)
      case .receive: try followAnswer(shot)
      case .submit, .capability, .yield, nil: break
      }
    case .fault(let thread, let fault, _, _):
      if let shot = shots.first(where: { $0.thread == thread }) { try followFault(shot, fault) }
    case .timer, .notification, .interrupt: break
    }
    try followDeliveries()
    try followEnds()
  }

  private func isCalling(_ thread: SimThread) -> Bool { thread.object.state == .queued || thread.object.state == .served }

  // MARK: - Calls

  private func followCall(_ shot: ThreadShot) throws {
    let outcome = Outcome(rawValue: shot.thread.object.registers.rax).kind
    var text: String { "the call of \(shot.registers.rdi) by thread \(shot.id) came to \(outcome.rawValue)" }
    guard let held = capabilities.holding(shot.registers.rdi, in: shot.domain),
      isAlive(held.object) || kind(held.object) == .machine,
      let object = system.object(held.object)
    else { return try require(outcome == .invalidCapability && !isCalling(shot.thread), text) }
    if object.kind == .machine { return }
    guard object.kind == .rpcObject, let server = Ref<RPCObject<SimulatedMachine>>(dying: object.header).object.server else {
      return try require(outcome == .invalidCapability && !isCalling(shot.thread), text)
    }
    let tag = MessageTag(rawValue: shot.registers.rsi)
    if tag.words > MessagePage.maximumWords || tag.capabilities > MessagePage.maximumCapabilities {
      return try require(outcome == .invalidArgument && !isCalling(shot.thread), text)
    }
    try begin(shot, at: id(server), badge: badges[object.id] ?? 0, fault: nil, text: text)
    try require(isCalling(shot.thread) || outcome == .cyclic, text)
  }

  private func begin(_ shot: ThreadShot, at server: Int, badge: UInt64, fault: Fault?, text: @autoclosure () -> String)
    throws
  {
    let isCyclic = messages.isCyclic(shot.id, calling: server)
    guard isCalling(shot.thread) else {
      let isLong = messages.distance(from: server) >= Self.longChain || servedDepth(shot.id) >= Self.longChain
      return try require(isCyclic || isLong, "\(text()) without a reason")
    }
    try require(!isCyclic, "thread \(shot.id) waits for itself")
    try messages.begin(
      shot.id, PendingCall(server: server, badge: badge, fault: fault, priority: priority, time: system.state.now))
  }

  /// Chains shorter than this are never refused for their length.
  static var longChain: Int { 30 }

  /// How many callers work, one behind the other, on what `thread` does.
  private func servedDepth(_ thread: Int) -> Int {
    var here = thread
    var depth = 0
    while let client = messages.calls.first(where: { $0.value.server == here && $0.value.isDelivered })?.key {
      here = client
      depth += 1
    }
    return depth
  }

  private func followFault(_ shot: ThreadShot, _ fault: Fault) throws {
    let handler = capabilities.embedded[shot.id].flatMap { system.object($0.object) }
    guard let handler, isAlive(handler.id), handler.kind == .rpcObject,
      let server = Ref<RPCObject<SimulatedMachine>>(dying: handler.header).object.server
    else { return try require(shot.thread.object.state == .suspended, "thread \(shot.id) goes on after a fault") }
    try begin(shot, at: id(server), badge: badges[handler.id] ?? 0, fault: fault, text: "a fault of thread \(shot.id)")
    if !isCalling(shot.thread) { try require(shot.thread.object.state == .suspended, "a fault without a handler") }
  }

  // MARK: - Arrivals

  private func followDeliveries() throws {
    for shot in shots {
      guard let client = shot.thread.object.client, client != shot.client else { continue }
      let call = try messages.deliver(from: id(client), to: shot.id)
      let registers = shot.thread.object.registers
      if call.fault != nil { system.coverage.note(.faultDelivered) }
      if MessageTag(rawValue: registers.rsi).words > MessagePage.registerWords { system.coverage.note(.wordsInPage) }
      try require(registers.rdi == call.badge, "thread \(shot.id) received the badge \(registers.rdi), not \(call.badge)")
      if let fault = call.fault {
        try require(
          MessageTag(rawValue: registers.rsi) == MessageTag(label: fault.rawValue, words: 4), "a fault's message is wrong")
        try require(registers.r8 == client.object.registers.rip, "a fault's instruction pointer is wrong")
      } else {
        try checkTransfer(from: client, client.object.registers, words(of: client, tag(client).words), to: shot.thread)
      }
    }
  }

  private func tag(_ thread: SimThread) -> MessageTag { MessageTag(rawValue: thread.object.registers.rsi) }

  /// What `receiver` has now is what `sender` had in its registers and page.
  private func checkTransfer(from sender: SimThread, _ sent: UserRegisters, _ page: [UInt64], to receiver: SimThread) throws {
    let registers = receiver.object.registers
    let tag = MessageTag(rawValue: sent.rsi)
    let count = min(tag.capabilities, MessagePage.maximumCapabilities)
    let expected = MessageTag(label: tag.label, words: min(tag.words, MessagePage.maximumWords), capabilities: count)
    try require(MessageTag(rawValue: registers.rsi) == expected, "the tag \(registers.rsi) arrived, not \(expected.rawValue)")
    try require(
      registers.rdx == sent.rdx && registers.r8 == sent.r8 && registers.r9 == sent.r9 && registers.r10 == sent.r10,
      "the words in registers are wrong")
    if receiver.object.messagePage.exists, sender.object.messagePage.exists {
      try require(words(of: receiver, expected.words) == page, "the words in the page are wrong")
    }
    let isComplete = try followCapabilities(count, from: sender, to: receiver)
    let outcome = Outcome(rawValue: registers.rax)
    try require(outcome.kind == .done, "a message arrived, but the outcome is \(outcome.rawValue)")
    try require(outcome.capabilitiesDropped == !isComplete, "the notice of dropped capabilities is wrong")
    let isLow = capabilities.free(in: domain(receiver)) < CapabilityTableLimits.lowWater
    try require(!outcome.tableIsLow || isLow, "a notice of a low table that is not low")
    if count > 0 { try require(outcome.tableIsLow == isLow, "no notice of a low table") }
  }

  /// Follows the capabilities of a message into the model. False if some were not taken over.
  private func followCapabilities(_ count: Int, from sender: SimThread, to receiver: SimThread) throws -> Bool {
    let (page, accept) = (sender.object.messagePage, receiver.object.messagePage.accept)
    var isComplete = true
    if count > 0 { touchedDomains.formUnion([domain(sender), domain(receiver)]) }
    for position in 0..<count {
      let received = receiver.object.messagePage.received(position)
      guard let held = capabilities.holding(UInt64(page.sent(position).rawValue), in: domain(sender)), held.isDelegable,
        isAlive(held.object), kind(held.object)?.canBeDelegated == true
      else {
        try require(received == 0, "a capability arrived that cannot be handed on")
        continue
      }
      guard position < accept else {
        try require(received == 0, "more capabilities arrived than were accepted")
        isComplete = false
        continue
      }
      switch try capabilities.copy(held, to: domain(receiver), as: received) {
      case .refused:
        system.coverage.note(.capabilityRefused)
        isComplete = false
      case .known: system.coverage.note(.capabilityAlreadyHeld)
      case .fresh: system.coverage.note(.capabilityPassed)
      }
    }
    return isComplete
  }

  // MARK: - Answers

  private func followAnswer(_ shot: ThreadShot) throws {
    let flags = ReceiveFlags(rawValue: shot.registers.rax & ~0xff)
    guard flags.contains(.reply), let client = shot.client else { return }
    guard let call = messages.end(id(client)) else { throw Failure("an answer to a call that nobody made") }
    try require(client.object.server == nil, "an answered thread still waits")
    guard call.fault != nil else {
      try require(client.object.state == .runnable, "an answered thread is \(client.object.state)")
      return try checkTransfer(from: shot.thread, shot.registers, answer, to: client)
    }
    let resumes = MessageTag(rawValue: shot.registers.rsi).label == FaultReply.resume.rawValue
    try require(client.object.state == (resumes ? .runnable : .suspended), "a fault's answer was misunderstood")
    try require((client.object.fault == nil) == resumes, "a fault is forgotten, or not")
  }

  // MARK: - Ends

  /// A call ends without an answer only because somebody ceased to exist.
  private func followEnds() throws {
    for (caller, call) in messages.calls {
      guard let shot = shots.first(where: { $0.id == caller }) else { throw Failure("thread \(caller) left its call behind") }
      let thread = shot.thread
      if isCalling(thread) {
        try require(thread.object.server.map { id($0) } == call.server, "a call went to another server")
        try require(call.isDelivered == (thread.object.state == .served), "a call was delivered in secret")
        continue
      }
      _ = messages.end(caller)
      if dying.contains(caller) { continue }
      try require(dying.contains(call.server), "the call of thread \(caller) ended without a reason")
      let isAborted = thread.object.state == .runnable && thread.object.registers.rax == Outcome.aborted.rawValue
      try require(call.fault == nil ? isAborted : thread.object.state == .suspended, "an aborted call does not say so")
    }
  }
}

extension MessagePageView {
  /// The capability received at a position below 4; 0: none.
  func received(_ position: Int) -> UInt32 {
    // Word -4 of the page's words is at offset 32: two capabilities each.
    let pair = self[word: (MessagePage.receiveOffset - MessagePage.wordsOffset) / 8 + position / 2]
    return UInt32(truncatingIfNeeded: pair >> (position & 1 == 0 ? 0 : 32))
  }
}

// A stand-in for the kernel, in the process of the test: enough of calls, signals and capability tables that typed calls,
// dispatch and entrypoints run unchanged. One per test; it belongs to the test's thread.

import CKernel
import KernelABI
import RPC

/// What ends a wait of the code under test.
public enum Event {
  /// A call with this badge; the double keeps the answer in `answers`.
  case call(badge: UInt64, label: UInt16, words: [UInt64], capabilities: [CapabilityIndex] = [])
  case signal(imprint: UInt64, count: UInt64)
  case deadline
}

/// An answer to an `Event.call`.
public struct Answer: Equatable {
  public let label: UInt16
  public let words: [UInt64]

  public init(label: UInt16, words: [UInt64]) {
    self.label = label
    self.words = words
  }
}

public final class KernelDouble {
  /// Serves calls on a capability: `Request` to be answered.
  public typealias Server = (inout Request) -> Void

  private var servers: [CapabilityIndex: (badge: UInt64, serve: Server)] = [:]
  /// How often each capability is held, as the kernel counts it.
  public private(set) var references: [CapabilityIndex: Int] = [:]
  /// What was submitted to each signal context.
  public private(set) var submitted: [CapabilityIndex: UInt64] = [:]
  public private(set) var acknowledged: [CapabilityIndex] = []
  /// What the next waits end with, in order.
  public var events: [Event] = []
  public private(set) var answers: [Answer] = []
  /// Happens when a wait finds no event; the wait then ends as if its deadline had passed.
  public var whenIdle: () -> Void = {}
  /// Flags of every wait.
  public private(set) var waits: [ReceiveFlags] = []
  /// Put into the outcome of each answer, as the kernel's notices are.
  public var notice: UInt64 = 0

  private var page: MessageWords
  private var pending: kernel_result?
  private var reply: kernel_result?
  private var isAnswerable = false
  private var nextSlot = 1

  public init() {
    page = MessageWords()
    page.use()
    kernel_set_double(
      { context, number, capability, tag, word0, word1, word2, word3 in
        Unmanaged<KernelDouble>.fromOpaque(context!).takeUnretainedValue().enter(
          number,
          kernel_result(
            outcome: number, badge: capability, tag: tag, word0: word0, word1: word1, word2: word2, word3: word3))
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Handles that live longer than the double still make calls, of which nothing comes. Their message page stays.
  deinit {
    _ = Unmanaged.passRetained(page)
    kernel_set_double(
      { _, _, _, _, _, _, _, _ in KernelDouble.result(.invalidCapability) }, nil)
  }

  /// Makes an object; the capability is held once.
  public func makeObject(badge: UInt64 = 0, _ serve: @escaping Server = { _ in }) -> CapabilityIndex {
    let index = CapabilityIndex(slot: nextSlot, generation: 1)
    nextSlot += 1
    servers[index] = (badge, serve)
    references[index] = 1
    return index
  }

  /// Makes all capabilities to an object dead.
  public func destroy(_ index: CapabilityIndex) { servers[index] = nil }

  // MARK: - System calls

  private func enter(_ number: UInt64, _ registers: kernel_result) -> kernel_result {
    switch Syscall(rawValue: number & 0xff) {
    case .call: call(registers)
    case .receive: receive(ReceiveFlags(rawValue: number & ~0xff), registers)
    case .submit: submit(registers)
    case .capability: operate(registers)
    case .yield, nil: Self.result(.done)
    }
  }

  private static func result(_ outcome: Outcome) -> kernel_result {
    kernel_result(outcome: outcome.rawValue, badge: 0, tag: 0, word0: 0, word1: 0, word2: 0, word3: 0)
  }

  private func submit(_ registers: kernel_result) -> kernel_result {
    let index = CapabilityIndex(rawValue: UInt32(registers.badge))
    guard references[index, default: 0] > 0 else { return Self.result(.invalidCapability) }
    submitted[index, default: 0] += registers.word0
    return Self.result(.done)
  }

  private func operate(_ registers: kernel_result) -> kernel_result {
    let index = CapabilityIndex(rawValue: UInt32(registers.badge))
    guard let operation = CapabilityOperation(rawValue: registers.tag), references[index, default: 0] > 0 else {
      return Self.result(.invalidCapability)
    }
    var result = Self.result(.done)
    switch operation {
    case .drop: references[index, default: 0] -= 1
    case .derive: result.badge = UInt64(makeObject(servers[index]?.serve ?? { _ in }).rawValue)
    case .revoke, .check: break
    case .same: result.word0 = registers.badge == registers.word0 ? 1 : 0
    }
    return result
  }

  private func makeObject(_ serve: @escaping Server) -> CapabilityIndex { makeObject(badge: 0, serve) }

  private func call(_ registers: kernel_result) -> kernel_result {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: registers.badge))
    guard let server = servers[index], references[index, default: 0] > 0 else { return Self.result(.invalidCapability) }
    let (client, formerPending, wasAnswerable) = (page, pending, isAnswerable)
    var message = registers
    message.outcome = 0
    message.badge = server.badge
    let serverPage = MessageWords()
    transfer(&message, from: client, to: serverPage, accept: MessagePage.maximumCapabilities)
    (page, pending, isAnswerable) = (serverPage, message, true)
    page.use()
    var request = Request(KernelCall.receive(.calls))
    server.serve(&request)
    _ = request.replyAndReceive(.calls)
    (page, pending, isAnswerable) = (client, formerPending, wasAnswerable)
    page.use()
    var answer = reply ?? Self.result(.aborted)
    reply = nil
    transfer(&answer, from: serverPage, to: client, accept: client.accept)
    answer.outcome |= notice
    return answer
  }

  /// Copies what does not travel in registers, and takes references to capabilities.
  private func transfer(_ message: inout kernel_result, from sender: MessageWords, to receiver: MessageWords, accept: Int) {
    let tag = MessageTag(rawValue: message.tag)
    for index in stride(from: 4, to: tag.words, by: 1) { receiver[index] = sender[index] }
    for position in 0..<MessagePage.maximumCapabilities { receiver.setReceived(position, .none) }
    for position in 0..<tag.capabilities {
      let index = sender.sent(position)
      guard references[index, default: 0] > 0 else { continue }
      if position < accept {
        references[index, default: 0] += 1
        receiver.setReceived(position, index)
      } else {
        message.outcome |= 1 << 9
      }
    }
  }

  private func receive(_ flags: ReceiveFlags, _ registers: kernel_result) -> kernel_result {
    waits.append(flags)
    if flags.contains(.acknowledge) { acknowledged.append(CapabilityIndex(rawValue: UInt32(registers.badge))) }
    if flags.contains(.reply), isAnswerable {
      keepAnswer(registers)
      isAnswerable = false
      if pending == nil, reply != nil { return Self.result(.deadlinePassed) }
    }
    if let message = pending {
      pending = nil
      return message
    }
    return next(flags)
  }

  private func keepAnswer(_ registers: kernel_result) {
    reply = registers
    reply?.outcome = 0
    let tag = MessageTag(rawValue: registers.tag)
    let words = [registers.word0, registers.word1, registers.word2, registers.word3]
    answers.append(
      Answer(label: tag.label, words: (0..<tag.words).map { $0 < 4 ? words[$0] : page[$0] }))
  }

  // MARK: - Scripted events

  private func next(_ flags: ReceiveFlags) -> kernel_result {
    reply = nil
    guard flags.contains(.signals) || flags.contains(.calls) else { return Self.result(.deadlinePassed) }
    guard let index = events.firstIndex(where: { Self.ends($0, flags) }) else {
      whenIdle()
      return Self.result(.deadlinePassed)
    }
    switch events.remove(at: index) {
    case .deadline: return Self.result(.deadlinePassed)
    case .signal(let imprint, let count):
      var result = Self.result(.signal)
      result.badge = imprint
      result.word0 = count
      return result
    case .call(let badge, let label, let words, let capabilities):
      return arrive(badge, label, words, capabilities)
    }
  }

  private static func ends(_ event: Event, _ flags: ReceiveFlags) -> Bool {
    switch event {
    case .call: flags.contains(.calls)
    case .signal: flags.contains(.signals)
    case .deadline: flags.contains(.deadline)
    }
  }

  private func arrive(_ badge: UInt64, _ label: UInt16, _ words: [UInt64], _ capabilities: [CapabilityIndex]) -> kernel_result {
    for (index, word) in words.enumerated() where index >= 4 { page[index] = word }
    for (position, capability) in capabilities.enumerated() {
      references[capability, default: 0] += 1
      page.setReceived(position, capability)
    }
    isAnswerable = true
    func word(_ index: Int) -> UInt64 { index < words.count ? words[index] : 0 }
    return kernel_result(
      outcome: notice, badge: badge,
      tag: MessageTag(label: label, words: words.count, capabilities: capabilities.count).rawValue,
      word0: word(0), word1: word(1), word2: word(2), word3: word(3))
  }
}

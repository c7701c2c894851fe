// Random system calls: numbers, flags, capabilities, tags, words and message page at random.
//
// A wait gets a deadline, since nobody else would end it.

import Bulkhead
import CKernel

struct SyscallFuzzer {
  private var random: Random
  private let targets: Targets
  private let progress: Progress
  /// This thread's own object and signal context, which others of the component reach too.
  private let own: [CapabilityIndex]
  /// What `derive` brought, and whatever else comes back in the register of capabilities.
  private var found: [UInt64]

  init(_ targets: Targets, own: [CapabilityIndex], seed: UInt64, _ progress: Progress) {
    self.progress = progress
    self.targets = targets
    self.own = own
    random = Random(seed: seed)
    found = Array(repeating: 0, count: 64)
  }

  mutating func run(steps: Int) {
    for _ in 0..<steps { step() }
  }

  /// Answers whoever still calls this thread's object.
  func answer() {
    MessageBuffer.deadline = KernelCall.ticks &+ 100_000
    _ = KernelCall.replyAndReceive(.calls | .signals | .deadline, MessageWriter())
  }

  private mutating func step() {
    let number = self.number()
    let capability = self.capability()
    var tag = number & 0xff == Syscall.capability.rawValue ? UInt64(random.below(6)) : self.tag()
    if number & 0xff == Syscall.capability.rawValue, tag == CapabilityOperation.drop.rawValue, targets.loses(capability) {
      tag = CapabilityOperation.check.rawValue
    }
    let target = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: capability))
    if number & 0xff == 0, targets.ends(target, opcode: UInt16(truncatingIfNeeded: tag)) { tag = 15 }
    fillPage()
    progress.note(number, capability, tag)
    let result = kernel_enter(number, capability, tag, random.word(), random.word(), random.word(), random.word())
    if result.badge != capability { found[random.below(found.count)] = result.badge }
  }

  private mutating func number() -> UInt64 {
    var number =
      switch random.below(16) {
      case 0...5: Syscall.call.rawValue
      case 6...8: Syscall.receive.rawValue | random.any() & 0xff00
      case 9, 10: Syscall.submit.rawValue
      case 11...13: Syscall.capability.rawValue
      case 14: Syscall.yield.rawValue
      default: random.word()
      }
    if number & 0xff == Syscall.receive.rawValue { number |= ReceiveFlags.deadline.rawValue }
    return number
  }

  private mutating func capability() -> UInt64 {
    switch random.below(16) {
    case 0...7: UInt64(targets.choose(&random).rawValue)
    case 8, 9: UInt64(own[random.below(own.count)].rawValue)
    // Another generation, or a slot far away.
    case 10, 11: UInt64(targets.choose(&random).rawValue) ^ 1 << UInt64(12 + random.below(20))
    case 12, 13: found[random.below(found.count)]
    case 14: targets.isReckless ? UInt64(random.below(256)) | UInt64(random.below(4)) << 16 : 0
    default: random.any() | 0x8000_0000_8000
    }
  }

  private mutating func tag() -> UInt64 {
    switch random.below(4) {
    case 0: random.any()
    case 1: MessageTag(label: UInt16(random.below(24)), words: random.below(600), capabilities: random.below(8)).rawValue
    default: MessageTag(label: UInt16(random.below(24)), words: random.below(9), capabilities: random.below(3)).rawValue
    }
  }

  /// What is in the message page: sometimes anew.
  private mutating func fillPage() {
    MessageBuffer.deadline = random.below(32) != 0 ? 0 : KernelCall.ticks &+ random.any() & 0xfff
    guard random.below(8) == 0 else { return }
    MessageBuffer.accept = random.below(4) == 0 ? Int(truncatingIfNeeded: random.any()) : random.below(5)
    for position in 0..<4 {
      MessageBuffer.setSent(position, CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: capability())))
    }
    for word in 4..<12 { MessageBuffer[word: word] = random.word() }
  }
}

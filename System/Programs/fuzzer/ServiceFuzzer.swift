// Random calls at all that a component can call: its parent, and core's services, and whatever comes back from them.

import Bulkhead

struct ServiceFuzzer {
  private var random: Random
  private let targets: Targets
  private let progress: Progress
  /// Capabilities that calls brought: dataspaces, threads, region maps, sessions ...
  private var found: [CapabilityIndex]

  init(_ targets: Targets, seed: UInt64, _ progress: Progress) {
    self.progress = progress
    self.targets = targets
    random = Random(seed: seed)
    found = Array(repeating: .none, count: 48)
  }

  mutating func run(steps: Int) {
    for _ in 0..<steps {
      switch random.below(16) {
      case 0: openSession()
      case 1: closeSession()
      default: call()
      }
    }
  }

  private mutating func any() -> CapabilityIndex {
    random.below(3) == 0 ? found[random.below(found.count)] : targets.choose(&random)
  }

  private mutating func call() {
    let target = any()
    let opcode = random.below(32) == 0 ? UInt16(truncatingIfNeeded: random.any()) : UInt16(random.below(17))
    guard !targets.ends(target, opcode: opcode) else { return }
    var message = MessageWriter(label: opcode)
    for _ in 0..<(random.below(16) == 0 ? random.below(400) : random.below(9)) { message.append(random.word()) }
    for _ in 0..<random.below(5) { message.append(any()) }
    call(target, message)
  }

  /// One of those that `openSession` opened.
  private mutating func closeSession() {
    var message = MessageWriter(label: Parent.close.opcode)
    message.append(UInt64(32 + random.below(24)))
    call(targets.parent, message)
  }

  /// A wish that is well-formed and mostly nonsense.
  private mutating func openSession() {
    var name = Text(Self.services[random.below(Self.services.count)])
    if random.below(16) == 0 { name.append(UInt8(random.below(256))) }
    var arguments = Text()
    arguments.addArgument("priority", random.word())
    arguments.addArgument("base", random.word())
    arguments.addArgument("size", random.word())
    arguments.addArgument("number", random.word())
    let request = SessionRequest(
      id: UInt64(32 + random.below(24)), service: name, label: Text("quiet"),
      donation: Quota(ram: random.word(), capabilities: UInt64(random.below(12))),
      affinity: Affinity(x: UInt16(random.below(9)), width: UInt16(random.below(9))), arguments: arguments)
    var message = MessageWriter(label: Parent.session.opcode)
    request.encode(into: &message)
    call(targets.parent, message)
  }

  private static var services: [StaticString] {
    ["PD", "CPU", "RM", "ROM", "LOG", "TRACE", "IO_MEM", "IO_PORT", "IRQ", "Nonsense", ""]
  }

  private mutating func call(_ target: CapabilityIndex, _ message: borrowing MessageWriter) {
    MessageBuffer.accept = 4
    progress.note(0, UInt64(target.rawValue), message.tag.rawValue)
    let answer = KernelCall.call(target, message)
    guard answer.outcome.kind == .done else { return }
    // All at once: whatever comes next uses the message page anew.
    var received = InlineArray<4, CapabilityIndex>(repeating: .none)
    let count = min(answer.tag.capabilities, 4)
    for position in 0..<count { received[position] = MessageBuffer.received(position) }
    for position in 0..<count { keep(received[position]) }
  }

  /// Keeps a capability in place of an older one, whose object is ended in whatever way fits.
  private mutating func keep(_ capability: CapabilityIndex) {
    guard capability != .none else { return }
    let place = random.below(found.count)
    let old = found[place]
    found[place] = capability
    guard old != .none, !targets.all.contains(old) else { return }
    for target in targets.all where random.below(2) == 0 { end(old, at: target) }
    KernelCall.capability(.drop, old)
  }

  /// 2: `PD.freeRAM`, `CPU.killThread`, `RM.destroy`; 7, 9: `PD.freeObject`, `PD.freeSignal`.
  private mutating func end(_ capability: CapabilityIndex, at target: CapabilityIndex) {
    let opcode = [2, 7, 9][random.below(3)] as UInt16
    guard target != targets.parent, target != targets.log, target != targets.trace else { return }
    var message = MessageWriter(label: opcode)
    message.append(capability)
    MessageBuffer.accept = 0
    progress.note(0, UInt64(target.rawValue), message.tag.rawValue)
    _ = KernelCall.call(target, message)
  }
}

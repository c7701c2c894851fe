// Tries every number that a capability could have, and calls what is there with every method and with others' numbers.

import Bulkhead

struct CapabilityAttempts {
  private let environment: Environment
  /// What the component had from its start: calling that could end the component itself.
  private var own: [CapabilityIndex] = []
  private var tried = 0
  /// Numbers that lead somewhere although no capability can have them.
  private(set) var strangers = 0

  /// To be made before anything else is done.
  init(_ environment: Environment) {
    self.environment = environment
    own = search()
  }

  /// - Returns: how many numbers were tried.
  mutating func run() -> Int {
    for capability in search() where !own.contains(capability) {
      for opcode in 0..<40 as Range<UInt16> { call(capability, opcode) }
    }
    return tried
  }

  private mutating func search() -> [CapabilityIndex] {
    var found: [CapabilityIndex] = []
    for slot in 0..<UInt32(CapabilityTableLimits.maximumPages * 64) {
      for generation in [0, 1, 2, 3, 0xffff] as [UInt32] where exists(slot | generation << 16) {
        found.append(CapabilityIndex(rawValue: slot | generation << 16))
      }
    }
    return found
  }

  private mutating func exists(_ number: UInt32) -> Bool {
    tried += 1
    let capability = CapabilityIndex(rawValue: number)
    // The outcome is the same for "nothing there" and "not yours".
    guard KernelCall.capability(.check, capability).outcome.kind == .done else { return false }
    if capability.slot == 0 || capability.generation == 0 { strangers += 1 }
    return true
  }

  /// With numbers that could name somebody else's.
  private func call(_ capability: CapabilityIndex, _ opcode: UInt16) {
    for word in [0, 1, 2, 0x10_0000, 0x7f80_0000_0000, UInt64.max] as [UInt64] {
      var message = MessageWriter(label: opcode)
      for _ in 0..<4 { message.append(word) }
      message.append(environment.parent.index)
      message.append(environment.protectionDomain.index)
      MessageBuffer.accept = 4
      _ = KernelCall.call(capability, message)
    }
  }
}

// Capabilities that came with a message: references that somebody has to give back.

import KernelABI

/// The capabilities that came with a call. Those that nobody keeps are dropped when the call was served.
public struct ReceivedCapabilities: ~Copyable {
  private var indices = InlineArray<4, CapabilityIndex>(repeating: .none)

  /// Looks at the message page, which the next system call overwrites.
  @inline(__always)
  init(_ received: Received) {
    if received.tag.capabilities > 0 { readIndices(received.tag.capabilities) }
  }

  private mutating func readIndices(_ count: Int) {
    for position in 0..<min(count, MessagePage.maximumCapabilities) {
      indices[position] = MessageBuffer.received(position)
    }
  }

  /// Keeps a capability that came as an argument beyond the end of the call.
  /// - Returns: a reference; one without capability if `capability` did not come with this call or is kept already.
  public mutating func keep<I: Interface>(_ capability: Capability<I>) -> OwnedCapability<I> {
    for position in 0..<MessagePage.maximumCapabilities where capability.exists && indices[position] == capability.index {
      indices[position] = .none
      return OwnedCapability(adopting: capability)
    }
    return OwnedCapability(adopting: .none)
  }

  /// Gives back what was not kept.
  mutating func drop() {
    for position in 0..<MessagePage.maximumCapabilities where indices[position] != .none {
      KernelCall.capability(.drop, indices[position])
      indices[position] = .none
    }
  }

  /// Gives back what came with an answer that nobody can use.
  @inline(never)
  static func drop(of answer: Received) {
    guard answer.tag.capabilities > 0 else { return }
    var received = ReceivedCapabilities(answer)
    received.drop()
  }
}

// The system calls, one function each. Everything above works with messages and capabilities.
//
// This is the seam to the kernel: on the developer's machine `kernel_enter` goes to a double (see CKernel.h), so that
// all of the rest is tested there unchanged.

import CKernel
import KernelABI

/// What came back from the kernel, in registers.
@frozen
public struct Received {
  public let outcome: Outcome
  /// The badge of the object that was called, or the imprint of the signal.
  public let badge: UInt64
  public let tag: MessageTag
  /// The message's first words. Of a signal, `word0` is the count.
  public let word0: UInt64
  public let word1: UInt64
  public let word2: UInt64
  public let word3: UInt64

  @inline(__always)
  init(_ result: kernel_result) {
    outcome = Outcome(rawValue: result.outcome)
    badge = result.badge
    tag = MessageTag(rawValue: result.tag)
    word0 = result.word0
    word1 = result.word1
    word2 = result.word2
    word3 = result.word3
  }
}

/// Entering the kernel.
public enum KernelCall {
  /// Calls the object that a capability names and waits for the answer.
  ///
  /// Before the call, `MessageBuffer.accept` must say how many capabilities the answer may bring.
  @inline(__always)
  public static func call(_ capability: CapabilityIndex, _ message: borrowing MessageWriter) -> Received {
    Received(
      kernel_enter(
        Syscall.call.rawValue, UInt64(capability.rawValue), message.tag.rawValue, message.word0, message.word1,
        message.word2, message.word3))
  }

  /// Answers the caller being served and waits for the next event.
  ///
  /// Exactly `.calls | .signals` is the kernel's fast path.
  /// - Parameters:
  ///   - flags: what may end the wait. With `.deadline`, `MessageBuffer.deadline` says when.
  ///   - acknowledge: a signal context that was delivered to this thread and may be delivered again.
  @inline(__always)
  public static func replyAndReceive(
    _ flags: ReceiveFlags, _ answer: borrowing MessageWriter, acknowledge: CapabilityIndex = .none
  ) -> Received {
    Received(
      kernel_enter(
        number(flags | .reply, acknowledge), UInt64(acknowledge.rawValue), answer.tag.rawValue, answer.word0,
        answer.word1, answer.word2, answer.word3))
  }

  /// Waits for the next event. While a caller is being served, only signals and the deadline can end the wait.
  @inline(__always)
  public static func receive(_ flags: ReceiveFlags, acknowledge: CapabilityIndex = .none) -> Received {
    Received(kernel_enter(number(flags, acknowledge), UInt64(acknowledge.rawValue), 0, 0, 0, 0, 0))
  }

  @inline(__always)
  private static func number(_ flags: ReceiveFlags, _ acknowledge: CapabilityIndex) -> UInt64 {
    let acknowledgement: ReceiveFlags = acknowledge == .none ? .none : .acknowledge
    return Syscall.receive.rawValue | (flags | acknowledgement).rawValue
  }

  /// Adds `count` to a signal context. Never blocks.
  /// - Returns: `.done`, or `.invalidCapability` if the context does not exist any more.
  @inline(__always) @discardableResult
  public static func submit(_ context: CapabilityIndex, count: UInt64 = 1) -> Outcome {
    Outcome(rawValue: kernel_enter(Syscall.submit.rawValue, UInt64(context.rawValue), 0, count, 0, 0, 0).outcome)
  }

  /// Works on the caller's own capability table.
  /// - Returns: the outcome, and for `derive` the lease, for `same` 0 or 1.
  @discardableResult
  public static func capability(
    _ operation: CapabilityOperation, _ capability: CapabilityIndex, _ argument: UInt64 = 0
  ) -> (outcome: Outcome, value: UInt64) {
    let result = kernel_enter(
      Syscall.capability.rawValue, UInt64(capability.rawValue), operation.rawValue, argument, 0, 0, 0)
    return (Outcome(rawValue: result.outcome).kind, operation == .same ? result.word0 : result.badge)
  }

  /// Goes behind the ready threads of the same priority.
  public static func yield() { _ = kernel_enter(Syscall.yield.rawValue, 0, 0, 0, 0, 0, 0) }

  /// Ticks of the time-stamp counter.
  @inline(__always)
  public static var ticks: UInt64 { kernel_ticks() }
}

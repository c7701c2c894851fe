// A value that several threads of a component share.
//
// Rarely needed: what belongs to one entrypoint needs no lock, and threads talk to each other as components do, by calls and
// signals. It is for what is too small for that, such as counters and lists that many threads add to.
//
// Who finds it locked waits without using time: a moment at first, then ever longer ones, up to a millisecond. So a thread
// that has it goes on also if a more urgent one of the same CPU waits for it. There is no order among those who wait.

import RPC
import Synchronization

/// A value that one thread at a time can use.
public final class Mutex<Value>: @unchecked Sendable {
  /// The thread that has it; 0: none.
  private let owner = Atomic<UInt>(0)
  // Safety: used by nobody but `owner`.
  nonisolated(unsafe) private var value: Value

  public init(_ value: Value) { unsafe self.value = value }

  /// Does `body` with the value, when no other thread does.
  /// - Precondition: the calling thread does not have it already.
  public func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
    let thread = MessageBuffer.threadIdentity
    lock(thread)
    defer { owner.store(0, ordering: .releasing) }
    return try unsafe body(&value)
  }

  private func lock(_ thread: UInt) {
    var microseconds: UInt64 = 10
    while !owner.compareExchange(expected: 0, desired: thread, ordering: .acquiring).exchanged {
      precondition(owner.load(ordering: .relaxed) != thread, "a thread locks what it has locked already")
      MessageBuffer.deadline = KernelCall.ticks &+ StartRecord.current.ticksPerMillisecond * microseconds / 1000
      _ = KernelCall.receive(.deadline)
      microseconds = min(microseconds * 2, 1000)
    }
  }
}

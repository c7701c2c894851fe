// How far a thread came, for the one that waits for it.

import Bulkhead
import Synchronization

final class Progress: Sendable {
  private let steps = Atomic<Int>(0)
  private let number = Atomic<UInt64>(0)
  private let capability = Atomic<UInt64>(0)
  private let tag = Atomic<UInt64>(0)
  let isDone = Atomic(false)

  /// The next step is this system call.
  func note(_ number: UInt64, _ capability: UInt64, _ tag: UInt64) {
    self.number.store(number, ordering: .relaxed)
    self.capability.store(capability, ordering: .relaxed)
    self.tag.store(tag, ordering: .relaxed)
    steps.add(1, ordering: .relaxed)
  }

  /// Waits until the thread is done; false if it does nothing any more.
  func wait(_ environment: Environment) -> Bool {
    var (last, idle) = (-1, 0)
    while !isDone.load(ordering: .acquiring) {
      MessageBuffer.deadline = environment.clock.ticks &+ environment.clock.ticks(.milliseconds(10))
      _ = KernelCall.receive(.deadline)
      let now = steps.load(ordering: .relaxed)
      idle = now == last ? idle + 1 : 0
      last = now
      if idle == 500 { return false }
    }
    return true
  }

  /// The last step, for the log.
  var text: String {
    "step \(steps.load(ordering: .relaxed)): system call 0x" + String(number.load(ordering: .relaxed), radix: 16)
      + ", capability 0x" + String(capability.load(ordering: .relaxed), radix: 16) + ", tag 0x"
      + String(tag.load(ordering: .relaxed), radix: 16)
  }
}

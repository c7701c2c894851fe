// Signals: counting notifications that cost the sender a constant time and the receiver nothing until it looks.

import KernelABI

extension Kernel {
  /// `Syscall.submit`.
  /// - Returns: whether another thread may have to run now.
  mutating func submit(_ thread: ThreadRef, on cpu: CPURef) -> Bool {
    let index = CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: thread.object.registers.rdi))
    guard let context: Ref<SignalContext<H>> = thread.object.domain.object.object(index) else {
      thread.object.finish(.invalidCapability)
      return false
    }
    thread.object.finish(.done)
    return submit(context, count: thread.object.registers.rdx, on: cpu)
  }

  /// - Returns: whether the receiver waited for it.
  @discardableResult
  mutating func submit(_ context: Ref<SignalContext<H>>, count: UInt64, on cpu: CPURef) -> Bool {
    guard let receiver = context.object.receiver, count > 0 else { return false }
    let sum = context.object.count.addingReportingOverflow(count)
    context.object.count = sum.overflow ? UInt64.max : sum.partialValue
    guard context.object.state == .idle else { return false }
    enqueue(context, at: receiver)
    guard receiver.object.state == .waiting, receiver.object.waitsFor.contains(.signals) else { return false }
    takeSignal(receiver, on: cpu)
    return true
  }

  /// Tells the signal context that an embedded slot names, if it names one.
  mutating func submitToHolder(of slot: SlotRef, on cpu: CPURef) {
    guard let header = slot.object.object, let context = Ref<SignalContext<H>>(header) else { return }
    submit(context, count: 1, on: cpu)
  }

  /// Delivers the first queued signal to a waiting thread.
  mutating func takeSignal(_ thread: ThreadRef, on cpu: CPURef) {
    guard let context = thread.object.firstSignal else { return }
    dequeue(context, from: thread)
    cancelDeadline(thread)
    deliver(context, to: thread)
    becomeRunnable(thread, on: cpu)
  }

  @inline(__always)
  func deliver(_ context: Ref<SignalContext<H>>, to thread: ThreadRef) {
    context.object.state = .delivered
    thread.object.registers.rax = Outcome.signal.rawValue
    thread.object.registers.rdi = context.object.imprint
    thread.object.registers.rdx = context.object.count
    context.object.count = 0
    thread.object.tookSignalLast = true
  }

  /// The receiver handled a delivered signal: the context may be delivered again.
  func acknowledge(_ index: CapabilityIndex, by thread: ThreadRef) {
    guard let context: Ref<SignalContext<H>> = thread.object.domain.object.object(index),
      context.object.receiver == thread, context.object.state == .delivered
    else { return }
    context.object.state = .idle
    if context.object.count > 0 { enqueue(context, at: thread) }
  }

  private func enqueue(_ context: Ref<SignalContext<H>>, at thread: ThreadRef) {
    context.object.state = .queued
    context.object.queuePrevious = thread.object.lastSignal
    context.object.queueNext = nil
    if let last = thread.object.lastSignal { last.object.queueNext = context } else { thread.object.firstSignal = context }
    thread.object.lastSignal = context
  }

  func dequeue(_ context: Ref<SignalContext<H>>, from thread: ThreadRef) {
    let (previous, next) = (context.object.queuePrevious, context.object.queueNext)
    if let previous { previous.object.queueNext = next } else { thread.object.firstSignal = next }
    if let next { next.object.queuePrevious = previous } else { thread.object.lastSignal = previous }
    context.object.queuePrevious = nil
    context.object.queueNext = nil
  }
}

// One thread's loop: calls, signals and timeouts arrive here and are handled one after the other. Nothing that belongs to an
// entrypoint needs a lock.
//
// Invariants: `run` is called on the entrypoint's own thread, and everything else, too. A signal context that was
// delivered is acknowledged exactly once: with the next wait after its handler returned.

/// Where a thread's calls, signals and timeouts arrive.
public final class Entrypoint {
  struct Handler {
    var context: CapabilityIndex
    let level: SignalLevel
    let action: (UInt64) -> Void
    /// Signals that arrived while only I/O was dispatched.
    var postponed: UInt64 = 0
  }

  let thread: Capability<CPUThread>
  let clock: Clock
  var objects = SlotTable<any RPCObject>()
  var handlers = SlotTable<Handler>()
  var timeouts = TimeoutQueue()
  /// Imprints of handlers with postponed signals, in order.
  var postponed: [UInt64] = []
  /// Contexts to be acknowledged, beyond the one that goes with the next wait.
  var unacknowledged: [CapabilityIndex] = []

  private var isRunning = false

  init(thread: Capability<CPUThread>, clock: Clock) {
    self.thread = thread
    self.clock = clock
  }

  /// Handles events until `stop` is called.
  public func run() {
    isRunning = true
    var received = wait()
    while isRunning {
      if received.outcome == .done {
        received = answer(received)
      } else {
        handleUnusual(received)
        received = wait()
      }
    }
  }

  /// Makes `run` return when the present event was handled.
  public func stop() { isRunning = false }

  /// Serves a call and waits for the next event.
  @inline(__always)
  private func answer(_ received: Received) -> Received {
    var request = Request(received)
    TracePoint.note(.dispatch, UInt64(request.opcode), request.badge)
    if let object = objects[request.badge] {
      object.serve(&request)
    } else {
      request.refuse(.invalidObject)
    }
    return request.replyAndReceive(isPlain ? .calls | .signals : prepareWait())
  }

  /// Is there nothing to consider but calls and signals? That wait is the kernel's fast path.
  @inline(__always)
  private var isPlain: Bool { timeouts.isEmpty && postponed.isEmpty && unacknowledged.isEmpty && isRunning }

  /// Waits for the next event without having anything to answer.
  private func wait() -> Received {
    MessageBuffer.accept = MessagePage.maximumCapabilities
    // First, so that the last context to acknowledge goes with a real wait.
    let acknowledged = unacknowledged.popLast() ?? .none
    return KernelCall.receive(prepareWait(), acknowledge: acknowledged)
  }

  /// What may end the next wait: while work is due here, the wait is but a look.
  private func prepareWait() -> ReceiveFlags {
    if !postponed.isEmpty || !unacknowledged.isEmpty || !isRunning {
      MessageBuffer.deadline = 0
      return .deadline
    }
    guard let time = timeouts.nextTime else { return .calls | .signals }
    MessageBuffer.deadline = time
    return time <= clock.ticks ? .deadline : .calls | .signals | .deadline
  }

  /// Everything but a call without notices.
  @inline(never)
  private func handleUnusual(_ received: Received) {
    let outcome = received.outcome
    if outcome.tableIsLow || outcome.capabilitiesDropped { TableNotice.post() }
    switch outcome.kind {
    case .done: answerNow(received)
    case .signal: handleSignal(received)
    case .deadlinePassed: handleDue()
    default: break
    }
  }

  /// Serves a call that came with a notice; answers without waiting for more.
  private func answerNow(_ received: Received) {
    var request = Request(received)
    TracePoint.note(.dispatch, UInt64(request.opcode), request.badge)
    if let object = objects[request.badge] { object.serve(&request) } else { request.refuse(.invalidObject) }
    MessageBuffer.deadline = 0
    _ = request.replyAndReceive(.deadline)
  }

  private func handleSignal(_ received: Received) {
    guard let handler = handlers[received.badge] else { return }
    TracePoint.note(.signal, received.word0, received.badge)
    handler.action(received.word0)
    unacknowledged.append(handler.context)
  }

  private func handleDue() {
    if !postponed.isEmpty { return handlePostponed(postponed.removeFirst()) }
    // As long as something is due now; what becomes due meanwhile waits for its turn.
    let now = clock.ticks
    while let action = timeouts.takeDue(at: now) { action() }
  }

  private func handlePostponed(_ imprint: UInt64) {
    guard let handler = handlers[imprint] else { return }
    handlers.update(imprint) { $0.postponed = 0 }
    handler.action(handler.postponed)
    unacknowledged.append(handler.context)
  }

  /// Does nothing for a while: calls and signals wait meanwhile.
  public func pause(_ span: TimeSpan) {
    let (end, overflow) = clock.ticks.addingReportingOverflow(clock.ticks(span))
    MessageBuffer.deadline = overflow ? UInt64.max : end
    _ = KernelCall.receive(.deadline)
  }

  /// Does nothing for ever: serves no calls, handles no signals.
  public func sleep() -> Never {
    while true { _ = KernelCall.receive(.none) }
  }
}

// MARK: - Waiting inside a handler

extension Entrypoint {
  /// Waits for a signal to an I/O handler and runs that handler. For use inside of handlers that wait for input or output:
  /// calls wait meanwhile, and signals to application handlers are handled later.
  public func dispatchOneIOSignal() {
    while !dispatchSignal(.signals) {}
  }

  /// Runs the I/O handlers whose signals are there, without waiting. True if there was one.
  @discardableResult
  public func dispatchPendingIOSignals() -> Bool {
    var didDispatch = false
    while true {
      MessageBuffer.deadline = 0
      let before = postponed.count
      let done = dispatchSignal(.signals | .deadline)
      didDispatch = didDispatch || done
      if !done && postponed.count == before { return didDispatch }
    }
  }

  /// Waits once. True if an I/O handler ran.
  private func dispatchSignal(_ flags: ReceiveFlags) -> Bool {
    let received = KernelCall.receive(flags, acknowledge: unacknowledged.popLast() ?? .none)
    guard received.outcome.kind == .signal, let handler = handlers[received.badge] else { return false }
    guard handler.level == .io else {
      if handler.postponed == 0 { postponed.append(received.badge) }
      handlers.update(received.badge) { $0.postponed &+= received.word0 }
      return false
    }
    TracePoint.note(.signal, received.word0, received.badge)
    handler.action(received.word0)
    unacknowledged.append(handler.context)
    return true
  }
}

// Making and ending what an entrypoint handles: objects, signal handlers, timeouts.
//
// Objects and signal contexts cost 1 capability and some RAM each, which come back when they end. When the account does not
// suffice, the parent is asked, and the thread waits.

/// Why something could not be made.
public enum EntrypointError: Error {
  /// There are 65,536 of them already.
  case tooMany
  /// The protection domain does not exist any more, or this is not one of its threads.
  case invalid
}

extension Entrypoint {
  /// What the parent is asked for when one more object or signal context is too much: enough for a few.
  private static var objectCost: Quota { Quota(ram: 4096, capabilities: 8) }

  /// Makes an object callable.
  public func serve<I: Interface>(_ object: any RPCObject, as interface: I.Type) throws(EntrypointError) -> ServedObject<I> {
    guard let badge = objects.insert(object) else { throw .tooMany }
    do throws(PDFailure) {
      let thread = thread
      let capability: Capability<AnySession> = try Resources.insist(on: Self.objectCost) { () throws(PDFailure) in
        try StartRecord.current.protectionDomain.call(PD.createObject, Pair(thread, badge))
      }
      return ServedObject(capability.of(I.self), badge: badge, entrypoint: self)
    } catch {
      objects.remove(badge)
      throw .invalid
    }
  }

  func dissolve(_ capability: Capability<AnySession>, badge: UInt64) {
    objects.remove(badge)
    // All capabilities to the object end with it.
    do throws(PDFailure) { try StartRecord.current.protectionDomain.call(PD.freeObject, capability) } catch {
      KernelCall.capability(.drop, capability.index)
    }
  }

  /// Makes a signal handler.
  /// - Parameter action: what happens; its argument is how many signals came since it last ran.
  public func onSignal(_ level: SignalLevel = .application, _ action: @escaping (UInt64) -> Void) throws(EntrypointError)
    -> SignalHandler
  {
    guard let imprint = handlers.insert(Handler(context: .none, level: level, action: action)) else { throw .tooMany }
    do throws(PDFailure) {
      let thread = thread
      let context: Capability<SignalTarget> = try Resources.insist(on: Self.objectCost) { () throws(PDFailure) in
        try StartRecord.current.protectionDomain.call(PD.createSignal, Pair(thread, imprint))
      }
      handlers.update(imprint) { $0.context = context.index }
      return SignalHandler(context, imprint: imprint, entrypoint: self)
    } catch {
      handlers.remove(imprint)
      throw .invalid
    }
  }

  func forget(_ context: Capability<SignalTarget>, imprint: UInt64) {
    handlers.remove(imprint)
    unacknowledged.removeAll { $0 == context.index }
    do throws(PDFailure) { try StartRecord.current.protectionDomain.call(PD.freeSignal, context) } catch {
      KernelCall.capability(.drop, context.index)
    }
  }

  /// Calls `action` once, at least `span` from now, between calls and signals.
  public func after(_ span: TimeSpan, _ action: @escaping () -> Void) -> Timeout {
    let (time, overflow) = clock.ticks.addingReportingOverflow(clock.ticks(span))
    return Timeout(timeouts.add(at: overflow ? UInt64.max : time, action), entrypoint: self)
  }

  /// Calls `action` every `period`, for ever or until the handle ends. Periods that were missed are left out.
  public func every(_ period: TimeSpan, _ action: @escaping () -> Void) -> Timeout {
    let ticks = max(clock.ticks(period), 1)
    return Timeout(timeouts.repeating(from: clock.ticks &+ ticks, every: ticks, action), entrypoint: self)
  }

  func cancel(_ number: UInt64) { timeouts.cancel(number) }
}

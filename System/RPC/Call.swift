// The client's side: a typed call on a capability.

import KernelABI

extension Capability {
  /// Calls a method and waits for its result.
  ///
  /// The server works on this thread's time and at its priority. Capabilities in the result belong to the caller.
  /// - Throws: what the interface says can go wrong, or `unreachable`.
  @inline(__always)
  public func call<A: Message, R: Message>(_ method: Method<I, A, R>, _ arguments: A) throws(I.Failure) -> R {
    var message = MessageWriter(label: method.opcode)
    arguments.encode(into: &message)
    MessageBuffer.accept = R.capabilities
    TracePoint.note(.call, UInt64(method.opcode), UInt64(index.rawValue))
    let answer = KernelCall.call(index, message)
    guard answer.outcome == .done, answer.tag.label == 0 else {
      return try finishUnusual(answer)
    }
    return try decode(answer)
  }

  /// Calls a method that needs no arguments.
  @inline(__always)
  public func call<R: Message>(_ method: Method<I, Nothing, R>) throws(I.Failure) -> R { try call(method, Nothing()) }

  /// Calls a method without result.
  @inline(__always)
  public func call<A: Message>(_ method: Method<I, A, Nothing>, _ arguments: A) throws(I.Failure) {
    let _: Nothing = try call(method, arguments)
  }

  /// Calls a method without arguments and result.
  @inline(__always)
  public func call(_ method: Method<I, Nothing, Nothing>) throws(I.Failure) { let _: Nothing = try call(method, Nothing()) }

  /// Calls a method whose result is a capability.
  @inline(__always)
  public func call<A: Message, J: Interface>(
    _ method: Method<I, A, Capability<J>>, _ arguments: A
  ) throws(I.Failure) -> OwnedCapability<J> {
    let capability: Capability<J> = try call(method, arguments)
    return OwnedCapability(adopting: capability)
  }

  /// Calls a method that needs no arguments and whose result is a capability.
  @inline(__always)
  public func call<J: Interface>(_ method: Method<I, Nothing, Capability<J>>) throws(I.Failure) -> OwnedCapability<J> {
    try call(method, Nothing())
  }

  @inline(__always)
  private func decode<R: Message>(_ answer: Received) throws(I.Failure) -> R {
    var reader = MessageReader(answer)
    do throws(MessageError) {
      return try R(from: &reader)
    } catch {
      ReceivedCapabilities.drop(of: answer)
      throw .unreachable
    }
  }

  /// Failures, and successes with a notice from the kernel.
  @inline(never)
  private func finishUnusual<R: Message>(_ answer: Received) throws(I.Failure) -> R {
    guard answer.outcome.kind == .done else { throw .unreachable }
    guard answer.tag.label == 0 else {
      ReceivedCapabilities.drop(of: answer)
      throw I.Failure(rawValue: answer.tag.label) ?? .unreachable
    }
    let result: R = try decode(answer)
    if answer.outcome.tableIsLow || answer.outcome.capabilitiesDropped { TableNotice.post() }
    return result
  }
}

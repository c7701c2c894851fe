// The server's side: one call from the moment it arrives to its answer.
//
//     var request = Request(received)
//     request.serve(Counter.add) { amount throws(Counter.Failure) in ... }
//     request.serve(Counter.reset) { ... }
//     received = request.replyAndReceive(.calls | .signals)

import KernelABI

/// A call as the server sees it: which object, which method, and the answer to come.
public struct Request: ~Copyable {
  private let message: Received
  private var capabilities: ReceivedCapabilities
  /// What the caller will get: until a method served the call, that there is no such method.
  public private(set) var reply = MessageWriter(label: TransportFailure.unknownMethod.rawValue)

  @inline(__always)
  public init(_ received: Received) {
    message = received
    capabilities = ReceivedCapabilities(received)
  }

  /// The badge of the object that was called.
  @inline(__always) public var badge: UInt64 { message.badge }
  /// Which method is called.
  @inline(__always) public var opcode: UInt16 { message.tag.label }

  /// Serves the call if it is of this method: decodes the arguments, runs `body`, encodes its result or failure.
  ///
  /// Capabilities among the arguments are lent for the duration of `body`. For methods without arguments or result there are
  /// shorter forms; a `body` of several statements then has to say its type: `{ (count) throws(F) -> Void in`.
  @inline(__always)
  public mutating func serve<I: Interface, A: Message, R: Message>(
    _ method: Method<I, A, R>, _ body: (A) throws(I.Failure) -> R
  ) {
    guard opcode == method.opcode else { return }
    do throws(MessageError) {
      finish(method, try decode(), body)
    } catch {
      refuse(.malformed)
    }
  }

  /// The same, for methods that cannot fail.
  @inline(__always)
  public mutating func answer<I: Interface, A: Message, R: Message>(_ method: Method<I, A, R>, _ body: (A) -> R) {
    serve(method) { (arguments: A) throws(I.Failure) -> R in body(arguments) }
  }

  /// The same, for methods without arguments.
  @inline(__always)
  public mutating func serve<I: Interface, R: Message>(_ method: Method<I, Nothing, R>, _ body: () throws(I.Failure) -> R) {
    guard opcode == method.opcode else { return }
    finish(method, Nothing()) { (_: Nothing) throws(I.Failure) in try body() }
  }

  /// The same, for methods without result.
  @inline(__always)
  public mutating func serve<I: Interface, A: Message>(_ method: Method<I, A, Nothing>, _ body: (A) throws(I.Failure) -> Void) {
    serve(method) { (arguments: A) throws(I.Failure) -> Nothing in
      try body(arguments)
      return Nothing()
    }
  }

  /// The same, for methods without arguments and result.
  @inline(__always)
  public mutating func serve<I: Interface>(_ method: Method<I, Nothing, Nothing>, _ body: () throws(I.Failure) -> Void) {
    serve(method) { (_: Nothing) throws(I.Failure) -> Nothing in
      try body()
      return Nothing()
    }
  }

  /// The same, for methods that keep capabilities among their arguments beyond the call.
  @inline(__always)
  public mutating func serve<I: Interface, A: Message, R: Message>(
    _ method: Method<I, A, R>, keeping body: (A, inout ReceivedCapabilities) throws(I.Failure) -> R
  ) {
    guard opcode == method.opcode else { return }
    do throws(MessageError) {
      let arguments: A = try decode()
      do throws(I.Failure) {
        succeed(try body(arguments, &capabilities))
      } catch {
        reply = MessageWriter(label: error.rawValue)
      }
    } catch {
      refuse(.malformed)
    }
  }

  /// Serves the call if it is of this method: keeps the capability that it brings, instead of the one that it brought before.
  @inline(__always)
  public mutating func keep<I: Interface, K: Interface>(
    _ method: Method<I, Capability<K>, Nothing>, in place: inout OwnedCapability<K>
  ) {
    serve(method) { (capability, received) throws(I.Failure) -> Nothing in
      place = received.keep(capability)
      return Nothing()
    }
  }

  /// Makes the answer a refusal that is not the interface's own.
  public mutating func refuse(_ failure: TransportFailure) { reply = MessageWriter(label: failure.rawValue) }

  /// Answers the caller, gives back capabilities that were lent, and waits for the next event.
  /// - Parameter givesBack: false in core alone. It made all objects there are, so that whatever it receives is a
  ///   capability that it holds until it destroys the object, however often it received it.
  @inline(__always)
  public mutating func replyAndReceive(
    _ flags: ReceiveFlags, acknowledge: CapabilityIndex = .none, givesBack: Bool = true
  ) -> Received {
    if givesBack, message.tag.capabilities > 0 { capabilities.drop() }
    MessageBuffer.accept = MessagePage.maximumCapabilities
    return KernelCall.replyAndReceive(flags, reply, acknowledge: acknowledge)
  }

  @inline(__always)
  private func decode<A: Message>() throws(MessageError) -> A {
    var reader = MessageReader(message)
    return try A(from: &reader)
  }

  @inline(__always)
  private mutating func finish<I: Interface, A: Message, R: Message>(
    _ method: Method<I, A, R>, _ arguments: A, _ body: (A) throws(I.Failure) -> R
  ) {
    do throws(I.Failure) {
      succeed(try body(arguments))
    } catch {
      reply = MessageWriter(label: error.rawValue)
    }
  }

  @inline(__always)
  private mutating func succeed<R: Message>(_ result: R) {
    var answer = MessageWriter(label: 0)
    result.encode(into: &answer)
    reply = answer
  }
}

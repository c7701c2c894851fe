// Interfaces: what can be asked of an object, declared once. The declaration makes the client's call, the server's
// dispatch and the documentation agree.

import KernelABI

/// What went wrong with a call: one small enum per interface, whose raw values travel in the answer's label.
///
/// Raw values 1...0xfeff are the interface's own; 0 is success.
public protocol Failure: Error, Equatable, RawRepresentable where RawValue == UInt16 {
  /// The object does not exist (any more), does not answer, or did not understand: raw value 0xffff.
  static var unreachable: Self { get }
}

/// A kind of object that can be called.
public protocol Interface {
  associatedtype Failure: RPC.Failure
  /// The name under which sessions of this kind are requested.
  static var name: StaticString { get }
}

/// One thing that can be asked of objects of an interface.
@frozen
public struct Method<I: Interface, Arguments: Message, Result: Message> {
  public let opcode: UInt16
  /// - Parameter opcode: unique within the interface, and never reused.
  @inline(__always) public init(_ opcode: UInt16) { self.opcode = opcode }
}

/// A capability to an object of a known kind. Copying it copies the name, not the authority: both name the same slot.
@frozen
public struct Capability<I: Interface>: Equatable, Message {
  public let index: CapabilityIndex
  @inline(__always) public init(_ index: CapabilityIndex) { self.index = index }

  public static var none: Capability { Capability(.none) }
  public var exists: Bool { index != .none }

  @inline(__always) public static func == (a: Self, b: Self) -> Bool { a.index == b.index }
  public func encode(into message: inout MessageWriter) { message.append(index) }
  public init(from message: inout MessageReader) throws(MessageError) { index = try message.nextCapability() }
  @inline(__always) public static var capabilities: Int { 1 }

  /// Calls a method and waits for its result.
  ///
  /// The server works on this thread's time and at its priority.
  /// - Throws: what the interface says can go wrong, or `unreachable`.
  @inline(__always)
  public func call<A: Message, R: Message>(_ method: Method<I, A, R>, _ arguments: A) throws(I.Failure) -> R {
    var message = MessageWriter(label: method.opcode)
    arguments.encode(into: &message)
    if R.capabilities > 0 { MessageBuffer.accept = R.capabilities }
    let answer = KernelCall.call(index, message)
    guard answer.outcome.kind == .done else { throw .unreachable }
    guard answer.tag.label == 0 else { throw I.Failure(rawValue: answer.tag.label) ?? .unreachable }
    var reader = MessageReader(answer)
    do throws(MessageError) {
      return try R(from: &reader)
    } catch {
      throw .unreachable
    }
  }

  @inline(__always)
  public func call<R: Message>(_ method: Method<I, Nothing, R>) throws(I.Failure) -> R { try call(method, Nothing()) }

  /// Gives up the capability. Using it afterwards fails.
  public func drop() { KernelCall.capability(.drop, index) }
}

/// Labels that mean the same for every interface.
public enum AnswerLabel {
  public static var done: UInt16 { 0 }
  public static var unreachable: UInt16 { 0xffff }
}

/// A call as the server sees it: which object, which method, and where the answer goes.
public struct Request: ~Copyable {
  public let badge: UInt64
  public let opcode: UInt16
  private var reader: MessageReader
  public private(set) var answer = MessageWriter(label: AnswerLabel.unreachable)

  @inline(__always)
  public init(_ received: Received) {
    badge = received.badge
    opcode = received.tag.label
    reader = MessageReader(received)
  }

  /// Serves the call if it is of this method: decodes the arguments, runs the body, encodes its result or failure.
  @inline(__always)
  public mutating func serve<I: Interface, A: Message, R: Message>(
    _ method: Method<I, A, R>, _ body: (A) throws(I.Failure) -> R
  ) {
    guard opcode == method.opcode else { return }
    do throws(MessageError) {
      let arguments = try A(from: &reader)
      answer = MessageWriter(label: AnswerLabel.done)
      do throws(I.Failure) {
        try body(arguments).encode(into: &answer)
      } catch {
        answer = MessageWriter(label: error.rawValue)
      }
    } catch {
      answer = MessageWriter(label: AnswerLabel.unreachable)
    }
  }
}

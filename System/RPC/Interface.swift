// Interfaces: what can be asked of an object, declared once. The declaration makes the client's call, the server's
// dispatch and the documentation agree.
//
//     public enum Counter: Interface {
//       public static var name: StaticString { "Counter" }
//       public enum Failure: UInt16, RPC.Failure {
//         case full = 1
//         case unreachable = 0xffff
//       }
//       /// Adds to the counter and says what it is now.
//       public static var add: Method<Counter, UInt64, UInt64> { Method(1) }
//     }
//
//     let sum = try counter.call(Counter.add, 3)                    // client: throws Counter.Failure
//     request.serve(Counter.add) { amount in total += amount; return total }     // server

@_exported import KernelABI

/// What can go wrong with a call: one small enum per interface, whose raw values travel in the answer's label.
///
/// Raw values 1...0xfeff are the interface's own; 0 is success; 0xff00 and above are `TransportFailure`, of which an
/// interface may name those that its clients tell apart. Others arrive as `unreachable`.
public protocol Failure: Error, Equatable, Sendable, RawRepresentable where RawValue == UInt16 {
  /// The object does not exist (any more), did not answer, or did not understand. Raw value 0xffff.
  static var unreachable: Self { get }
}

/// Answers that mean the same for every interface.
public enum TransportFailure: UInt16, Sendable {
  /// The object's interface has no such method.
  case unknownMethod = 0xff01
  /// The message was not what the method says.
  case malformed = 0xff02
  /// The object was dissolved before the call reached it.
  case invalidObject = 0xff03
  /// Everything else.
  case unreachable = 0xffff
}

/// A kind of object that can be called.
public protocol Interface {
  associatedtype Failure: RPC.Failure
  /// The name under which sessions of this kind are announced and requested.
  static var name: StaticString { get }
  /// What a hostile client could do to the server's other work by what it says: nothing, unless said otherwise. A driver that feeds
  /// a server, for example, decides what all of that server's clients hear. The security report reads this, nobody calls it.
  static var clientInfluence: Influence { get }
  /// Whether clients say things about themselves here, and pass on nothing that others entrusted to them. Such a server is trusted
  /// with what a client says of itself, not with all that a client holds. Read by the security report as well.
  static var isAboutClient: Bool { get }
}

extension Interface {
  @inline(__always) public static var clientInfluence: Influence { .none }
  @inline(__always) public static var isAboutClient: Bool { false }
}

/// What the server of a method could do to its client, if it were hostile. The security report adds these up.
@frozen
public struct Influence: Flags {
  public let rawValue: UInt8
  @inline(__always) public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// It learns the client's data.
  public static var sees: Influence { Influence(rawValue: 1) }
  /// It can falsify data that the client relies on.
  public static var alters: Influence { Influence(rawValue: 2) }
  /// It can refuse or delay what the client needs.
  public static var denies: Influence { Influence(rawValue: 4) }
}

/// One thing that can be asked of objects of an interface.
@frozen
public struct Method<I: Interface, Arguments: Message, Result: Message> {
  public let opcode: UInt16
  public let influence: Influence

  /// - Parameters:
  ///   - opcode: unique within the interface, and never reused.
  ///   - influence: what a hostile server could do through this method; everything, unless said otherwise.
  @inline(__always)
  public init(_ opcode: UInt16, _ influence: Influence = .sees | .alters | .denies) {
    self.opcode = opcode
    self.influence = influence
  }
}

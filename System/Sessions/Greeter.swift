// Greeter: the example of how an interface is declared. (System/Servers/greeter serves it, System/Programs/hello calls it.)

import RPC

public enum GreeterFailure: UInt16, Failure {
  /// The visitor did not say anything.
  case nothingSaid = 1
  case unreachable = 0xffff
}

public enum Greeter: SessionInterface {
  public typealias Failure = GreeterFailure
  public static var name: StaticString { "Greeter" }
  public static var cost: Quota { .smallSession }

  /// Answers a greeting with a greeting.
  public static var greet: Method<Greeter, Text, Text> { Method(1, .sees | .alters | .denies) }
}

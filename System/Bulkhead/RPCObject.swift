// Objects that can be called, and the handles that keep them reachable.

/// An object that answers calls.
///
///     final class CounterObject: RPCObject {
///       var total: UInt64 = 0
///       func serve(_ request: inout Request) {
///         request.serve(Counter.add) { amount throws(CounterFailure) in
///           total += amount
///           return total
///         }
///       }
///     }
public protocol RPCObject: AnyObject {
  /// Serves one call: `request.serve` for each method. A method that is not served is answered with `unknownMethod`.
  func serve(_ request: inout Request)
}

/// Keeps an object callable. When this goes out of scope, all capabilities to the object are dead.
public struct ServedObject<I: Interface>: ~Copyable {
  /// What to hand out.
  public let capability: Capability<I>
  private let badge: UInt64
  private let entrypoint: Entrypoint

  init(_ capability: Capability<I>, badge: UInt64, entrypoint: Entrypoint) {
    self.capability = capability
    self.badge = badge
    self.entrypoint = entrypoint
  }

  deinit { entrypoint.dissolve(capability.erased, badge: badge) }
}

/// When a signal handler runs.
public enum SignalLevel: Sendable {
  /// Between calls and other signals.
  case application
  /// Also while a handler waits for input or output (`Entrypoint.dispatchOneIOSignal`).
  case io
}

/// Keeps a signal handler. When this goes out of scope, the handler does not run any more, and its capability is dead.
public struct SignalHandler: ~Copyable {
  /// What to hand out to those who signal.
  public let capability: Capability<SignalTarget>
  private let imprint: UInt64
  private let entrypoint: Entrypoint

  init(_ capability: Capability<SignalTarget>, imprint: UInt64, entrypoint: Entrypoint) {
    self.capability = capability
    self.imprint = imprint
    self.entrypoint = entrypoint
  }

  deinit { entrypoint.forget(capability, imprint: imprint) }
}

/// Keeps a timeout. When this goes out of scope, the timeout does not happen any more.
public struct Timeout: ~Copyable {
  private let number: UInt64
  private let entrypoint: Entrypoint

  init(_ number: UInt64, entrypoint: Entrypoint) {
    self.number = number
    self.entrypoint = entrypoint
  }

  deinit { entrypoint.cancel(number) }
}

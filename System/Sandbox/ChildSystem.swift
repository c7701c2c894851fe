// The sandbox as a library: a component that runs others as a configuration says.
//
//     let children = ChildSystem(environment)
//     children.onChange = { ... children.state(of: "app") ... }
//     guard children.apply(text) else { ... }

import Bulkhead
import Composition
import HID

/// Children of this component, run as configurations say.
public final class ChildSystem {
  private let machine: SystemMachine
  private let engine: SandboxEngine<SystemMachine>

  /// - Parameter environment: the component's own; its account pays for the children.
  public init(_ environment: Environment) {
    machine = SystemMachine(environment)
    engine = machine.makeEngine()
  }

  /// Called with what the operator should know, one line at a time; without it the lines go to the component's log.
  public var onLog: ((String) -> Void)? {
    get { machine.onLog }
    set { machine.onLog = newValue }
  }

  /// Called when a child came to a state in which it stays (it exited, or crashed for good), after the call or signal
  /// that led there was handled.
  public var onChange: (() -> Void)? {
    get { machine.onChange }
    set { machine.onChange = newValue }
  }

  /// Called when a child whose exit is to be propagated exits; without it the component itself exits.
  public var onExit: ((Int) -> Void)? {
    get { machine.onExit }
    set { machine.onExit = newValue }
  }

  /// Called with each state report that the configuration asks for; without it they go to a Report session "state".
  public var onReport: ((String) -> Void)? {
    get { machine.onReport }
    set { machine.onReport = newValue }
  }

  /// Called when a report that the configuration keeps `local` could say something new.
  public var onReportChange: (() -> Void)? {
    get { machine.onReportChange }
    set { machine.onReportChange = newValue }
  }

  /// The state report of this moment; nil: the configuration does not keep it `local`.
  public var localReport: String? { engine.localReport }

  /// How old the local report may be for its readers.
  public var reportDelay: TimeSpan { .milliseconds(UInt64(engine.reportDelay)) }

  /// Serves children itself, where routes lead to `local`. Their donations pay for the sessions.
  /// - Parameter make: makes the object that serves a session, or refuses.
  public func serve<I: SessionInterface>(
    _ interface: I.Type, _ make: @escaping (SessionRequest) throws(RefusedSession) -> any SessionObject
  ) { machine.localServices.append(machine.environment.makeService(interface, make)) }

  /// How a child stands; nil if the configuration does not name it.
  public func state(of child: String) -> ChildState? { engine.state(of: child) }

  /// Which instance of a child runs, or ran last: another number after each restart; nil if the configuration does not name it.
  public func instance(of child: String) -> UInt64? { engine.instance(of: child) }

  /// Ends a running child and starts it anew, as after a crash but whatever its crash policy.
  ///
  /// - Returns: false if there is no such child, or it does not run.
  public func restart(_ child: String) -> Bool { engine.restart(child) }

  /// Carries out what somebody who may do so wants of a child: whatever it does, it begins anew, or ends.
  ///
  /// - Returns: false if there is no such child.
  public func steer(_ wish: SteeringWish) -> Bool { engine.steer(wish) }

  /// Makes the children what a configuration says. With mistakes in it, prints them all and changes nothing.
  ///
  /// - Returns: false if there were mistakes.
  public func apply(_ text: [UInt8]) -> Bool {
    let read = SandboxConfiguration.read(text)
    for mistake in read.diagnostics {
      machine.log("error: config:\(mistake.position.line):\(mistake.position.column): \(mistake.message)")
    }
    guard read.diagnostics.isEmpty else { return false }
    engine.apply(read.configuration)
    return true
  }
}

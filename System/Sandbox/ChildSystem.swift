// The sandbox as a library: a component that runs others as a configuration says.

import Bulkhead
import Composition
import HID

/// Children of this component, run as configurations say.
public final class ChildSystem {
  private let machine: SystemMachine
  private let engine: SandboxEngine<SystemMachine>

  public init(_ environment: Environment) {
    machine = SystemMachine(environment)
    engine = machine.makeEngine()
  }

  /// Makes the children what a configuration says. With mistakes in it, prints them all and changes nothing.
  ///
  /// - Returns: false if there were mistakes.
  public func apply(_ text: [UInt8]) -> Bool {
    let read = Configuration.read(text)
    for mistake in read.diagnostics {
      machine.log("error: config:\(mistake.position.line):\(mistake.position.column): \(mistake.message)")
    }
    guard read.diagnostics.isEmpty else { return false }
    engine.apply(read.configuration)
    return true
  }
}

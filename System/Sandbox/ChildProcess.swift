// A running child as the sandbox holds it: the object that it calls, and the signal that tells of its faults.

import Bulkhead
import Composition

/// Ends, as far as the sandbox is concerned, when it goes out of scope: the child reaches nobody any more.
public final class ChildProcess {
  let instance: UInt64
  let cpu: KeptCapability
  /// What the child wants to be told through; by `ParentSignal`.
  private var signals: [KeptSignal?] = [nil, nil, nil, nil, nil]
  private let parent: ServedObject<Parent>
  private let faults: SignalHandler
  private var thread: Child?

  /// Makes what a child needs from its parent. (`launch` starts it.)
  init(_ instance: UInt64, cpu: KeptCapability, machine: SystemMachine) throws(EntrypointError) {
    self.instance = instance
    self.cpu = cpu
    let entrypoint = machine.environment.entrypoint
    parent = try entrypoint.serve(ParentObject(instance, machine), as: Parent.self)
    faults = try entrypoint.onSignal { _ in machine.faulted(instance) }
  }

  func launch(_ plan: ProcessPlan<KeptCapability>) throws(ChildError) {
    let program = try Self.program(plan.rom.capability.of(ROM.self))
    let size = try Self.size(plan.rom.capability.of(ROM.self))
    let session = cpu.capability.of(CPU.self)
    try watch(session)
    thread = try Child(
      starting: ChildPlan(
        name: Text("main"), program: program.capability, programSize: size,
        protectionDomain: plan.pd.capability.of(PD.self), cpu: session, parent: parent.capability))
  }

  private static func program(_ rom: Capability<ROM>) throws(ChildError) -> OwnedCapability<Dataspace> {
    do throws(ROMFailure) { return try rom.call(ROM.dataspace) } catch { throw .invalidSession }
  }

  private static func size(_ rom: Capability<ROM>) throws(ChildError) -> UInt64 {
    do throws(ROMFailure) { return try rom.call(ROM.size) } catch { throw .invalidSession }
  }

  private func watch(_ session: Capability<CPU>) throws(ChildError) {
    do throws(CPUFailure) { try session.call(CPU.setFaultSignal, faults.capability) } catch { throw .invalidSession }
  }

  func set(_ signal: ParentSignal, _ kept: KeptSignal?) { signals[Int(signal.rawValue)] = kept }

  func submit(_ signal: ParentSignal) { signals[Int(signal.rawValue)]?.submit() }

  /// The oldest fault of a thread that was not asked for yet; nil if there is none.
  func nextFault() -> ThreadFault? {
    do throws(CPUFailure) {
      let fault = try cpu.capability.of(CPU.self).call(CPU.nextFault)
      return fault.fault == 0 ? nil : fault
    } catch { return nil }
  }
}

import Composition
import Testing

/// What suites about children have in common: a sandbox on a machine that counts every byte.
class SandboxSuite {
  let machine = MachineDouble()
  let sandbox: SandboxEngine<MachineDouble>
  let everything: Resources
  let fault = CrashReport(thread: "main", cause: "read of unmapped address 0x0", instruction: 0x100_0010)

  init() {
    sandbox = SandboxEngine(machine)
    everything = machine.total
  }

  func run(_ text: String) { sandbox.apply(configuration(prelude + text + "\n-\n")) }
  func instance(_ name: String) throws -> UInt64 { try #require(machine.instance(name)) }
}

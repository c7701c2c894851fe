import Composition
import HID
import Testing

/// Children that fail at each step of a session's life, in each way, on each side.
@Suite struct FaultInjectionTests {
  enum Side: CaseIterable { case client, server }
  enum Failing: CaseIterable { case crash, exit, removal, silence }

  /// One child fails, then the others must work as if nothing had happened, and nothing may be lost.
  @Test(arguments: Side.allCases, Failing.allCases)
  func nobodyElseNotices(_ side: Side, _ failing: Failing) throws {
    for step in 0...Steps.count {
      let machine = MachineDouble()
      let everything = machine.total
      let sandbox = SandboxEngine(machine)
      sandbox.apply(configuration(Self.text(without: nil)))
      var broken = Steps(sandbox, machine, client: "client", server: "server", service: "Echo")
      for position in 0..<step { broken.take(position) }
      Self.fail(side == .client ? "client" : "server", failing, sandbox, machine)
      if failing != .silence { for position in step..<Steps.count { broken.take(position) } }
      #expect(machine.total == everything, "step \(step)")

      var working = Steps(sandbox, machine, client: "client2", server: "server2", service: "Echo2")
      for position in 0..<Steps.count { working.take(position) }
      #expect(working.hadCapability && working.wasClosed, "step \(step)")
      #expect(machine.total == everything, "step \(step)")
      sandbox.apply(configuration(prelude + "-\n"))
      #expect(machine.quota == everything && machine.parentSessions.isEmpty && machine.processes.isEmpty, "step \(step)")
    }
  }

  private static func text(without name: String?) -> String {
    var text = prelude
    for (server, client, service) in [("server", "client", "Echo"), ("server2", "client2", "Echo2")] {
      if server != name { text += "+ start \(server)\n  + provides | + service \(service)\n  + crash | restart: yes\n" }
      if client != name { text += "+ start \(client)\n  + crash | restart: yes\n" }
    }
    return text + "-\n"
  }

  private static func fail(_ name: String, _ how: Failing, _ sandbox: SandboxEngine<MachineDouble>, _ machine: MachineDouble) {
    guard let instance = machine.instance(name) else { return }
    switch how {
    case .crash: sandbox.crash(instance, CrashReport(thread: "main", cause: "x", instruction: 0))
    case .exit: sandbox.exit(instance, value: 1)
    case .removal: sandbox.apply(configuration(text(without: name)))
    case .silence: break
    }
  }
}

/// A session from its beginning to its end, in steps that do nothing when they cannot.
private struct Steps {
  static var count: Int { 11 }

  let sandbox: SandboxEngine<MachineDouble>
  let machine: MachineDouble
  let client: String
  let server: String
  let service: String
  var task: ProviderTask?
  var hadCapability = false

  init(_ sandbox: SandboxEngine<MachineDouble>, _ machine: MachineDouble, client: String, server: String, service: String) {
    self.sandbox = sandbox
    self.machine = machine
    self.client = client
    self.server = server
    self.service = service
  }

  private let amount = Resources(ram: 8192, capabilities: 2)

  var wasClosed: Bool {
    if case .invalid = sandbox.answer(machine.instance(client) ?? 0, number: 16) { return true }
    return false
  }

  mutating func take(_ step: Int) {
    let (from, to) = (machine.instance(client) ?? 9999, machine.instance(server) ?? 9999)
    switch step {
    case 0: _ = sandbox.announce(to, service: service)
    case 1: _ = sandbox.requestSession(from, number: 16, service: service, label: "", donation: amount)
    case 2, 5, 8: task = sandbox.nextTask(to)
    case 3, 6, 9: respond(to)
    case 4:
      if case .capability = sandbox.answer(from, number: 16) { hadCapability = true }
      _ = sandbox.upgradeSession(from, number: 16, amount)
    case 7: _ = sandbox.closeSession(from, number: 16)
    default: break
    }
  }

  private func respond(_ server: UInt64) {
    switch task {
    case .create(let number, _): _ = sandbox.deliver(server, number: number, 1)
    case .upgrade(let number, _), .close(let number): _ = sandbox.respond(server, number: number, .done)
    case nil: break
    }
  }
}

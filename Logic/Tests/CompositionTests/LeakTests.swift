import HID
import Testing

@testable import Composition

/// What ended is not kept: nothing refers to children and sessions that are gone.
@Suite struct LeakTests {
  private final class Weak {
    weak var object: AnyObject?
    init(_ object: AnyObject) { self.object = object }
  }

  private let machine = MachineDouble()
  private let sandbox: SandboxEngine<MachineDouble>

  init() { sandbox = SandboxEngine(machine) }

  private func run(_ text: String) { sandbox.apply(configuration(prelude + text + "\n-\n")) }

  /// Everything that there is of children and sessions right now.
  private func everything() -> [Weak] {
    sandbox.children.flatMap { child in
      [Weak(child)] + (child.sessions + child.served + child.refused).map { Weak($0) }
    }
  }

  private static let pair = "+ start server | version: 1\n  + provides | + service Echo\n+ start client\n  + config"

  private func open(_ number: UInt64 = 16, answered: Bool = true) throws {
    let (client, server) = (try #require(machine.instance("client")), try #require(machine.instance("server")))
    _ = sandbox.announce(server, service: "Echo")
    let donation = Resources(ram: 8192, capabilities: 2)
    _ = sandbox.requestSession(client, number: number, service: "Echo", label: "", donation: donation)
    _ = sandbox.requestSession(client, number: number + 1, service: "ROM", label: "config", donation: donation)
    _ = sandbox.requestSession(client, number: number + 2, service: "Nonsense", label: "", donation: donation)
    guard answered, case .create(let task, _)? = sandbox.nextTask(server) else { return }
    _ = sandbox.deliver(server, number: task, 1)
  }

  @Test(arguments: [true, false])
  func forgetsWhatIsRemoved(_ isAnswered: Bool) throws {
    run(Self.pair)
    try open(answered: isAnswered)
    let old = everything()
    run("")
    #expect(old.allSatisfy { $0.object == nil })
  }

  @Test(arguments: [true, false])
  func forgetsFormerInstances(_ isAnswered: Bool) throws {
    run(Self.pair)
    try open(answered: isAnswered)
    let old = everything().filter { !($0.object is Child<MachineDouble>) }
    run(Self.pair.replacing("version: 1", with: "version: 2"))
    let kept = old.filter { $0.object != nil }
    #expect(kept.count == (isAnswered ? 0 : 7), "a client that used it is restarted as well; another keeps all that it has")
    run("")
    #expect(old.allSatisfy { $0.object == nil })
  }

  @Test func forgetsRefusedEnvironments() {
    machine.pendingServices = ["LOG"]
    run("+ start a")
    for (id, session) in machine.parentSessions where session.request.service == "LOG" {
      machine.parentSessions[id]?.answer = .denied
    }
    sandbox.parentAnswered()
    let old = everything()
    #expect(old.count == 2)
    run("")
    #expect(old.allSatisfy { $0.object == nil })
  }

  @Test func forgetsForwardedSessions() throws {
    run("+ service Echo | + default-policy | + child server\n" + Self.pair)
    let request = ProviderRequest(
      service: "Echo", label: "", arguments: "", affinity: nil, donation: Resources(ram: 8192, capabilities: 2))
    sandbox.createForwarded(5, request)
    sandbox.createForwarded(6, request)
    let old = everything() + sandbox.forwarded.map { Weak($0) }
    run("")
    sandbox.closeForwarded(5)
    sandbox.closeForwarded(6)
    #expect(old.allSatisfy { $0.object == nil })
  }
}

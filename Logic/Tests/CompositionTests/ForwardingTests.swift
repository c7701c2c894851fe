import Composition
import HID
import Testing

/// Sessions that the sandbox's own parent asks for, and children serve.
@Suite struct ForwardingTests {
  let machine = MachineDouble()
  let sandbox: SandboxEngine<MachineDouble>
  let everything: Resources
  private let donation = Resources(ram: 8192, capabilities: 2)

  init() {
    sandbox = SandboxEngine(machine)
    everything = machine.total
  }

  private func run(_ text: String) { sandbox.apply(configuration(prelude + text + "\n-\n")) }

  private static let server = "\n+ start server | version: 1\n  + provides | + service Echo"
  private static let forwarding = "+ service Echo | + policy | label_prefix: a | + child server"
  private var pair: String { Self.forwarding + Self.server }

  /// The parent's quota comes with the request.
  private func ask(_ number: UInt64, _ label: String) {
    machine.quota = machine.quota + donation
    sandbox.createForwarded(
      number, ProviderRequest(service: "Echo", label: label, arguments: "x: y", affinity: nil, donation: donation))
  }

  private func serve() throws -> [String] {
    let server = try #require(machine.instance("server"))
    var tasks: [String] = []
    while let task = sandbox.nextTask(server) {
      switch task {
      case .create(let number, let request):
        tasks.append("create \(request.label) \(request.donation.ram)")
        #expect(sandbox.deliver(server, number: number, 77))
      case .upgrade(let number, let amount):
        tasks.append("upgrade \(amount.ram)")
        #expect(sandbox.respond(server, number: number, .done))
      case .close(let number):
        tasks.append("close")
        #expect(sandbox.respond(server, number: number, .done))
      }
    }
    return tasks
  }

  private func announce() throws { #expect(sandbox.announce(try #require(machine.instance("server")), service: "Echo")) }

  @Test func announcesEachServiceOnce() {
    run(pair)
    run(pair)
    #expect(machine.announced == ["Echo"])
  }

  @Test func servesASessionFromBeginningToEnd() throws {
    run(pair)
    try announce()
    ask(5, "ab")
    #expect(try serve() == ["create ab 7168"])
    sandbox.upgradeForwarded(5, donation)
    machine.quota = machine.quota + donation
    #expect(try serve() == ["upgrade 8192"])
    sandbox.closeForwarded(5)
    #expect(try serve() == ["close"])
    #expect(machine.answers == ["5: capability 77", "5: done", "5: done"])
    #expect(machine.total == everything + donation + donation)
    #expect(machine.domain("server")?.quota == Resources(ram: (1 << 20) - 28672, capabilities: 92))
  }

  @Test func deniesWhomNoPolicyIsMeantFor() {
    run(pair)
    ask(5, "b")
    #expect(machine.answers == ["5: denied"])
    #expect(machine.lines.count == 1 && machine.lines[0].contains("add to \"+ service Echo\": \"+ policy | label: b"))
  }

  @Test func refusesTooSmallADonation() {
    run(pair)
    sandbox.createForwarded(5, ProviderRequest(service: "Echo", label: "a", arguments: "", affinity: nil, donation: .none))
    #expect(machine.answers == ["5: insufficientRAM"])
  }

  @Test func waitsForAServerToCome() throws {
    run(Self.forwarding)
    ask(5, "a1")
    ask(6, "a2")
    #expect(machine.answers.isEmpty)
    run(pair)
    try announce()
    #expect(try serve() == ["create a1 7168", "create a2 7168"])
    #expect(machine.answers == ["5: capability 77", "6: capability 77"])
  }

  @Test func waitsForTheNextInstanceOfAServer() throws {
    run(pair)
    ask(5, "a")
    sandbox.apply(configuration(prelude + pair.replacing("version: 1", with: "version: 2") + "\n-\n"))
    try announce()
    #expect(try serve() == ["create a 7168"])
    #expect(machine.total == everything + donation)
  }

  @Test func tellsWhatTheServerRefuses() throws {
    run(pair)
    try announce()
    ask(5, "a")
    let server = try #require(machine.instance("server"))
    guard case .create(let number, _)? = sandbox.nextTask(server) else { return #expect(Bool(false)) }
    #expect(sandbox.respond(server, number: number, .insufficientRAM))
    #expect(machine.answers == ["5: insufficientRAM"])
    #expect(
      machine.quota + (machine.domain("server")?.quota ?? .none) + Resources(ram: 28672, capabilities: 8) == everything
        + donation)
  }

  @Test func closesWhatThePoliciesNoLongerAllow() throws {
    run(pair)
    try announce()
    ask(5, "a")
    _ = try serve()
    run(Self.server)
    #expect(try serve() == ["close"])
    #expect(machine.answers == ["5: capability 77"])
    sandbox.closeForwarded(5)
    #expect(machine.answers.last == "5: done")
    #expect(machine.total == everything + donation)
  }

  @Test(arguments: [true, false])
  func survivesTheEndOfTheServer(_ isUpgrading: Bool) throws {
    run(pair)
    try announce()
    ask(5, "a")
    _ = try serve()
    if isUpgrading { sandbox.upgradeForwarded(5, .none) }
    run(Self.forwarding)
    sandbox.upgradeForwarded(5, .none)
    sandbox.closeForwarded(5)
    sandbox.closeForwarded(5)
    #expect(machine.answers.dropFirst().allSatisfy { $0 == "5: done" })
    #expect(machine.total == everything + donation)
    #expect(machine.processes.isEmpty)
  }

  @Test func endsRequestsThatWereNeverServed() {
    run(Self.forwarding)
    ask(5, "a")
    sandbox.closeForwarded(5)
    sandbox.upgradeForwarded(99, donation)
    #expect(machine.answers == ["5: done", "99: done"])
  }

  @Test(arguments: [
    ("+ service Echo | + policy | label: a\n", "the policy leads nowhere: add \"| + child NAME\""),
    ("+ service Echo | + policy | lable: a | + child x\n", "unknown attribute \"lable\" in \"policy\""),
    (
      "+ service Echo | + default-policy | label: a | + child x\n",
      "unknown attribute \"label\" in \"default-policy\": remove it"
    ),
    ("+ service | + default-policy | + child x\n", "\"service\" needs \"name\""),
  ])
  func refusesBadPolicies(_ text: String, _ expected: String) {
    let complaints = SandboxConfiguration.read(Array((prelude + text + "-\n").utf8)).diagnostics.map { $0.message }
    #expect(complaints.contains { $0.hasPrefix(expected) }, "\(complaints)")
  }

  @Test func findsForwardsThatLeadNowhere() {
    let problems = configuration(prelude + Self.forwarding + "\n-\n").wiringProblems()
    #expect(
      problems.count == 1 && problems[0].message.hasPrefix("Echo is forwarded to child \"server\", which does not provide it"))
  }
}

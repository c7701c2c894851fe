import Composition
import HID
import Testing

/// Exits, crashes, heartbeats, quota that changes hands, and new configurations.
@Suite final class LifeTests: SandboxSuite {
  /// Connects a client to the service "Echo" of a server.
  private func connect(_ client: String, _ server: String) throws {
    _ = sandbox.announce(try instance(server), service: "Echo")
    _ = sandbox.requestSession(
      try instance(client), number: 16, service: "Echo", label: "", arguments: "",
      donation: Resources(ram: 8192, capabilities: 2))
    while let task = sandbox.nextTask(try instance(server)) {
      if case .create(let number, _) = task { _ = sandbox.deliver(try instance(server), number: number, 7) }
    }
  }

  @Test func propagatesTheExit() throws {
    run("+ start a\n  + exit | propagate: yes\n+ start b")
    sandbox.exit(try instance("b"), value: 1)
    #expect(machine.exitValue == nil)
    sandbox.exit(try instance("a"), value: 7)
    #expect(machine.exitValue == 7)
    #expect(machine.lines == ["child \"b\" exited with exit value 1", "child \"a\" exited with exit value 7"])
  }

  @Test func leavesACrashedChildStopped() throws {
    run("+ start a\n+ start b")
    sandbox.crash(try instance("a"), fault)
    #expect(
      machine.lines == [
        "child \"a\" crashed: read of unmapped address 0x0 at instruction 0x1000010 in thread \"main\"; it stays stopped"
          + " (to restart it, add to its start node: \"+ crash | restart: yes\")"
      ])
    #expect(machine.instance("a") == nil)
    #expect(machine.instance("b") != nil)
    #expect(machine.total == everything)
  }

  @Test func restartsAsOftenAsAllowed() throws {
    run("+ start a\n  + crash | restart: yes | limit: 2")
    for _ in 0..<3 { sandbox.crash(try instance("a"), fault) }
    #expect(machine.instance("a") == nil)
    #expect(machine.lines[0].hasSuffix("restart 1 of 2"))
    #expect(machine.lines[2].hasSuffix("it stays stopped: the limit of restarts (2) is reached"))
    #expect(machine.total == everything)
  }

  @Test func tenThousandCrashesLeaveNothingBehind() throws {
    run("+ start a\n  + crash | restart: yes\n  + config | x: y")
    let (free, sessions) = (machine.quota, machine.parentSessions.count)
    for _ in 0..<10_000 {
      _ = sandbox.requestSession(
        try instance("a"), number: 16, service: "ROM", label: "config", arguments: "",
        donation: Resources(ram: 8192, capabilities: 2))
      sandbox.crash(try instance("a"), fault)
    }
    #expect(machine.quota == free)
    #expect(machine.parentSessions.count == sessions)
    #expect(machine.texts.isEmpty)
    #expect(machine.total == everything)
  }

  @Test func restartsTheClientsOfACrashedServer() throws {
    run("+ start s\n  + provides | + service Echo\n  + crash | restart: yes\n+ start c\n+ start other")
    try connect("c", "s")
    let (client, other) = (try instance("c"), try instance("other"))
    sandbox.crash(try instance("s"), fault)
    #expect(try instance("c") > client)
    #expect(try instance("other") == other)
    #expect(machine.total == everything)
  }

  @Test func requestsThatWereNotAnsweredWaitForTheNextInstance() throws {
    run("+ start s\n  + provides | + service Echo\n  + crash | restart: yes\n+ start c")
    _ = sandbox.announce(try instance("s"), service: "Echo")
    let client = try instance("c")
    _ = sandbox.requestSession(
      client, number: 16, service: "Echo", label: "", arguments: "", donation: Resources(ram: 8192, capabilities: 2))
    #expect(sandbox.nextTask(try instance("s")) != nil)
    sandbox.crash(try instance("s"), fault)
    #expect(try instance("c") == client)
    _ = sandbox.announce(try instance("s"), service: "Echo")
    guard case .create(let number, _) = sandbox.nextTask(try instance("s")) else { throw Failed() }
    #expect(sandbox.deliver(try instance("s"), number: number, 9))
    guard case .capability(9) = sandbox.answer(client, number: 16) else { throw Failed() }
    #expect(machine.total == everything)
  }

  @Test func noChildIsMoreUrgentThanItsLevel() throws {
    sandbox.apply(
      configuration(prelude.replacing("config\n", with: "config | prio_levels: 4\n") + "+ start a | priority: -2\n-\n"))
    _ = sandbox.requestSession(
      try instance("a"), number: 16, service: "CPU", label: "", arguments: "priority: 200",
      donation: Resources(ram: 8192, capabilities: 2))
    let arguments = machine.parentSessions.values.filter { $0.request.service == "CPU" }.map { $0.request.arguments }
    #expect(Set(arguments) == ["level: 2/4", "priority: 200 within level: 2/4"])
  }

  @Test func aChildIsHeldToTheTimeThatItWasPromised() throws {
    run("+ start a\n  + cpu | budget_us: 200 | period_us: 1000\n+ start b")
    let arguments = machine.parentSessions.values.filter { $0.request.service == "CPU" }.map { $0.request.arguments }
    #expect(Set(arguments) == ["level: 0/1 | 200 of 1000", "level: 0/1"])
    // A second session would have time of its own.
    let donation = Resources(ram: 8192, capabilities: 2)
    let answer = sandbox.requestSession(try instance("a"), number: 16, service: "CPU", label: "", donation: donation)
    guard case .denied = answer else { throw Failed() }
    #expect(machine.lines.contains { $0.contains("child \"a\" is denied CPU: it is held to the time") })
    guard
      case .capability = sandbox.requestSession(try instance("b"), number: 16, service: "CPU", label: "", donation: donation)
    else { throw Failed() }
  }

  /// Only those who are declared so may learn where RAM is, and no child of theirs through them alone.
  @Test(arguments: [
    ("", "managing_system: yes", ["", ""]), (" | managing_system: no", "managing_system: yes", ["", ""]),
    (" | managing_system: yes", "managing_system: yes", ["managing_system: yes", "managing_system: yes"]),
    (" | managing_system: yes", "", ["managing_system: yes", ""]),
    (" | managing_system: yes", "managing_system: yes | x: y", ["managing_system: yes", ""]),
  ])
  func managingIsNotInherited(declared: String, asked: String, expected: [String]) throws {
    run("+ start a\(declared)")
    _ = sandbox.requestSession(
      try instance("a"), number: 16, service: "PD", label: "", arguments: asked,
      donation: Resources(ram: 32768, capabilities: 4))
    let sessions = machine.parentSessions.filter { $0.value.request.service == "PD" }.sorted { $0.key < $1.key }
    #expect(sessions.map { $0.value.request.arguments } == expected)
  }

  // MARK: - Heartbeats

  @Test func restartsAChildThatSkipsHeartbeats() throws {
    let text = "+ heartbeat | rate_ms: 100\n+ start a\n  + heartbeat | restart_after_skipped: 2\n+ start b"
    run(text)
    let (a, b) = (try instance("a"), try instance("b"))
    for _ in 0..<10 {
      machine.now += 100
      sandbox.tick()
      sandbox.heartbeat(a)
    }
    #expect(try instance("a") == a)
    for _ in 0..<3 {
      machine.now += 100
      sandbox.tick()
    }
    #expect(try instance("a") > a)
    #expect(try instance("b") == b)
    #expect(machine.lines == ["child \"a\" skipped 2 heartbeats: restart"])
    #expect(!machine.notifications.contains { $0.0 == b && $0.1 == .heartbeat })
  }

  // MARK: - Quota

  @Test func reportsRequestsForResources() throws {
    run("+ report | child_ram: yes\n+ start a")
    let reports = machine.reports.count
    machine.now = 1000
    for _ in 0..<100 { sandbox.requestResources(try instance("a"), Resources(ram: 5 << 20, capabilities: 0)) }
    #expect(machine.lines == ["child \"a\" requests resources: ram_quota=5M, cap_quota=0"])
    #expect(machine.reports.count == reports + 1)
    #expect(machine.reports.last?.contains("requested: 5M") == true)
    run("+ report | child_ram: yes\n+ start a | ram: 6M")
    #expect(machine.reports.last?.contains("requested") == false)
    #expect(machine.notifications.contains { $0.1 == .resources })
    #expect(machine.total == everything)
  }

  @Test func grantsWhatManagedAllows() throws {
    run("+ start a\n  + managed | max_ram: 2M")
    let before = try #require(machine.domain("a")).quota
    sandbox.requestResources(try instance("a"), Resources(ram: 1 << 20, capabilities: 0))
    #expect(machine.domain("a")?.quota == before + Resources(ram: 1 << 20, capabilities: 0))
    #expect(machine.lines.isEmpty)
    sandbox.requestResources(try instance("a"), Resources(ram: 4096, capabilities: 0))
    #expect(machine.lines.count == 1, "more than the maximum")
    #expect(machine.total == everything)
  }

  @Test func takesBackWhatIsFreeAndAsksForTheRest() throws {
    run("+ start a | ram: 8M")
    machine.use(Resources(ram: 6 << 20, capabilities: 0), in: "a")
    run("+ start a | ram: 2M")
    let a = try instance("a")
    #expect(machine.notifications.contains { $0.0 == a && $0.1 == .yield })
    #expect(sandbox.yieldRequest(a).ram > 0)
    machine.use(.none, in: "a")
    sandbox.yielded(a)
    #expect(sandbox.yieldRequest(a).isNone)
    #expect(machine.domain("a")?.quota.ram == (2 << 20) - 28672)
    #expect(machine.total == everything)
  }

  // MARK: - Configurations

  @Test func keepsWhatDoesNotChange() throws {
    run("+ start a\n+ start b")
    let a = try instance("a")
    run("+ start c\n+ start a")
    #expect(try instance("a") == a)
    #expect(machine.instance("b") == nil)
    #expect(machine.instance("c") != nil)
    run("")
    #expect(machine.quota == everything)
    #expect(machine.parentSessions.isEmpty)
  }

  @Test(arguments: [" | version: 2", "\n  + binary other", " | version: 1\n  + affinity | xpos: 0"])
  func replacesWhatMustBe(_ change: String) throws {
    run("+ start a")
    let a = try instance("a")
    run("+ start a" + change)
    #expect(try instance("a") > a)
    #expect(machine.total == everything)
  }

  @Test func updatesAConfigurationInPlace() throws {
    run("+ start a\n  + config | x: 1")
    let a = try instance("a")
    _ = sandbox.requestSession(
      a, number: 16, service: "ROM", label: "config", arguments: "", donation: Resources(ram: 8192, capabilities: 2))
    run("+ start a\n  + config | x: 2")
    #expect(try instance("a") == a)
    #expect(machine.texts.values.map { $0 } == ["config | x: 2\n-\n"])
  }

  @Test func restartsAClientWhoseRouteChanges() throws {
    let servers = "+ start s\n  + provides | + service Echo\n+ start t\n  + provides | + service Echo\n+ start c\n  + route\n"
    func routed(to server: String) -> String {
      servers + "    + service Echo | + child \(server)\n    + any-service | + parent"
    }
    run(routed(to: "s"))
    try connect("c", "s")
    let (client, server) = (try instance("c"), try instance("s"))
    run(routed(to: "t"))
    #expect(try instance("c") > client)
    #expect(try instance("s") == server)
    #expect(machine.total == everything)
  }

  @Test func aChildIsIncompleteWithoutItsServerAndComesBackWithIt() throws {
    let client = "+ start c\n  + route\n    + service LOG | + child log\n    + any-service | + parent"
    run(client)
    #expect(machine.instance("c") == nil)
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].contains("leads to child \"log\", which does not exist; add \"+ start log\""))
    run("+ start log\n  + provides | + service LOG\n" + client)
    #expect(machine.instance("c") == nil, "its log has not answered yet")
    _ = sandbox.announce(try instance("log"), service: "LOG")
    let task = sandbox.nextTask(try instance("log"))
    guard case .create(let number, _) = task else { throw Failed() }
    #expect(sandbox.deliver(try instance("log"), number: number, 5))
    #expect(machine.instance("c") != nil)
    run(client)
    #expect(machine.instance("c") == nil)
    #expect(machine.total == everything)
  }

  @Test func exitedChildrenAreLeftAloneUntilTheirVersionChanges() throws {
    run("+ start a")
    sandbox.exit(try instance("a"), value: 0)
    run("+ start a\n+ start b")
    #expect(machine.instance("a") == nil)
    run("+ start a | version: 2\n+ start b")
    #expect(machine.instance("a") != nil)
  }

  @Test func reportsTheState() throws {
    run(
      """
      + report | ids: yes | requested: yes | provided: yes | child_caps: yes | init_ram: yes
      + start s | version: 3
        + provides | + service Echo
      + start c
      """)
    try connect("c", "s")
    machine.now += 100
    sandbox.tick()
    let report = try #require(machine.reports.last)
    #expect(Node.parse(report).diagnostics.isEmpty)
    #expect(report.contains("+ child s | binary: s | version: 3 | id: 1\n"))
    #expect(report.contains("+ session Echo | state: OK | label: c | ram: 8K | caps: 2\n"))
    sandbox.exit(try instance("c"), value: 5)
    machine.now += 100
    sandbox.tick()
    #expect(machine.reports.last?.contains("+ child c | binary: c | id: 2 | exited: 5") == true)
  }

  /// Whatever children do and however the configuration changes, nothing is lost or made.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func accountsBalanceUnderRandomOperations(_ seed: UInt64) {
    var random = RandomSource(seed)
    run(Self.randomConfiguration(&random))
    for step in 0..<400 {
      randomStep(&random)
      #expect(machine.total == everything, "seed \(seed) step \(step)")
    }
    run("")
    #expect(machine.quota == everything, "seed \(seed)")
    #expect(machine.parentSessions.isEmpty)
    #expect(machine.texts.isEmpty)
  }

  private func randomStep(_ random: inout RandomSource) {
    let names = ["a", "b", "c", "d"]
    let instance = machine.instance(names[random.below(4)]) ?? UInt64(random.below(50))
    let number = UInt64(random.below(24))
    let amount = Resources(ram: random.below(40_000), capabilities: random.below(5))
    switch random.below(16) {
    case 0: run(Self.randomConfiguration(&random))
    case 1: sandbox.crash(instance, fault)
    case 2: if random.below(4) == 0 { sandbox.exit(instance, value: 0) }
    case 3, 4, 5:
      _ = sandbox.requestSession(
        instance, number: number, service: ["X", "Y", "ROM"][random.below(3)], label: ["config", "z"][random.below(2)],
        arguments: "", donation: amount)
    case 6: _ = sandbox.announce(instance, service: ["X", "Y"][random.below(2)])
    case 7: _ = sandbox.closeSession(instance, number: number)
    case 8: _ = sandbox.upgradeSession(instance, number: number, amount)
    case 9: _ = sandbox.answer(instance, number: number)
    case 10: sandbox.requestResources(instance, amount)
    case 11: sandbox.yielded(instance)
    default: randomService(instance, &random)
    }
  }

  private func randomService(_ instance: UInt64, _ random: inout RandomSource) {
    let task = sandbox.nextTask(instance)
    let answers: [ProviderAnswer] = [.done, .done, .denied, .insufficientRAM, .insufficientCapabilities]
    guard random.below(5) != 0 else { return }
    switch task {
    case .create(let number, _) where random.below(4) != 0: _ = sandbox.deliver(instance, number: number, 1)
    case .create(let number, _), .upgrade(let number, _), .close(let number):
      _ = sandbox.respond(instance, number: number, answers[random.below(5)])
    case nil: _ = sandbox.respond(instance, number: UInt64(random.below(200)), answers[random.below(5)])
    }
  }

  private static func randomConfiguration(_ random: inout RandomSource) -> String {
    var text = ""
    for name in ["a", "b", "c", "d"] where random.below(5) != 0 {
      text += "+ start \(name) | ram: \(64 + random.below(900))K | version: \(random.below(2))\n"
      if random.below(3) != 0 { text += "  + provides | + service \(["X", "Y"][random.below(2)])\n" }
      if random.below(2) != 0 { text += "  + crash | restart: yes\n" }
      if random.below(3) == 0 { text += "  + config | value: \(random.below(3))\n" }
      if random.below(5) == 0 { text += "  + managed | max_ram: 2M\n" }
    }
    return text
  }
}

struct RandomSource {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }
  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }
}

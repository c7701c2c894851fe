import Composition
import HID
import Testing

/// Restarting and stopping children by hand, and the report that is read from the component itself.
@Suite final class SteeringTests: SandboxSuite {
  private func report() throws -> Node {
    let text = try #require(sandbox.localReport)
    return try #require(Node.parse(text).node)
  }
  private func described(_ name: String) throws -> Node {
    let child = try report().nodes("child").first { $0.name == name }
    return try #require(child)
  }

  // MARK: - What a label asks for

  @Test(arguments: [
    ("system_view -> restart -> recorder", SteeringAction.restart, "recorder"), ("stop -> wm", .stop, "wm"),
    ("a -> stop -> restart -> b c", .restart, "b c"),
  ])
  func aLabelNamesTheActionAndTheChild(label: String, action: SteeringAction, child: String) throws {
    let wish = try #require(SteeringWish(label: label))
    #expect(wish.action == action && wish.child == child)
    #expect(label.hasSuffix(wish.label))
  }

  @Test(arguments: [
    "", "restart", "recorder", "system_view -> recorder", "restart -> ", "kill -> recorder", "Restart -> recorder",
    "restart -> recorder -> x", "restart->recorder", "prestart -> recorder",
  ])
  func otherLabelsAskForNothing(label: String) { #expect(SteeringWish(label: label) == nil) }

  // MARK: - Stopping and restarting

  @Test func stopsUntilItIsRestarted() throws {
    run("+ report | local: yes\n+ start a\n+ start b")
    let (a, b) = (try instance("a"), try instance("b"))
    let free = machine.quota
    #expect(sandbox.steer(SteeringWish(.stop, "a")))
    #expect(machine.instance("a") == nil && sandbox.state(of: "a") == .stopped)
    #expect(machine.quota.ram > free.ram)
    #expect(try described("a").attribute("state") == "stopped")
    run("+ report | local: yes\n+ start a\n+ start b")
    sandbox.tick()
    #expect(machine.instance("a") == nil && machine.instance("b") == b)
    #expect(sandbox.steer(SteeringWish(.restart, "a")))
    #expect(try instance("a") > a && machine.instance("b") == b)
    #expect(machine.quota == free && machine.total == everything)
  }

  @Test func aNewVersionStartsWhatWasStopped() throws {
    run("+ start a")
    #expect(sandbox.steer(SteeringWish(.stop, "a")))
    run("+ start a | version: 2")
    #expect(sandbox.state(of: "a") == .running)
  }

  @Test func restartsWhatCrashedOrExited() throws {
    run("+ report | local: yes\n+ start a\n  + crash | restart: yes | limit: 1\n+ start b")
    for _ in 0..<2 { sandbox.crash(try instance("a"), fault) }
    #expect(sandbox.state(of: "a") == .crashed)
    let corpse = try described("a")
    #expect(corpse.attribute("state") == "crashed" && corpse.attribute("restarts") == "1")
    #expect(corpse.attribute("crash") == fault.cause)
    sandbox.exit(try instance("b"), value: 3)
    #expect(sandbox.steer(SteeringWish(.restart, "a")) && sandbox.steer(SteeringWish(.restart, "b")))
    #expect(sandbox.state(of: "a") == .running && sandbox.state(of: "b") == .running)
    #expect(try described("a").attribute("crash") == nil)
    // The limit counts from the person's restart.
    sandbox.crash(try instance("a"), fault)
    #expect(sandbox.state(of: "a") == .running)
    #expect(machine.total == everything)
  }

  @Test func whoIsNotThereIsNotSteered() {
    run("+ start a\n+ alias x | child: a")
    for name in ["b", "", "A", "x"] {
      #expect(!sandbox.steer(SteeringWish(.stop, name)) && !sandbox.steer(SteeringWish(.restart, name)))
    }
    #expect(sandbox.state(of: "a") == .running)
    run("")
    #expect(!sandbox.steer(SteeringWish(.stop, "a")))
    #expect(machine.total == everything)
  }

  @Test func stoppingTwiceChangesNothing() {
    run("+ start a")
    for _ in 0..<3 { #expect(sandbox.steer(SteeringWish(.stop, "a"))) }
    #expect(sandbox.state(of: "a") == .stopped && machine.total == everything)
  }

  @Test func clientsOfAStoppedServerWaitForIt() throws {
    run("+ start s\n  + provides | + service Echo\n+ start c")
    _ = sandbox.announce(try instance("s"), service: "Echo")
    _ = sandbox.requestSession(
      try instance("c"), number: 16, service: "Echo", label: "", donation: Resources(ram: 8192, capabilities: 2))
    guard case .create(let number, _) = sandbox.nextTask(try instance("s")) else { throw Failed() }
    #expect(sandbox.deliver(try instance("s"), number: number, 7))
    let client = try instance("c")
    #expect(sandbox.steer(SteeringWish(.stop, "s")))
    #expect(try instance("c") > client)
    let again = sandbox.requestSession(
      try instance("c"), number: 16, service: "Echo", label: "", donation: Resources(ram: 8192, capabilities: 2))
    guard case .pending = again else { throw Failed() }
    #expect(sandbox.steer(SteeringWish(.restart, "s")))
    _ = sandbox.announce(try instance("s"), service: "Echo")
    #expect(sandbox.nextTask(try instance("s")) != nil)
    #expect(machine.total == everything)
  }

  @Test func thousandsOfRestartsLeaveNothingBehind() throws {
    run("+ start a\n  + config | x: y\n+ start b")
    let (free, sessions) = (machine.quota, machine.parentSessions.count)
    for _ in 0..<2000 {
      #expect(sandbox.steer(SteeringWish(.stop, "a")))
      #expect(sandbox.steer(SteeringWish(.restart, "a")))
    }
    #expect(machine.quota == free && machine.parentSessions.count == sessions && machine.total == everything)
  }

  // MARK: - The local report

  @Test func itIsMadeForWhoeverReadsIt() throws {
    run("+ report | local: yes | child_ram: yes | delay_ms: 50\n+ start a")
    #expect(machine.reports.isEmpty && machine.reportChanges > 0)
    let changes = machine.reportChanges
    // Nothing is sampled while nobody reads.
    for _ in 0..<100 {
      machine.now += 1000
      sandbox.tick()
    }
    #expect(machine.reportChanges <= changes + 1)
    machine.use(Resources(ram: 4096, capabilities: 1), in: "a")
    #expect(try described("a").node("ram")?.attribute("used") == "4K")
  }

  @Test func withoutTheWordThereIsNone() {
    run("+ report | ids: yes\n+ start a")
    #expect(sandbox.localReport == nil && machine.reports.count == 1)
    run("+ start a")
    #expect(sandbox.localReport == nil)
  }

  @Test func itSaysHowLongChildrenComputed() throws {
    run("+ report | local: yes | child_cpu: yes\n+ start a")
    machine.now = 5000
    let number = try instance("a")
    let cpu = try #require(machine.plans[number]).cpu
    machine.executionTimes[cpu] = 1234
    #expect(try report().attribute("ms") == "5000")
    #expect(try described("a").node("cpu")?.attribute("us") == "1234")
  }

  @Test func itSaysWhoServesWhomAndWhoMay() throws {
    run(
      """
      + report | local: yes | requested: yes | provided: yes | routes: yes
      + start s
        + provides | + service Echo
      + start c
        + route
          + service Echo | label: never | consent: never | + child s
          + service Echo | + child s
          + any-service | + parent
      """)
    _ = sandbox.announce(try instance("s"), service: "Echo")
    _ = sandbox.requestSession(
      try instance("c"), number: 16, service: "Echo", label: "a | state: crashed",
      donation: Resources(ram: 8192, capabilities: 2))
    let client = try described("c")
    #expect(client.nodes("route").count == 1)
    #expect(client.node("route")?.attribute("server") == "s")
    let session = try #require(client.node("requested")?.nodes.first { $0.name == "Echo" })
    #expect(session.attribute("server") == "s" && session.attribute("state") == "CREATING")
    // A client's words say nothing about the system.
    #expect(session.attribute("label") == "c -> a / state: crashed")
  }

  @Test func itSaysWhoWasDenied() throws {
    run("+ report | local: yes\n+ start a\n  + route\n    + any-service | + parent")
    for number: UInt64 in 16..<19 {
      _ = sandbox.requestSession(
        try instance("a"), number: number, service: "Camera", label: "", donation: Resources(ram: 8192, capabilities: 2))
    }
    #expect(try described("a").attribute("denied") == "3")
    #expect(try described("a").attribute("denial")?.contains("is denied Camera") == true)
    #expect(sandbox.steer(SteeringWish(.restart, "a")))
    #expect(try described("a").attribute("denied") == nil)
  }
}

import Composition
import HID
import Testing

/// Children that start, trade sessions and end, on a machine that counts every byte.
@Suite final class SandboxTests: SandboxSuite {
  /// Lets the server in a child make all sessions that it is asked for; returns their numbers.
  @discardableResult
  private func serve(_ name: String) throws -> [UInt64] {
    let server = try instance(name)
    var numbers: [UInt64] = []
    while let task = sandbox.nextTask(server) {
      switch task {
      case .create(let number, _):
        #expect(sandbox.deliver(server, number: number, Int(number) + 1000))
        numbers.append(number)
      case .upgrade(let number, _), .close(let number): #expect(sandbox.respond(server, number: number, .done))
      }
    }
    return numbers
  }

  private func isPending(_ answer: SessionAnswer<Int>) -> Bool { if case .pending = answer { true } else { false } }
  private func isDenied(_ answer: SessionAnswer<Int>) -> Bool { if case .denied = answer { true } else { false } }
  private func isInvalid(_ answer: SessionAnswer<Int>) -> Bool { if case .invalid = answer { true } else { false } }
  private func capability(_ answer: SessionAnswer<Int>) -> Int? { if case .capability(let it) = answer { it } else { nil } }

  private func ask(_ client: String, _ service: String, number: UInt64 = 16, ram: Int = 8192, caps: Int = 2) throws
    -> SessionAnswer<Int>
  {
    sandbox.requestSession(
      try instance(client), number: number, service: service, label: "it", arguments: "",
      donation: Resources(ram: ram, capabilities: caps))
  }

  private func checkAccounts(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(machine.total == everything, sourceLocation: sourceLocation)
  }

  private let pair = """
    + start server
      + provides | + service Echo
    + start client
    """

  // MARK: - Starting

  @Test func startsChildrenWithTheirQuota() throws {
    run("+ start a | ram: 2M\n+ start b | caps: 50")
    #expect(machine.processes.count == 2)
    #expect(machine.domain("a")?.quota == Resources(ram: (2 << 20) - 28672, capabilities: 92))
    #expect(machine.domain("b")?.quota == Resources(ram: (1 << 20) - 28672, capabilities: 42))
    #expect(machine.lines.isEmpty)
    checkAccounts()
  }

  @Test func requestsTheEnvironmentWithPrefixedLabels() {
    run("+ start a\n  + binary program")
    let requests = machine.parentSessions.values.map { "\($0.request.service) \($0.request.label)" }.sorted()
    #expect(requests == ["CPU a", "LOG a", "PD a", "ROM program"])
  }

  @Test func startsOnceAPendingEnvironmentArrives() throws {
    machine.pendingServices = ["LOG"]
    run("+ start a")
    #expect(machine.processes.isEmpty)
    for (id, session) in machine.parentSessions where session.request.service == "LOG" {
      machine.parentSessions[id]?.answer = .capability(id)
    }
    sandbox.parentAnswered()
    #expect(machine.processes.count == 1)
    checkAccounts()
  }

  @Test func leavesAChildIncompleteWhenTheParentRefusesItsEnvironment() {
    machine.pendingServices = ["LOG"]
    run("+ start a")
    for (id, session) in machine.parentSessions where session.request.service == "LOG" {
      machine.parentSessions[id]?.answer = .denied
    }
    sandbox.parentAnswered()
    #expect(machine.processes.isEmpty)
    #expect(machine.parentSessions.isEmpty)
    #expect(machine.quota == everything)
    #expect(machine.lines == ["error: child \"a\" is denied LOG \"\": the parent refuses \"a\""])
  }

  @Test func saysWhichBootModuleIsMissing() {
    machine.deniedLabels = ["app"]
    run("+ start a\n  + binary app")
    #expect(
      machine.lines
        == ["error: child \"a\" is denied ROM \"app\": the parent refuses \"app\"; is there a boot module \"app\"?"])
    #expect(machine.quota == everything)
  }

  @Test func doesNotStartWithTooLittleForTheEnvironment() {
    run("+ start a | ram: 8K")
    #expect(machine.processes.isEmpty)
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].contains("take 28K RAM and 8 capabilities, and it has 8K and 100; raise \"ram\" or \"caps\""))
    #expect(machine.quota == everything)
  }

  @Test func tellsThatAProgramIsBad() {
    machine.failStart = .badBinary("it is no ELF file")
    run("+ start a")
    #expect(machine.lines == ["error: child \"a\" cannot start: ROM \"a\" is not a program: it is no ELF file"])
    #expect(machine.quota == everything)
  }

  @Test func givesNoMoreThanThereIs() {
    run("+ start a | ram: 63M\n+ start b | ram: 4M")
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].hasPrefix("warning: child \"b\" is to get 4M RAM and 100 capabilities, but only"))
    checkAccounts()
  }

  @Test func refusesAnEnvironmentFromASibling() {
    run(
      "+ start s\n  + provides | + service PD\n+ start a\n  + route\n    + service PD | + child s\n    + any-service | + parent"
    )
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].contains("must come from the parent"))
    #expect(machine.instance("a") == nil)
    checkAccounts()
  }

  // MARK: - Sessions between siblings

  @Test func connectsSiblingsWhateverComesFirst() throws {
    run(pair)
    #expect(isPending(try ask("client", "Echo")))
    #expect(try serve("server").isEmpty, "a service that was not announced is not asked for")
    #expect(sandbox.announce(try instance("server"), service: "Echo"))
    let numbers = try serve("server")
    #expect(numbers.count == 1)
    let client = try instance("client")
    #expect(capability(sandbox.answer(client, number: 16)) == Int(numbers[0]) + 1000)
    #expect(machine.notifications.contains { $0.0 == client && $0.1 == .session })
    checkAccounts()
  }

  @Test func movesTheDonationToTheServerAndBack() throws {
    run(pair)
    let (before, serverBefore) = (try #require(machine.domain("client")).quota, try #require(machine.domain("server")).quota)
    #expect(sandbox.announce(try instance("server"), service: "Echo"))
    _ = try ask("client", "Echo", ram: 9216, caps: 3)
    #expect(machine.domain("client")?.quota == before - Resources(ram: 9216, capabilities: 3))
    #expect(machine.domain("server")?.quota == serverBefore + Resources(ram: 8192, capabilities: 3))
    let told = sandbox.nextTask(try instance("server"))
    guard case .create(let number, let request) = told else { throw Failed() }
    #expect(request.donation == Resources(ram: 8192, capabilities: 3))
    #expect(sandbox.deliver(try instance("server"), number: number, 1))
    #expect(sandbox.closeSession(try instance("client"), number: 16) == .pending)
    try serve("server")
    #expect(machine.domain("client")?.quota == before)
    #expect(machine.domain("server")?.quota == serverBefore)
    #expect(isInvalid(sandbox.answer(try instance("client"), number: 16)))
    checkAccounts()
  }

  @Test func returnsTheDonationOfARequestThatTheServerNeverSaw() throws {
    run(pair)
    let (before, serverBefore) = (try #require(machine.domain("client")).quota, try #require(machine.domain("server")).quota)
    #expect(sandbox.announce(try instance("server"), service: "Echo"))
    _ = try ask("client", "Echo", ram: 9216, caps: 3)
    #expect(sandbox.closeSession(try instance("client"), number: 16) == .done)
    #expect(machine.domain("client")?.quota == before)
    #expect(machine.domain("server")?.quota == serverBefore)
    #expect(try serve("server").isEmpty)
    checkAccounts()
  }

  @Test func holdsTheDonationForAServerThatIsNotThere() throws {
    run(pair)
    let serverBefore = try #require(machine.domain("server")).quota
    _ = try ask("client", "Echo", ram: 9216, caps: 3)
    #expect(machine.domain("server")?.quota == serverBefore, "nothing goes to who has not announced the service")
    #expect(sandbox.announce(try instance("server"), service: "Echo"))
    try serve("server")
    #expect(machine.domain("server")?.quota == serverBefore + Resources(ram: 8192, capabilities: 3))
    checkAccounts()
  }

  @Test func findsEqualRequestsTheirNewRoutes() throws {
    let servers = "+ start one | + provides | + service Echo\n+ start two | + provides | + service Echo\n"
    let client = "+ start client\n  + route\n    + service Echo | + child"
    let rest = "\n    + any-service | + parent"
    run(servers + "\(client) one" + rest)
    for server in ["one", "two"] { #expect(sandbox.announce(try instance(server), service: "Echo")) }
    _ = try ask("client", "Echo", number: 16)
    _ = try ask("client", "Echo", number: 17)
    #expect(try serve("one").count == 2)
    run(servers + "\(client) two" + rest)
    #expect(sandbox.announce(try instance("two"), service: "Echo"))
    _ = try ask("client", "Echo", number: 16)
    #expect(try serve("two").count == 1)
    checkAccounts()
  }

  @Test func upgradesASession() throws {
    run(pair)
    _ = sandbox.announce(try instance("server"), service: "Echo")
    _ = try ask("client", "Echo")
    try serve("server")
    let serverBefore = try #require(machine.domain("server")).quota
    let more = Resources(ram: 4096, capabilities: 1)
    #expect(isPending(sandbox.upgradeSession(try instance("client"), number: 16, more)))
    try serve("server")
    #expect(capability(sandbox.answer(try instance("client"), number: 16)) != nil)
    #expect(machine.domain("server")?.quota == serverBefore + more)
    #expect(sandbox.closeSession(try instance("client"), number: 16) == .pending)
    try serve("server")
    checkAccounts()
  }

  @Test(arguments: [ProviderAnswer.denied, .insufficientRAM, .insufficientCapabilities])
  func returnsTheDonationWhenTheServerRefuses(_ answer: ProviderAnswer) throws {
    run(pair)
    let (client, server) = (try instance("client"), try instance("server"))
    let before = try #require(machine.domain("client")).quota
    _ = sandbox.announce(server, service: "Echo")
    _ = try ask("client", "Echo")
    guard case .create(let number, let request) = sandbox.nextTask(server) else { throw Failed() }
    #expect(request.label == "client -> it")
    #expect(sandbox.respond(server, number: number, answer))
    switch sandbox.answer(client, number: 16) {
    case .denied, .insufficientRAM, .insufficientCapabilities: break
    default: Issue.record("the refusal does not reach the client")
    }
    #expect(machine.domain("client")?.quota == before)
    #expect(isInvalid(sandbox.answer(client, number: 16)), "a refusal is told once")
    checkAccounts()
  }

  @Test func closesBeforeTheServerKnew() throws {
    run(pair)
    let before = try #require(machine.domain("client")).quota
    _ = try ask("client", "Echo")
    #expect(sandbox.closeSession(try instance("client"), number: 16) == .done)
    #expect(machine.domain("client")?.quota == before)
    _ = sandbox.announce(try instance("server"), service: "Echo")
    #expect(try serve("server").isEmpty)
    checkAccounts()
  }

  @Test func tellsTheServerUpgradesThenEndsThenBeginnings() throws {
    run(pair)
    let (client, server) = (try instance("client"), try instance("server"))
    _ = sandbox.announce(server, service: "Echo")
    for number in 16...17 as ClosedRange<UInt64> { _ = try ask("client", "Echo", number: number) }
    try serve("server")
    _ = try ask("client", "Echo", number: 18)
    _ = sandbox.closeSession(client, number: 16)
    _ = sandbox.upgradeSession(client, number: 17, Resources(ram: 100, capabilities: 0))
    var kinds: [String] = []
    while let task = sandbox.nextTask(server) {
      switch task {
      case .create: kinds.append("create")
      case .upgrade: kinds.append("upgrade")
      case .close: kinds.append("close")
      }
    }
    #expect(kinds == ["upgrade", "close", "create"])
    checkAccounts()
  }

  // MARK: - Hostile children

  @Test func deniesWithTheMissingLine() throws {
    run("+ start a")
    #expect(isDenied(try ask("a", "Timer")))
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].hasPrefix("error: child \"a\" is denied Timer \"it\": "))
  }

  @Test func refusesNonsense() throws {
    run(pair)
    let client = try instance("client")
    let donation = Resources(ram: 8192, capabilities: 2)
    func request(_ number: UInt64, _ service: String, _ label: String) -> SessionAnswer<Int> {
      sandbox.requestSession(client, number: number, service: service, label: label, arguments: "", donation: donation)
    }
    for number in 0...4 as ClosedRange<UInt64> { #expect(isInvalid(request(number, "Echo", "x"))) }
    #expect(isInvalid(request(20, "", "x")))
    #expect(isInvalid(request(20, "Ec\nho", "x")))
    #expect(isInvalid(request(20, String(repeating: "e", count: 65), "x")))
    #expect(isInvalid(request(20, "Echo", "a\u{7}b")))
    #expect(isInvalid(request(20, "Echo", String(repeating: "e", count: 241))))
    #expect(isPending(request(20, "Echo", "x")))
    #expect(isInvalid(request(20, "Echo", "x")), "the number is taken")
    #expect(sandbox.closeSession(client, number: 1) == .invalid, "the environment stays")
    #expect(sandbox.closeSession(client, number: 99) == .invalid)
    #expect(isInvalid(sandbox.upgradeSession(client, number: 99, donation)))
    #expect(isInvalid(sandbox.upgradeSession(client, number: 20, donation)), "not open yet")
    #expect(!sandbox.respond(client, number: 1, .done))
    #expect(!sandbox.deliver(client, number: 1, 5))
    #expect(sandbox.nextTask(client) == nil)
    checkAccounts()
  }

  @Test func knowsNobodyBehindAnOldNumber() throws {
    run(pair)
    let client = try instance("client")
    sandbox.exit(client, value: 3)
    #expect(
      isDenied(
        sandbox.requestSession(
          client, number: 16, service: "Echo", label: "", arguments: "", donation: Resources(ram: 8192, capabilities: 2))))
    #expect(!sandbox.announce(client, service: "Echo"))
    #expect(sandbox.nextTask(client) == nil)
    sandbox.exit(client, value: 4)
    sandbox.crash(client, CrashReport(thread: "main", cause: "x", instruction: 0))
    #expect(machine.lines == ["child \"client\" exited with exit value 3"])
  }

  @Test func aFloodOfRequestsEndsWithTheChildsOwnQuota() throws {
    run(pair)
    var number: UInt64 = 16
    while isPending(try ask("client", "Echo", number: number, ram: 4096, caps: 0)) { number += 1 }
    #expect(number < 16 + 256)
    #expect(try #require(machine.domain("client")).quota.ram < 4096)
    let client = try instance("client")
    for number in 16..<number { #expect(sandbox.closeSession(client, number: number) == .done) }
    checkAccounts()
  }

  @Test func donationsMustCoverTheRecord() throws {
    run(pair)
    guard case .insufficientRAM = try ask("client", "Echo", ram: 100) else { throw Failed() }
    guard case .outOfRAM = try ask("client", "Echo", ram: 2 << 20) else { throw Failed() }
    guard case .outOfCapabilities = try ask("client", "Echo", caps: 1000) else { throw Failed() }
    checkAccounts()
  }

  @Test func doesNotPrintWithoutEnd() throws {
    run("+ start a")
    for number in 16..<1000 as Range<UInt64> { _ = try ask("a", "Timer", number: number) }
    #expect(machine.lines.count == 33)
  }

  @Test func refusesToAnnounceWhatIsNotDeclared() throws {
    run(pair)
    #expect(!sandbox.announce(try instance("client"), service: "Evil\n"))
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].contains("add to \"+ start client\": \"+ provides | + service Evil?\""))
  }

  @Test func aServerThatSpentTheDonationIsCharged() throws {
    run(pair)
    let (client, server) = (try instance("client"), try instance("server"))
    _ = sandbox.announce(server, service: "Echo")
    _ = try ask("client", "Echo")
    try serve("server")
    machine.use(try #require(machine.domain("server")).quota, in: "server")
    #expect(sandbox.closeSession(client, number: 16) == .pending)
    try serve("server")
    #expect(machine.lines.count == 1)
    #expect(machine.lines[0].hasPrefix("warning: child \"server\" keeps 7K RAM and 2 capabilities"))
    checkAccounts()
  }

  @Test func aServerThatNeverAnswersStopsNobody() throws {
    run(pair + "\n+ start other")
    _ = sandbox.announce(try instance("server"), service: "Echo")
    _ = try ask("client", "Echo")
    _ = sandbox.nextTask(try instance("server"))
    for _ in 0..<50 {
      sandbox.apply(configuration(prelude + pair + " | version: \(Int.random(in: 0..<1_000_000))\n+ start other\n-\n"))
    }
    #expect(machine.instance("other") != nil)
    #expect(machine.instance("client") != nil)
    checkAccounts()
  }
}

struct Failed: Error {}

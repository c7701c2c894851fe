import Composition
import HID
import Testing

/// Clients that go on when a server of theirs ends: what they are told, what they get back, and who else is affected.
///
/// `screen` serves `manager`, which serves `app`, and passes on what it gets: as a window manager does.
@Suite struct OutlivingTests {
  let machine = MachineDouble()
  let sandbox: SandboxEngine<MachineDouble>
  let everything: Resources
  private let fault = CrashReport(thread: "main", cause: "read of unmapped address 0x0", instruction: 0x100_0010)

  init() {
    sandbox = SandboxEngine(machine)
    everything = machine.total
  }

  private func run(_ app: String = "+ crash | restart: yes") {
    let text = """
      + start screen
        + provides | + service Gui
        + crash | restart: yes
      + start manager
        + provides
          + service Gui
          + service Other
        + crash | restart: yes
        + route
          + service Gui | + child screen
          + any-service | + parent
      + start app
        \(app)
        + route
          + service Gui | + child manager
          + service Other | + child manager
          + any-service | + parent

      """
    sandbox.apply(configuration(prelude + text + "-\n"))
  }

  private func instance(_ name: String) throws -> UInt64 { try #require(machine.instance(name)) }

  private func serve(_ name: String) throws {
    let server = try instance(name)
    while let task = sandbox.nextTask(server) {
      switch task {
      case .create(let number, _): #expect(sandbox.deliver(server, number: number, Int(number) + 1000))
      case .upgrade(let number, _), .close(let number): #expect(sandbox.respond(server, number: number, .done))
      }
    }
  }

  @discardableResult
  private func ask(_ client: String, _ number: UInt64, _ service: String = "Gui") throws -> Bool {
    let answer = sandbox.requestSession(
      try instance(client), number: number, service: service, label: "it", arguments: "",
      donation: Resources(ram: 8192, capabilities: 2))
    if case .pending = answer { return true }
    return false
  }

  private func connect() throws {
    for name in ["screen", "manager"] { #expect(sandbox.announce(try instance(name), service: "Gui")) }
    try ask("app", 16)
    try ask("manager", 20)
    try serve("manager")
    try serve("screen")
  }

  private func isOpen(_ client: String, _ number: UInt64) throws -> Bool {
    if case .capability = sandbox.answer(try instance(client), number: number) { return true }
    return false
  }

  private func outlive() throws { #expect(sandbox.outlive(try instance("app"), number: 16)) }
  private func account(_ name: String) -> Resources? { machine.domain(name)?.quota }

  @Test func theClientGoesOnAndOpensTheSessionAnew() throws {
    run()
    let before = account("app")
    try connect()
    try outlive()
    let (app, manager) = (try instance("app"), try instance("manager"))
    sandbox.crash(manager, fault)
    #expect(try instance("app") == app)
    #expect(try instance("manager") > manager)
    #expect(machine.notifications.contains { $0.0 == app && $0.1 == .session })
    #expect(try !isOpen("app", 16))
    #expect(sandbox.closeSession(app, number: 16) == .done)
    #expect(account("app") == before)
    try serve("screen")
    #expect(sandbox.announce(try instance("manager"), service: "Gui"))
    try ask("app", 17)
    try serve("manager")
    #expect(try isOpen("app", 17))
    #expect(machine.total == everything)
  }

  /// What the client has from the manager's own sessions stays until it lets go.
  @Test func theServersOwnSessionsLastAsLongAsItsClientsNeed() throws {
    run()
    try connect()
    try outlive()
    sandbox.crash(try instance("manager"), fault)
    #expect(!sandbox.hasTask(try instance("screen")))
    #expect(sandbox.closeSession(try instance("app"), number: 16) == .done)
    #expect(sandbox.hasTask(try instance("screen")))
    try serve("screen")
    #expect(machine.total == everything)
  }

  @Test func whoDoesNotLetGoIsWaitedForOnlySoLong() throws {
    run()
    try connect()
    try outlive()
    sandbox.crash(try instance("manager"), fault)
    let due = try #require(machine.wakeAt)
    machine.now = due - 1
    sandbox.tick()
    #expect(!sandbox.hasTask(try instance("screen")))
    machine.now = due
    sandbox.tick()
    #expect(sandbox.hasTask(try instance("screen")))
    try serve("screen")
    #expect(sandbox.closeSession(try instance("app"), number: 16) == .done)
    #expect(machine.total == everything)
  }

  /// Without a policy for crashes: it was in the middle of using what went.
  @Test func whoFallsOverTheLossIsRestarted() throws {
    run("")
    try connect()
    try outlive()
    let app = try instance("app")
    sandbox.crash(try instance("manager"), fault)
    sandbox.crash(app, fault)
    #expect(try instance("app") > app)
    #expect(sandbox.hasTask(try instance("screen")))
    sandbox.crash(try instance("app"), fault)
    #expect(machine.instance("app") == nil)
    try serve("screen")
    #expect(machine.total == everything)
  }

  @Test func oneSessionWithoutTheWishIsEnoughToStartAnew() throws {
    run()
    try connect()
    try outlive()
    #expect(sandbox.announce(try instance("manager"), service: "Other"))
    try ask("app", 18, "Other")
    try serve("manager")
    let app = try instance("app")
    sandbox.crash(try instance("manager"), fault)
    #expect(try instance("app") > app)
    #expect(sandbox.hasTask(try instance("screen")))
    #expect(machine.total == everything)
  }

  @Test func theServerOfTheServerCanEndAsWell() throws {
    run()
    try connect()
    try outlive()
    let (app, manager) = (try instance("app"), try instance("manager"))
    sandbox.crash(try instance("screen"), fault)
    #expect(try instance("app") == app)
    #expect(try instance("manager") > manager)
    #expect(sandbox.closeSession(app, number: 16) == .done)
    #expect(machine.total == everything)
  }

  @Test func theServerCanEndAgainBeforeAnybodyLetGo() throws {
    run()
    try connect()
    try outlive()
    let app = try instance("app")
    for name in ["manager", "manager", "screen", "manager"] { sandbox.crash(try instance(name), fault) }
    #expect(try instance("app") == app)
    #expect(sandbox.closeSession(app, number: 16) == .done)
    machine.now += 10_000
    sandbox.tick()
    #expect(machine.total == everything)
  }

  /// The donation of the lost session is in part with the server's server still.
  @Test func aDonationThatIsNotThereYetIsWaitedFor() throws {
    run()
    try connect()
    try outlive()
    let app = try instance("app")
    sandbox.crash(try instance("manager"), fault)
    let spare = machine.quota
    machine.quota = .none
    #expect(sandbox.closeSession(app, number: 16) == .pending)
    #expect(sandbox.closeSession(app, number: 16) == .pending)
    machine.quota = spare
    try serve("screen")
    #expect(sandbox.closeSession(app, number: 16) == .invalid)
    #expect(machine.total == everything)
  }

  @Test func thousandsOfEndsLeaveNothingBehind() throws {
    run()
    try connect()
    try outlive()
    let (app, before) = (try instance("app"), account("app"))
    for round in 0..<2000 as Range<UInt64> {
      sandbox.crash(try instance("manager"), fault)
      #expect(sandbox.closeSession(app, number: 16 + 8 * round) == .done)
      #expect(sandbox.announce(try instance("manager"), service: "Gui"))
      try ask("app", 24 + 8 * round)
      try ask("manager", 20)
      try serve("manager")
      try serve("screen")
      #expect(sandbox.outlive(app, number: 24 + 8 * round))
    }
    #expect(account("app") == before)
    #expect(machine.total == everything)
  }

  @Test func nobodyOutlivesWhatIsNotItsOwn() throws {
    run()
    try connect()
    #expect(!sandbox.outlive(try instance("app"), number: 17))
    #expect(!sandbox.outlive(try instance("app"), number: EnvironmentService.pd.rawValue))
    #expect(!sandbox.outlive(999, number: 16))
  }

  @Test func withoutTheWishAClientStartsAnewAsEver() throws {
    run()
    try connect()
    let app = try instance("app")
    sandbox.crash(try instance("manager"), fault)
    #expect(try instance("app") > app)
    #expect(machine.total == everything)
  }
}

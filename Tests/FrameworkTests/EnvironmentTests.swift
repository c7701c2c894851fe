import KernelDouble
import Testing

@testable import Bulkhead

/// The environment against a fake parent. One at a time: a component has one parent, and so has the test's process.
@Suite(.serialized) final class EnvironmentTests {
  let parent = FakeParent()
  let environment: Environment

  init() {
    environment = Environment()
    let entrypoint = environment.entrypoint
    parent.kernel.whenIdle = { entrypoint.stop() }
  }

  private func open(_ label: StaticString = "") throws(SessionError) {
    let session = try environment.open(Greeter.self, label: Text(label))
    _ = consume session
  }

  private var sessionReferences: Int { parent.kernel.references[parent.session, default: 0] }

  // MARK: - Being a client

  @Test func aSessionIsOpenedAndClosed() throws {
    parent.answers = [nil]
    let before = sessionReferences
    try open("mine")
    let request = try #require(parent.requests.first)
    #expect(request.service == "Greeter" && request.label == "mine")
    #expect(request.donation == Greeter.cost)
    #expect(parent.closed == [request.id])
    #expect(sessionReferences == before, "the capability was given back")
  }

  @Test func numbersOfSessionsAreNotUsedTwice() throws {
    parent.answers = [nil, nil]
    try open()
    try open()
    #expect(Set(parent.requests.map(\.id)).count == 2)
    #expect(parent.requests.allSatisfy { $0.id >= EnvironmentSession.firstFree })
  }

  @Test func aDeniedSessionIsAnError() {
    do throws(SessionError) {
      try open()
      Issue.record("denied sessions cannot be opened")
    } catch {
      #expect(error.description == "stop because parent denied Greeter-session")
    }
    #expect(parent.closed.isEmpty)
  }

  @Test func aSmallDonationGrows() throws {
    parent.answers = [.insufficientRAM, .insufficientCapabilities, nil]
    try open()
    #expect(
      parent.requests.map(\.donation) == [
        Greeter.cost, Quota(ram: Greeter.cost.ram + 4096, capabilities: Greeter.cost.capabilities),
        Quota(ram: Greeter.cost.ram + 4096, capabilities: Greeter.cost.capabilities + 4),
      ])
  }

  @Test func anEmptyAccountAsksTheParent() throws {
    parent.answers = [.outOfRAM, .outOfCapabilities, nil]
    try open()
    #expect(parent.resourceRequests == [Quota(ram: Greeter.cost.ram), Quota(capabilities: Greeter.cost.capabilities)])
    #expect(parent.requests.count == 3)
  }

  @Test func pendingSessionsAreWaitedFor() throws {
    parent.answers = [.pending, .pending, .pending, nil]
    // Two signals without news, then the answer.
    parent.kernel.events = [.signal(imprint: 1 << 16, count: 1), .signal(imprint: 1 << 16, count: 1)]
    try open()
    #expect(parent.requests.count == 1)
    #expect(parent.imprints == [1 << 16])
    #expect(parent.signals[.session] != nil)
  }

  @Test func aPendingSessionCanBeDenied() {
    parent.answers = [.pending, .denied]
    #expect(throws: SessionError.self) { try open() }
  }

  @Test func aParentThatIsGoneIsAnError() {
    parent.answers = [.unreachable]
    #expect(throws: SessionError.self) { try open() }
  }

  // MARK: - Being a server

  private final class Guest: SessionObject {
    var upgrades: [Quota] = []
    func upgrade(by quota: Quota) { upgrades.append(quota) }
    func serve(_ request: inout Request) {}
  }

  private var guests: [Guest] = []

  private func offer(refusing: RefusedSession? = nil) throws -> Service<Greeter> {
    try environment.offer(Greeter.self) { _ throws(RefusedSession) in
      if let refusing { throw refusing }
      self.guests.append(Guest())
      return self.guests[self.guests.count - 1]
    }
  }

  private func creation(_ id: UInt64, service: StaticString = "Greeter", ram: UInt64 = 4096) -> ServerTask {
    .create(
      SessionRequest(
        id: id, service: Text(service), label: Text("init -> client"), donation: Quota(ram: ram, capabilities: 1)))
  }

  /// The parent signals, and the component does what there is.
  private func work() {
    parent.kernel.events = [.signal(imprint: parent.imprints[0], count: 1)]
    environment.entrypoint.run()
  }

  private var responses: [[UInt64]] { parent.responses.map { [$0.first, $0.second] } }

  @Test func aServiceIsAnnounced() throws {
    let service = try offer()
    #expect(parent.announced == [Text("Greeter")])
    #expect(parent.signals[.serverTask] != nil)
    #expect(service.count == 0)
  }

  @Test func sessionsLiveFromCreateToClose() throws {
    let service = try offer()
    parent.tasks = [creation(5), creation(6), .upgrade(5, by: Quota(ram: 4096, capabilities: 1)), .close(6)]
    work()
    #expect(parent.delivered == [5, 6])
    #expect(responses == [[5, 0], [6, 0]])
    #expect(guests[0].upgrades == [Quota(ram: 4096, capabilities: 1)])
    #expect(service.count == 1)
    #expect(parent.freed == 1, "the object of the closed session is gone")
    #expect(environment.entrypoint.objects.count == 1)
  }

  @Test(arguments: [
    (RefusedSession.denied, ParentFailure.denied), (.insufficientRAM, .insufficientRAM),
    (.insufficientCapabilities, .insufficientCapabilities),
  ])
  func refusalsReachTheParent(_ refusal: RefusedSession, _ failure: ParentFailure) throws {
    let service = try offer(refusing: refusal)
    parent.tasks = [creation(5)]
    work()
    #expect(responses == [[5, UInt64(failure.rawValue)]])
    #expect(service.count == 0 && parent.delivered.isEmpty)
  }

  @Test func aServerIsNotAskedForSessionsThatDoNotPayForThemselves() throws {
    let service = try offer()
    let poor = SessionRequest(id: 6, service: Text("Greeter"), label: Text(), donation: Quota(ram: 4096))
    parent.tasks = [creation(5, ram: 1023), .create(poor)]
    work()
    let expected = [ParentFailure.insufficientRAM, .insufficientCapabilities].map { UInt64($0.rawValue) }
    #expect(responses.map { $0[1] } == expected && guests.isEmpty && service.count == 0)
  }

  @Test func servicesThatAreNotOfferedAreDenied() throws {
    let service = try offer()
    parent.tasks = [
      creation(5, service: "Other"), creation(6, service: "Greete"), .upgrade(7, by: .none), .close(8),
    ]
    work()
    #expect(responses.map { $0[0] } == [5, 6, 7, 8])
    #expect(responses.allSatisfy { $0[1] != 0 })
    #expect(service.count == 0)
  }

  @Test func aSessionWhoseClientIsGoneEnds() throws {
    let service = try offer()
    parent.refusedDeliveries = [5]
    parent.tasks = [creation(5)]
    work()
    #expect(service.count == 0 && parent.freed == 1)
  }

  @Test func signsOfLifeAreGiven() {
    environment.listenToParent()
    work()
    #expect(parent.heartbeats == 1)
    #expect(parent.signals[.heartbeat] != nil)
  }

  // MARK: - Speaking

  @Test func longTextsBecomeSeveralLines() {
    environment.log("one\ntwo")
    environment.log(String(repeating: "x", count: 500))
    #expect(parent.log.prefix(2) == ["one", "two"])
    #expect(parent.log.dropFirst(2).map(\.count) == [248, 248, 4])
  }
}

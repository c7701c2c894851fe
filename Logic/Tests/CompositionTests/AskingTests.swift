import Composition
import HID
import Testing

/// Sessions that the user is asked about first.
@Suite final class AskingTests: SandboxSuite {
  private static func system(_ rule: String = "consent: ask-each-time | purpose: to sing along") -> String {
    """
    + consent | child: broker
    + start broker
      + provides | + service Consent
      + route
        + any-service | + parent
    + start sound
      + provides | + service Record
      + route
        + any-service | + parent
    + start singer
      + route
        + service Record | \(rule)
          + child sound
        + any-service | + parent
    """
  }

  private func ask(_ client: String, number: UInt64 = 16, arguments: String = "", ram: Int = 65536) throws
    -> SessionAnswer<Int>
  {
    sandbox.requestSession(
      try instance(client), number: number, service: "Record", label: "voice", arguments: arguments,
      donation: Resources(ram: ram, capabilities: 6))
  }

  /// What waits at the broker.
  private func waiting() throws -> (number: UInt64, request: ProviderRequest) {
    let broker = try instance("broker")
    _ = sandbox.announce(broker, service: "Consent")
    guard case .create(let number, let request)? = sandbox.nextTask(broker) else { throw Missing() }
    return (number, request)
  }

  private struct Missing: Error {}

  private func agree(to number: UInt64, as own: UInt64 = 100) throws {
    let (broker, sound) = (try instance("broker"), try instance("sound"))
    _ = sandbox.announce(sound, service: "Record")
    let answer = sandbox.requestSession(
      broker, number: own, service: "Record", label: "", arguments: "for: \(number)",
      donation: Resources(ram: 32768, capabilities: 3))
    guard case .pending = answer else { throw Missing() }
    guard case .create(let at, let request)? = sandbox.nextTask(sound) else { throw Missing() }
    #expect(request.label == "singer -> voice" && request.arguments == "rate: 48000")
    #expect(sandbox.deliver(sound, number: at, 77))
    guard case .capability(let capability) = sandbox.answer(broker, number: own) else { throw Missing() }
    #expect(sandbox.deliver(broker, number: number, capability))
  }

  private func isDenied(_ answer: SessionAnswer<Int>) -> Bool { if case .denied = answer { true } else { false } }
  private func isPending(_ answer: SessionAnswer<Int>) -> Bool { if case .pending = answer { true } else { false } }

  @Test func theBrokerHearsInsteadOfTheProvider() throws {
    run(Self.system())
    #expect(isPending(try ask("singer", arguments: "rate: 48000")))
    let sound = try instance("sound")
    #expect(sandbox.announce(sound, service: "Record") && sandbox.nextTask(sound) == nil)
    let (_, request) = try waiting()
    #expect(request.service == "Record" && request.label == "singer -> voice")
    #expect(request.arguments == "consent: ask-each-time | purpose: to sing along | component: singer | rate: 48000")
  }

  @Test func whatTheClientSaysComesBehindWhatTheRouteSays() throws {
    run(Self.system("consent: ask-per-session | ttl: 60"))
    let said = "consent: always | component: sound | purpose: nothing bad"
    _ = try ask("singer", arguments: said)
    #expect(try waiting().request.arguments == "consent: ask-per-session | ttl: 60 | component: singer | " + said)
  }

  /// The label as it comes out of an init begins with its child's name; what follows is that child's own word.
  @Test(arguments: [
    ("", "singer", "choir -> singer"), ("", "singer -> one", "choir -> singer"), ("", "singer -> a -> b", "choir -> singer"),
    ("+ binary singer", "alto -> one", "choir"), ("+ binary singer", "", "choir"),
  ])
  func whoseWishItIsIsNotTheComponentsWord(_ binary: String, _ label: String, _ component: String) throws {
    let program = binary.isEmpty ? "+ binary init" : binary
    run(
      Self.system() + """

        + start choir
          \(program)
          + route
            + service Record | consent: ask-each-time
              + child sound
            + any-service | + parent
        """)
    _ = sandbox.requestSession(
      try instance("choir"), number: 16, service: "Record", label: label, arguments: "",
      donation: Resources(ram: 65536, capabilities: 6))
    #expect(try waiting().request.arguments == "consent: ask-each-time | component: \(component)")
  }

  @Test func afterTheYesTheClientHasTheProvidersCapability() throws {
    run(Self.system())
    _ = try ask("singer", arguments: "rate: 48000")
    try agree(to: try waiting().number)
    guard case .capability(77) = sandbox.answer(try instance("singer"), number: 16) else { throw Missing() }
    #expect(machine.total == everything)
  }

  @Test func theBrokerReachesNothingThatNobodyAskedFor() throws {
    run(Self.system())
    let broker = try instance("broker")
    for arguments in ["for: 1", "for: ", "for: 99999999999999999999", "for: x", ""] {
      let answer = sandbox.requestSession(
        broker, number: 200, service: "Record", label: "it", arguments: arguments,
        donation: Resources(ram: 8192, capabilities: 3))
      #expect(isDenied(answer), "\(arguments)")
    }
    _ = try ask("singer")
    let number = try waiting().number
    // Another service than the one that waits.
    let other = sandbox.requestSession(
      broker, number: 201, service: "Camera", label: "it", arguments: "for: \(number)",
      donation: Resources(ram: 8192, capabilities: 3))
    #expect(isDenied(other))
    // Nobody but the broker can name what waits at it.
    let thief = sandbox.requestSession(
      try instance("sound"), number: 201, service: "Record", label: "it", arguments: "for: \(number)",
      donation: Resources(ram: 8192, capabilities: 3))
    #expect(isDenied(thief))
  }

  /// Whoever wished for it ends while the broker passes the wish on, or its provider does so: not an error of the configuration.
  @Test(arguments: ["singer ends", "singer gives up", "nothing of it is left"])
  func aWishThatEndedMeanwhileIsNoMissingRoute(_ what: String) throws {
    run(Self.system())
    _ = try ask("singer")
    let (number, broker) = (try waiting().number, try instance("broker"))
    switch what {
    case "singer ends": sandbox.exit(try instance("singer"), value: 0)
    case "singer gives up": _ = sandbox.closeSession(try instance("singer"), number: 16)
    default: break
    }
    let named = what == "nothing of it is left" ? number + 1 : number
    let answer = sandbox.requestSession(
      broker, number: 200, service: "Record", label: "", arguments: "for: \(named)",
      donation: Resources(ram: 8192, capabilities: 3))
    #expect(isDenied(answer))
    #expect(machine.lines.contains("child \"broker\" asked for Record on behalf of a session that ended meanwhile"))
    #expect(!machine.lines.contains { $0.utf8.count > 0 && $0.contains("parent-provides") })
    #expect(machine.total == everything)
  }

  @Test func onceDecidedTheWishIsSpent() throws {
    run(Self.system())
    _ = try ask("singer", arguments: "rate: 48000")
    let number = try waiting().number
    try agree(to: number)
    let again = sandbox.requestSession(
      try instance("broker"), number: 101, service: "Record", label: "", arguments: "for: \(number)",
      donation: Resources(ram: 8192, capabilities: 3))
    #expect(isDenied(again))
  }

  @Test func aNoLooksLikeAnyOther() throws {
    run(Self.system())
    _ = try ask("singer")
    #expect(sandbox.respond(try instance("broker"), number: try waiting().number, .denied))
    #expect(isDenied(sandbox.answer(try instance("singer"), number: 16)))
    #expect(machine.total == everything && machine.lines.isEmpty)
  }

  @Test func neverIsDeniedAtOnce() throws {
    run(Self.system("consent: never"))
    #expect(isDenied(try ask("singer")))
    #expect(machine.lines.count == 1 && machine.lines[0].contains("consent: never"))
  }

  @Test func withoutABrokerNothingIsGiven() throws {
    let text = Self.system().replacingOccurrences("+ consent | child: broker\n", "")
    run(text)
    #expect(isDenied(try ask("singer")))
    #expect(machine.lines.contains { $0.contains("nobody is there to ask") })
  }

  @Test func aBrokerThatFallsTakesItsGrantsWithItAndKeepsWishes() throws {
    run(Self.system().replacingOccurrences("+ start broker", "+ start broker\n  + crash | restart: yes"))
    _ = try ask("singer", arguments: "rate: 48000")
    try agree(to: try waiting().number)
    _ = try ask("singer", number: 17, arguments: "rate: 48000")
    _ = try waiting()
    let (broker, singer) = (try instance("broker"), try instance("singer"))
    sandbox.crash(broker, fault)
    #expect(machine.instance("singer") != singer)
    #expect(machine.total == everything)
  }

  @Test func aProviderThatFallsDoesNotTakeTheBrokerWithIt() throws {
    run(Self.system().replacingOccurrences("+ start sound", "+ start sound\n  + crash | restart: yes"))
    _ = try ask("singer", arguments: "rate: 48000")
    try agree(to: try waiting().number)
    let (broker, singer) = (try instance("broker"), try instance("singer"))
    sandbox.crash(try instance("sound"), fault)
    #expect(machine.instance("broker") == broker && machine.instance("singer") != singer)
    #expect(machine.total == everything)
  }

  @Test func reconfiguringKeepsWhatDidNotChange() throws {
    run(Self.system())
    _ = try ask("singer", arguments: "rate: 48000")
    try agree(to: try waiting().number)
    let instances = (try instance("broker"), try instance("singer"))
    run(Self.system() + "\n+ start other")
    #expect(machine.instance("broker") == instances.0 && machine.instance("singer") == instances.1)
    run(Self.system("consent: ask-each-time | purpose: for something else"))
    #expect(machine.instance("broker") == instances.0 && machine.instance("singer") != instances.1)
    #expect(machine.total == everything)
  }

  // MARK: - What is wrong with a configuration

  private func complaints(_ rule: String, top: String = "+ consent | child: broker") -> [String] {
    let text = prelude + Self.system(rule).replacingOccurrences("+ consent | child: broker", top) + "\n-\n"
    let result = SandboxConfiguration.read(Array(text.utf8))
    return (result.diagnostics + result.configuration.wiringProblems()).map(\.message)
  }

  @Test(arguments: [
    ("consent: sometimes", "but must be never"), ("consent: ask-per-session", "add \"ttl: 600\""),
    ("consent: always | ttl: 5", "goes with"), ("ttl: 5", "means nothing without"), ("purpose: fun", "means nothing without"),
    ("consent: always | purpose: \u{e9}t\u{e9}", "plain ASCII"),
    ("consent: always | purpose: \(String(repeating: "x", count: 61))", "longer than 60"),
  ]) func saysWhatIsWrongWithARule(rule: String, part: String) {
    let complaints = complaints(rule)
    #expect(complaints.count == 1 && complaints.first?.contains(part) == true, "\(complaints)")
  }

  @Test(arguments: [
    ("+ consent | child: nobody", "does not exist"), ("+ consent | child: sound", "service Consent"),
    ("+ consent", "needs \"child\""),
  ]) func saysWhatIsWrongWithTheDesk(top: String, part: String) {
    #expect(complaints("consent: always", top: top).contains { $0.contains(part) })
  }

  @Test func aGuardedServiceNeedsAWordAboutAsking() {
    let top = "+ consent | child: broker\n  + service Record"
    #expect(complaints("consent: always", top: top).isEmpty)
    #expect(complaints("consent: never", top: top).isEmpty)
    #expect(complaints("label: voice", top: top).contains { $0.contains("guarded") })
  }

  @Test func noConsentForTheEnvironmentOrForEverything() {
    let text =
      prelude + """
        + consent | child: broker
        + start broker | + provides | + service Consent
        + start x
          + route
            + service LOG | consent: always
              + parent
            + any-service | consent: always
              + parent
        -
        """
    let messages = SandboxConfiguration.read(Array(text.utf8)).diagnostics.map(\.message)
    #expect(messages.contains { $0.contains("starts with") } && messages.contains { $0.contains("named service") })
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}

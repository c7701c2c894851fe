// A machine for the sandbox that keeps accounts to the byte and does what tests tell it to.

import Composition
import HID
import Testing

final class MachineDouble: SandboxMachine {
  typealias Capability = Int
  typealias Process = UInt64
  typealias ParentSession = Int
  typealias ConfigurationROM = Int
  typealias LocalSession = String

  struct PDAccount {
    var quota: Resources
    var used = Resources.none
  }

  var quota = Resources(ram: 64 << 20, capabilities: 10_000)
  var lines: [String] = []
  var now = 0
  var wakeAt: Int?
  var parentSessions: [Int: (request: ProviderRequest, answer: SessionAnswer<Int>)] = [:]
  var domains: [Int: PDAccount] = [:]
  var processes: Set<UInt64> = []
  var plans: [UInt64: ProcessPlan<Int>] = [:]
  var notifications: [(UInt64, Notification)] = []
  var texts: [Int: String] = [:]
  var reports: [String] = []
  var reportChanges = 0
  /// By the capability of the CPU session.
  var executionTimes: [Int: Int] = [:]
  var exitValue: Int?
  var stops = 0
  var deniedLabels: Set<String> = []
  var pendingServices: Set<String> = []
  var failStart: StartFailure?
  /// What the program around the sandbox serves, and to whom.
  var localService = "LOG"
  var localSessions: [String] = []
  var announced: [String] = []
  /// What the parent heard about sessions that it asked for.
  var answers: [String] = []
  private var next = 100

  func log(_ line: String) { lines.append(line) }
  var account: Account { Account(quota: quota, used: .none) }
  var milliseconds: Int { now }
  func wake(at milliseconds: Int?) { wakeAt = milliseconds }

  func environmentDonation(_ service: EnvironmentService) -> Resources {
    Resources(ram: service == .pd ? 16384 : 4096, capabilities: 2)
  }

  func cpuArguments(level: Int, of count: Int, time: TimePromise?) -> String {
    "level: \(level)/\(count)" + (time.map { " | \($0.budget) of \($0.period)" } ?? "")
  }

  func restrictedCPUArguments(_ arguments: String, level: Int, of count: Int) -> String {
    "\(arguments) within level: \(level)/\(count)"
  }

  func openAtParent(_ request: ProviderRequest) -> (session: Int?, answer: SessionAnswer<Int>) {
    if deniedLabels.contains(request.label) { return (nil, .denied) }
    next += 1
    #expect(quota.covers(request.donation), "a donation that nobody has")
    quota = quota - request.donation
    if request.service == "PD" { domains[next] = PDAccount(quota: .none) }
    let answer: SessionAnswer<Int> = pendingServices.contains(request.service) ? .pending : .capability(next)
    parentSessions[next] = (request, answer)
    return (next, answer)
  }

  func stateAtParent(_ session: Int) -> SessionAnswer<Int> {
    guard let state = parentSessions[session] else { return .invalid }
    switch state.answer {
    case .pending, .capability: break
    case .denied, .insufficientRAM, .insufficientCapabilities, .outOfRAM, .outOfCapabilities, .invalid: closeAtParent(session)
    }
    return state.answer
  }

  func upgradeAtParent(_ session: Int, _ donation: Resources) -> TransferResult {
    guard let old = parentSessions[session] else { return .ramExceeded }
    quota = quota - donation
    let request = old.request
    parentSessions[session] = (
      ProviderRequest(
        service: request.service, label: request.label, arguments: request.arguments, affinity: request.affinity,
        donation: request.donation + donation), old.answer
    )
    return .done
  }

  func closeAtParent(_ session: Int) {
    guard let old = parentSessions.removeValue(forKey: session) else {
      Issue.record("a session is closed twice")
      return
    }
    quota = quota + old.request.donation
    if let domain = domains.removeValue(forKey: session) { quota = quota + domain.quota }
  }

  func announceToParent(_ service: String) -> Bool {
    announced.append(service)
    return true
  }

  func deliverToParent(_ number: UInt64, _ capability: Int) { answers.append("\(number): capability \(capability)") }

  func respondToParent(_ number: UInt64, _ answer: ProviderAnswer) {
    answers.append("\(number): \(answer)")
  }

  func adopt(_ pd: Int) -> Bool { domains[pd] != nil }

  func give(_ amount: Resources, to pd: Int) -> TransferResult {
    guard let domain = domains[pd] else { return .ramExceeded }
    if quota.ram < amount.ram { return .ramExceeded }
    if quota.capabilities < amount.capabilities { return .capabilitiesExceeded }
    quota = quota - amount
    domains[pd]?.quota = domain.quota + amount
    return .done
  }

  func take(_ amount: Resources, from pd: Int) -> TransferResult {
    guard let domain = domains[pd] else { return .ramExceeded }
    let free = domain.quota - domain.used
    if free.ram < amount.ram { return .ramExceeded }
    if free.capabilities < amount.capabilities { return .capabilitiesExceeded }
    domains[pd]?.quota = domain.quota - amount
    quota = quota + amount
    return .done
  }

  func relay(_ taken: Resources, from source: Int, _ given: Resources, to target: Int) -> TransferResult {
    let result = take(taken, from: source)
    guard result == .done else { return result }
    let second = give(given, to: target)
    if second != .done { #expect(give(taken, to: source) == .done) }
    return second
  }

  func account(of pd: Int) -> Account { Account(quota: domains[pd]?.quota ?? .none, used: domains[pd]?.used ?? .none) }

  func start(_ plan: ProcessPlan<Int>) throws(StartFailure) -> UInt64 {
    if let failStart { throw failStart }
    processes.insert(plan.instance)
    plans[plan.instance] = plan
    return plan.instance
  }

  func stop(_ process: UInt64) {
    #expect(processes.remove(process) != nil, "a process is stopped twice")
  }

  func notify(_ process: UInt64, _ notification: Notification) {
    #expect(processes.contains(process), "a process that is gone is notified")
    notifications.append((process, notification))
  }

  func serveConfiguration(_ text: String, donation: Resources) throws(ConfigurationFailure) -> (rom: Int, capability: Int) {
    guard donation.ram >= (text.utf8.count + 4095) / 4096 * 4096 else { throw .insufficientRAM }
    next += 1
    texts[next] = text
    return (next, next)
  }

  func update(_ rom: Int, _ text: String) -> Bool {
    texts[rom] = text
    return true
  }

  func openLocally(_ request: ProviderRequest) -> (session: String?, answer: SessionAnswer<Int>) {
    if request.service != localService { return (nil, .denied) }
    if request.donation.ram < 2048 { return (nil, .insufficientRAM) }
    localSessions.append(request.label)
    return (request.label, .capability(4242))
  }

  func upgrade(_ session: String, _ donation: Resources) { localSessions.append("upgrade \(session) \(donation.ram)") }

  func close(_ session: String) {
    #expect(localSessions.contains(session), "a local session is closed twice")
    localSessions.removeAll { $0 == session }
  }

  func close(_ rom: Int) { #expect(texts.removeValue(forKey: rom) != nil, "a ROM is closed twice") }
  func childStopped() { stops += 1 }
  func publish(_ report: String) { reports.append(report) }
  func reportChanged() { reportChanges += 1 }
  func executionTime(of cpu: Int) -> Int { executionTimes[cpu] ?? 0 }
  func exit(_ value: Int) { exitValue = value }

  // MARK: - For tests

  /// The number of the running instance of a child.
  func instance(_ name: String) -> UInt64? {
    plans.values.first { $0.name == name && processes.contains($0.instance) }?.instance
  }

  func domain(_ name: String) -> PDAccount? { instance(name).flatMap { plans[$0] }.flatMap { domains[$0.pd] } }

  func use(_ amount: Resources, in name: String) {
    if let pd = instance(name).flatMap({ plans[$0]?.pd }) { domains[pd]?.used = amount }
  }

  /// All that there is, wherever it is: must never change.
  var total: Resources {
    var sum = quota
    for session in parentSessions.values { sum = sum + session.request.donation }
    for domain in domains.values { sum = sum + domain.quota }
    return sum
  }
}

func configuration(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> SandboxConfiguration {
  let result = SandboxConfiguration.read(Array(text.utf8))
  #expect(result.diagnostics.isEmpty, "\(result.diagnostics)", sourceLocation: sourceLocation)
  return result.configuration
}

/// The usual beginning: what core provides, and a route to it.
let prelude = """
  config
  + parent-provides
    + service ROM
    + service PD
    + service CPU
    + service LOG
  + default | caps: 100 | ram: 1M
  + default-route
    + any-service
      + parent
      + any-child

  """

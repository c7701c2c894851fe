// What carries out the engine's decisions: sessions at the parent, accounts and programs, by way of core.

import Bulkhead
import Composition

/// The machine as the sandbox engine sees it. Belongs to the component's first thread.
public final class SystemMachine: SandboxMachine {
  public typealias Capability = KeptCapability
  public typealias Process = ChildProcess
  /// The number of a session between this component and its parent.
  public typealias ParentSession = UInt64

  let environment: Environment
  private var ownEngine: SandboxEngine<SystemMachine>?
  var nextSession = SystemMachine.firstSession
  /// In the order of their instances' numbers.
  private var processes: [ChildProcess] = []
  private var wakeTimeout: Timeout?
  private var news: SignalHandler?

  /// What routes to `local` lead to.
  var localServices: [ServiceEndpoint] = []
  var onLog: ((String) -> Void)?
  var onChange: (() -> Void)?
  var onExit: ((Int) -> Void)?
  var onReport: ((String) -> Void)?
  var onReportChange: (() -> Void)?
  private var reporter: StateReporter?
  private var changeTimeout: Timeout?

  /// The framework numbers a component's own sessions from below.
  private static var firstSession: UInt64 { 1 << 32 }
  /// The most urgent that a child can be. The sandbox itself is above its children.
  private static var childPriority: Int { 253 }

  init(_ environment: Environment) {
    self.environment = environment
  }

  /// Makes the engine that this machine serves, once.
  func makeEngine() -> SandboxEngine<SystemMachine> {
    let engine = SandboxEngine(self)
    ownEngine = engine
    return engine
  }

  var engine: SandboxEngine<SystemMachine> {
    guard let ownEngine else { preconditionFailure("the machine is used before its engine was made") }
    return ownEngine
  }

  public func log(_ line: String) {
    if let onLog { onLog(line) } else { environment.log(line) }
  }

  /// Told to the host component between two events, so that it can change the configuration.
  public func childStopped() {
    guard onChange != nil else { return }
    changeTimeout = environment.entrypoint.after(.microseconds(0)) { self.onChange?() }
  }

  // MARK: - Time

  public var milliseconds: Int { Int(environment.clock.now.microseconds / 1000) }

  public func wake(at time: Int?) {
    guard let time else {
      wakeTimeout = nil
      return
    }
    let wait = TimeSpan.milliseconds(UInt64(max(0, time - milliseconds)))
    wakeTimeout = environment.entrypoint.after(wait) { self.engine.tick() }
  }

  // MARK: - Accounts

  public var account: Composition.Account { Self.account(environment.protectionDomain) }

  public func account(of pd: KeptCapability) -> Composition.Account { Self.account(pd.capability.of(PD.self)) }

  private static func account(_ pd: Bulkhead.Capability<PD>) -> Composition.Account {
    let none = QuotaState(ramLimit: 0, ramUsed: 0, capabilityLimit: 0, capabilitiesUsed: 0)
    return Composition.Account((try? pd.call(PD.quota)) ?? none)
  }

  public func adopt(_ pd: KeptCapability) -> Bool {
    (try? pd.capability.of(PD.self).call(PD.setReferenceAccount, environment.protectionDomain)) != nil
  }

  public func give(_ amount: Composition.Resources, to pd: KeptCapability) -> TransferResult {
    Self.move(amount, from: environment.protectionDomain, to: pd.capability.of(PD.self))
  }

  public func take(_ amount: Composition.Resources, from pd: KeptCapability) -> TransferResult {
    Self.move(amount, from: pd.capability.of(PD.self), to: environment.protectionDomain)
  }

  public func relay(
    _ taken: Composition.Resources, from source: KeptCapability, _ given: Composition.Resources, to target: KeptCapability
  ) -> TransferResult {
    let (from, to) = (source.capability.of(PD.self), target.capability.of(PD.self))
    do throws(PDFailure) {
      try environment.protectionDomain.call(PD.relay, QuotaRelay(taken.quota, from: from, given.quota, to: to))
      return .done
    } catch { return TransferResult(error) }
  }

  private static func move(
    _ amount: Composition.Resources, from source: Bulkhead.Capability<PD>, to target: Bulkhead.Capability<PD>
  ) -> TransferResult {
    do throws(PDFailure) {
      try source.call(PD.transfer, Pair(target, amount.quota))
      return .done
    } catch { return TransferResult(error) }
  }

  public func executionTime(of cpu: KeptCapability) -> Int {
    let ticks: UInt64 = (try? cpu.capability.of(CPU.self).call(CPU.executionTime)) ?? 0
    return Int(clamping: environment.clock.span(ticks: ticks).microseconds)
  }

  // MARK: - Sessions at the parent

  public func environmentDonation(_ service: EnvironmentService) -> Composition.Resources {
    switch service {
    case .pd: Composition.Resources(PD.cost)
    case .cpu: Composition.Resources(CPU.cost)
    case .log: Composition.Resources(Log.cost)
    case .binary: Composition.Resources(ROM.cost)
    }
  }

  public func cpuArguments(level: Int, of count: Int, time: TimePromise?) -> String {
    let priority = "priority: \(Self.priority(level, count))"
    guard let time else { return priority }
    return priority + " | budget: \(time.budget) | period: \(time.period)"
  }

  private static func priority(_ level: Int, _ count: Int) -> Int { childPriority - level * (128 / count) }

  /// The priorities that a child gives its own children are moved below its own, in the same order; what it holds them to stays.
  public func restrictedCPUArguments(_ arguments: String, level: Int, of count: Int) -> String {
    let (limit, arguments) = (Self.priority(level, count), Text(arguments))
    let wish = Int(min(arguments.numericArgument("priority") ?? 0, 255))
    let priority = "priority: \(max(0, min(limit, limit - 1 - Self.childPriority + wish)))"
    guard let budget = arguments.numericArgument("budget") else { return priority }
    return priority + " | budget: \(budget) | period: \(arguments.numericArgument("period") ?? 0)"
  }

  public func openAtParent(_ request: ProviderRequest) -> (session: UInt64?, answer: SessionAnswer<KeptCapability>) {
    let id = nextSession
    nextSession += 1
    do throws(ParentFailure) {
      let capability: OwnedCapability<AnySession> = try environment.parent.call(
        Parent.session, SessionRequest(id: id, request))
      return (id, .capability(KeptCapability(capability)))
    } catch {
      if error == .pending { listen() }
      return (error == .pending ? id : nil, SessionAnswer(error))
    }
  }

  /// From the first time that something is pending, the parent tells when there is news.
  private func listen() {
    if news != nil { return }
    news = try? environment.entrypoint.onSignal { _ in
      self.engine.parentAnswered()
      self.reporter?.parentAnswered()
    }
    if let capability = news?.capability {
      try? environment.parent.call(Parent.setSignal, Pair(ParentSignal.session, capability))
    }
  }

  public func stateAtParent(_ session: UInt64) -> SessionAnswer<KeptCapability> {
    do throws(ParentFailure) {
      let capability: OwnedCapability<AnySession> = try environment.parent.call(Parent.sessionCapability, session)
      return .capability(KeptCapability(capability))
    } catch { return SessionAnswer(error) }
  }

  public func upgradeAtParent(_ session: UInt64, _ donation: Composition.Resources) -> TransferResult {
    do throws(ParentFailure) {
      try environment.parent.call(Parent.upgrade, Pair(session, donation.quota))
      return .done
    } catch {
      return error == .pending ? .done : error == .outOfCapabilities ? .capabilitiesExceeded : .ramExceeded
    }
  }

  public func closeAtParent(_ session: UInt64) { try? environment.parent.call(Parent.close, session) }
}

// MARK: - Processes

extension SystemMachine {
  public func start(_ plan: ProcessPlan<KeptCapability>) throws(StartFailure) -> ChildProcess {
    let process: ChildProcess
    do throws(EntrypointError) {
      process = try ChildProcess(plan.instance, cpu: plan.cpu, machine: self)
    } catch { throw .other("there is no room for another child") }
    do throws(ChildError) {
      try process.launch(plan)
    } catch { throw StartFailure(error) }
    processes.insert(process, at: position(plan.instance))
    return process
  }

  public func stop(_ process: ChildProcess) {
    let position = position(process.instance)
    if position < processes.count, processes[position] === process { processes.remove(at: position) }
  }

  public func notify(_ process: ChildProcess, _ notification: Composition.Notification) {
    switch notification {
    case .sessionRequests: process.submit(.serverTask)
    case .session: process.submit(.session)
    case .resources: process.submit(.resourcesAvailable)
    case .yield: process.submit(.yield)
    case .heartbeat: process.submit(.heartbeat)
    }
  }

  private func process(_ instance: UInt64) -> ChildProcess? {
    let position = position(instance)
    return position < processes.count && processes[position].instance == instance ? processes[position] : nil
  }

  /// Where the first process stands whose instance has at least that number.
  private func position(_ instance: UInt64) -> Int { processes.position(of: instance) { $0.instance } }

  func setSignal(_ instance: UInt64, _ signal: ParentSignal, _ kept: KeptSignal?) {
    guard let process = process(instance) else { return }
    process.set(signal, kept)
    if engine.hasNews(instance, for: signal.notification) { process.submit(signal) }
  }

  /// A thread of a child stopped.
  func faulted(_ instance: UInt64) {
    guard let fault = process(instance)?.nextFault() else { return }
    engine.crash(instance, CrashReport(fault))
  }

  public func exit(_ value: Int) {
    if let onExit { onExit(value) } else { environment.exit(value) }
  }
}

// MARK: - ROMs and reports

extension SystemMachine {
  public typealias ConfigurationROM = Sandbox.ConfigurationROM

  public func serveConfiguration(_ text: String, donation: Composition.Resources)
    throws(ConfigurationFailure) -> (rom: Sandbox.ConfigurationROM, capability: KeptCapability)
  {
    let cost = Sandbox.ConfigurationROM.cost(text.utf8.count)
    guard UInt64(donation.ram) >= cost.ram else { throw .insufficientRAM }
    guard UInt64(donation.capabilities) >= cost.capabilities else { throw .insufficientCapabilities }
    do throws(PDFailure) {
      let rom = try Sandbox.ConfigurationROM(text)
      if let capability = try? rom.publish(at: environment.entrypoint) { return (rom, capability) }
    } catch {}
    throw .insufficientRAM
  }

  public func update(_ rom: Sandbox.ConfigurationROM, _ text: String) -> Bool { rom.update(text) }
  public func close(_ rom: Sandbox.ConfigurationROM) { rom.close() }
  public func reportChanged() { onReportChange?() }
  public func publish(_ report: String) {
    if let onReport { return onReport(report) }
    if reporter == nil { reporter = StateReporter(self) }
    reporter?.publish(report)
  }
}

extension StartFailure {
  init(_ error: ChildError) {
    switch error {
    case .badProgram(let reason): self = .badBinary(Self.text(reason))
    case .outOfRAM, .outOfCapabilities: self = .insufficientQuota
    case .conflict: self = .badBinary("its segments lie where other things belong")
    case .invalidSession: self = .other("a session of its environment ended")
    }
  }
}

extension ParentSignal {
  var notification: Composition.Notification {
    switch self {
    case .session: .session
    case .serverTask: .sessionRequests
    case .resourcesAvailable: .resources
    case .yield: .yield
    case .heartbeat: .heartbeat
    }
  }
}

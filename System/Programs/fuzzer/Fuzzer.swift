// Does random things with what it holds, as its configuration says, and exits with 0. For tests.

import Bulkhead
import HID
import Synchronization

/// How many threads have the memory that they need, and how many are done.
private let ready = Atomic<Int>(0)
private let finished = Atomic<Int>(0)
private let touched = Atomic<Int>(0)

@main final class Fuzzer: Component {
  private let environment: Environment
  private var sessions: Sessions?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let plan = try Plan(environment.configuration().node)
    let sessions = try Sessions(environment)
    let targets = try sessions.targets(environment, isReckless: plan.isReckless)
    // Threads that a careful fuzzer makes and that fault are its own business.
    if !plan.isReckless { _ = try? environment.cpu.call(CPU.setFaultSignal, sessions.faults.capability) }
    do throws(ThreadError) { try run(plan, targets) } catch { throw .failed("there are no threads") }
    self.sessions = sessions
    environment.exit(0)
  }

  private func run(_ plan: Plan, _ targets: Targets) throws(ThreadError) {
    let progress = (Progress(), Progress())
    let first = try thread(0, plan, targets, progress.0)
    if plan.threads > 1 {
      let second = try thread(1, plan, targets, progress.1)
      wait(for: progress.1, beside: progress.0)
      second.join()
    }
    wait(for: progress.0, beside: progress.1)
    first.join()
  }

  /// Says which step had no end, if one had.
  private func wait(for progress: Progress, beside other: Progress) {
    if progress.wait(environment) { return }
    environment.log("stopped at " + progress.text + "; the other thread is at " + other.text)
    environment.entrypoint.sleep()
  }

  private func thread(_ number: UInt64, _ plan: Plan, _ targets: Targets, _ progress: Progress) throws(ThreadError) -> Thread {
    let space: Affinity? = try? environment.cpu.call(CPU.affinitySpace)
    var options = ThreadOptions()
    options.cpu = number % UInt64(max(space?.width ?? 1, 1))
    return try Thread(Text("fuzz"), options: options, environment: environment) { entrypoint in
      let steps = plan.steps / plan.threads
      let seed = plan.seed &* 2 &+ number
      if plan.isServices {
        var fuzzer = ServiceFuzzer(targets, seed: seed, progress)
        Self.meet(plan.threads)
        fuzzer.run(steps: steps)
      } else {
        Self.fuzzCalls(targets, entrypoint, seed, steps, plan.threads, progress)
      }
      progress.isDone.store(true, ordering: .releasing)
    }
  }

  /// Waits until all threads have touched the heap and stack that they need: later on there may be no quota for it.
  private static func meet(_ threads: Int) {
    for size in [8, 50, 200, 900, 4000] { touched.add(Array(repeating: UInt8(1), count: size).count, ordering: .relaxed) }
    ready.add(1, ordering: .releasing)
    while ready.load(ordering: .acquiring) < threads { KernelCall.yield() }
  }

  private static func fuzzCalls(
    _ targets: Targets, _ entrypoint: Entrypoint, _ seed: UInt64, _ steps: Int, _ threads: Int, _ progress: Progress
  ) {
    guard let object = try? entrypoint.serve(Nobody(), as: AnySession.self),
      let signal = try? entrypoint.onSignal(.application, { _ in })
    else { return }
    var fuzzer = SyscallFuzzer(targets, own: [object.capability.index, signal.capability.index], seed: seed, progress)
    meet(threads)
    fuzzer.run(steps: steps)
    finished.add(1, ordering: .releasing)
    while finished.load(ordering: .acquiring) < threads { fuzzer.answer() }
  }
}

/// What the configuration says.
private struct Plan: Sendable {
  let isServices: Bool
  let isReckless: Bool
  let threads: Int
  let steps: Int
  let seed: UInt64

  init(_ node: Node) throws(SessionError) {
    do throws(Node.ValueError) {
      isServices = node.attribute("kind")?.isSame(as: "services") ?? false
      isReckless = try node.flag("reckless", default: false)
      threads = try node.number("threads", default: 1)
      steps = try node.number("steps", default: 1000)
      seed = UInt64(truncatingIfNeeded: try node.number("seed", default: 1))
    } catch { throw .failed("the configuration has a bad number") }
  }
}

/// An object that nobody serves.
private final class Nobody: RPCObject {
  func serve(_ request: inout Request) {}
}

/// What the component holds besides its environment.
private final class Sessions {
  let faults: SignalHandler
  private let log: Session<Log>
  private let trace: Session<Trace>
  private let maps: Session<RM>
  private let rom: Session<ROM>
  private var map: OwnedCapability<RegionMap>?
  private var thread: OwnedCapability<CPUThread>?

  init(_ environment: Environment) throws(SessionError) {
    log = try environment.open(Log.self, label: Text("quiet"))
    trace = try environment.open(Trace.self)
    maps = try environment.open(RM.self, donation: Quota(ram: 64 << 10, capabilities: 20))
    rom = try environment.open(ROM.self, label: Text("config"))
    do throws(EntrypointError) { faults = try environment.entrypoint.onSignal { _ in } } catch { throw .failed("no signals") }
    map = try? maps.call(RM.create, 1 << 20)
    thread = try? environment.cpu.call(CPU.createThread, ThreadRequest("victim", in: environment.protectionDomain, priority: 1))
  }

  func targets(_ environment: Environment, isReckless: Bool) throws(SessionError) -> Targets {
    guard let map = map?.capability.index, let thread = thread?.capability.index else { throw .failed("too little quota") }
    let all = [
      environment.parent.index, environment.protectionDomain.index, environment.cpu.index, environment.addressSpace.index,
      log.capability.index, trace.capability.index, maps.capability.index, rom.capability.index, map, thread,
      faults.capability.index,
    ]
    return Targets(
      parent: environment.parent.index, log: log.capability.index, trace: trace.capability.index, all: all,
      isReckless: isReckless)
  }
}

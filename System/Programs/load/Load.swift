// Uses up time as its configuration says: by itself, by pretending to sleep, by calling a server, or as that server. For tests
// of scheduling.

import Bulkhead
import HID

@main final class Load: Component {
  private let environment: Environment
  private let plan: Plan
  private var service: Service<Measured>?
  private var thread: KeptThread?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    plan = try Plan(environment.configuration().node)
    if plan.kind.isSame(as: "serve") {
      try serve()
    } else if plan.kind.isSame(as: "alone") {
      let work = Work(environment.clock)
      while true { work.run(plan.work) }
    } else {
      let server = plan.kind.isSame(as: "call") ? try openServer() : .none
      do throws(ThreadError) { try start(server) } catch { throw .failed("the thread is not allowed") }
    }
  }

  private func serve() throws(SessionError) {
    let work = Work(environment.clock)
    service = try environment.offer(Measured.self) { _ throws(RefusedSession) in Worker(work) }
  }

  /// The session lasts as long as the component.
  private func openServer() throws(SessionError) -> Capability<Measured> {
    session = KeptSession(try environment.open(Measured.self))
    return session?.session.capability ?? .none
  }

  private var session: KeptSession?

  private func start(_ server: Capability<Measured>) throws(ThreadError) {
    var options = ThreadOptions()
    options.priority = plan.priority
    (options.budget, options.period) = (.microseconds(plan.budget), .microseconds(plan.period))
    let (plan, clock) = (plan, environment.clock)
    thread = KeptThread(
      try Thread(Text("load"), options: options, environment: environment) { _ in
        let work = Work(clock)
        while true {
          if server.exists {
            try? server.call(Measured.work, plan.work)
          } else {
            work.run(plan.work)
          }
          guard plan.sleep > 0 else { continue }
          MessageBuffer.deadline = clock.ticks &+ clock.ticks(.microseconds(plan.sleep))
          _ = KernelCall.receive(.deadline)
        }
      })
  }
}

private final class KeptThread {
  let thread: Thread
  init(_ thread: consuming Thread) { self.thread = thread }
}

private final class KeptSession {
  let session: Session<Measured>
  init(_ session: consuming Session<Measured>) { self.session = session }
}

private final class Worker: SessionObject {
  private let work: Work
  init(_ work: Work) { self.work = work }

  func serve(_ request: inout Request) {
    request.serve(Measured.work) { (microseconds) throws(MeasuredFailure) -> Void in self.work.run(microseconds) }
  }
}

/// Work that takes a known time when nothing comes between.
struct Work: Sendable {
  private let roundsPerMillisecond: UInt64

  init(_ clock: Clock) {
    var least = UInt64.max
    for _ in 0..<5 {
      let start = clock.ticks
      Self.spin(10_000)
      least = min(least, clock.ticks - start)
    }
    roundsPerMillisecond = 10_000 * clock.ticks(.milliseconds(1)) / max(least, 1)
  }

  func run(_ microseconds: UInt64) { Self.spin(roundsPerMillisecond * microseconds / 1000) }

  @inline(never)
  private static func spin(_ rounds: UInt64) {
    var sum: UInt64 = 1
    for round in 0..<rounds { sum = sum &* 3 &+ round ^ sum >> 7 }
    if sum == 0 { KernelCall.yield() }
  }
}

/// What the configuration says; times in microseconds.
private struct Plan: Sendable {
  let kind: String
  let priority: UInt64
  let budget: UInt64
  let period: UInt64
  let work: UInt64
  let sleep: UInt64

  init(_ node: Node) throws(SessionError) {
    kind = node.attribute("kind") ?? "spin"
    do throws(Node.ValueError) {
      priority = UInt64(try node.number("priority", default: 255))
      budget = UInt64(try node.number("budget", default: 0))
      period = UInt64(try node.number("period", default: 0))
      work = UInt64(try node.number("work", default: 1000))
      sleep = UInt64(try node.number("sleep", default: 0))
    } catch { throw .failed("the configuration has a bad number") }
  }
}

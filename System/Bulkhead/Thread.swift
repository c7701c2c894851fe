// Further threads of a component, each with an entrypoint of its own.
//
// A thread runs `body`, which sets up what the thread serves and then runs the entrypoint:
//
//     Thread("worker", environment: environment) { entrypoint in
//       let served = try? entrypoint.serve(Worker(), as: Work.self)
//       ...                                     // tell somebody served.capability
//       entrypoint.run()
//     }
//
// What belongs to one thread's entrypoint must not be touched by another: threads talk to each other as components do,
// by calls and signals.
//
// Memory: stack and what comes with it are the component's. A thread that is ended from outside takes what it had
// allocated itself to the grave, and leaves its objects and signal contexts in the account; one whose `body` returned
// leaves nothing behind.

import Runtime
import Synchronization

/// Why a thread could not be made.
public enum ThreadError: Error {
  /// The CPU session does not allow it, or is gone.
  case notAllowed
  /// There is no address space left for a stack.
  case noStack
}

/// What a thread is like.
public struct ThreadOptions: Sendable {
  /// Bytes, rounded up to pages.
  public var stackSize: UInt64 = 64 << 10
  /// 0...255, the highest first; cut to what the component's CPU session allows.
  public var priority: UInt64 = 255
  /// Budget and period; equal or zero: round robin.
  public var budget: TimeSpan = .microseconds(0)
  public var period: TimeSpan = .microseconds(0)
  /// Number of the CPU.
  public var cpu: UInt64 = 0

  public init() {}
}

/// A thread beside the component's first. Ended when this goes out of scope.
public struct Thread: ~Copyable {
  private let thread: Capability<CPUThread>
  private let cpu: Capability<CPU>
  private let stack: ThreadStack
  private let context: ThreadContext

  /// Makes and starts a thread. Costs its stack, four pages, and 3 capabilities.
  /// - Parameter body: runs on the new thread. It must not capture what other threads use.
  public init(
    _ name: Text, options: ThreadOptions = ThreadOptions(), environment: Environment,
    body: @escaping @Sendable (Entrypoint) -> Void
  ) throws(ThreadError) {
    let stack = try ThreadStack.make(size: options.stackSize)
    let context = ThreadContext(clock: environment.clock, body: body)
    stack.storeAtBottom(context)
    let thread = try Self.start(name, options, stack, environment)
    self.thread = thread
    cpu = environment.cpu
    self.stack = stack
    self.context = context
  }

  private static func start(
    _ name: Text, _ options: ThreadOptions, _ stack: ThreadStack, _ environment: Environment
  ) throws(ThreadError) -> Capability<CPUThread> {
    let request = ThreadRequest(
      name, in: environment.protectionDomain, priority: options.priority, budget: options.budget.microseconds,
      period: options.period.microseconds, cpu: options.cpu)
    do throws(CPUFailure) {
      let thread = try create(request, environment.cpu)
      try thread.call(CPUThread.start, Pair(ThreadContext.entry, Pair(stack.low, stack.high)))
      return thread
    } catch { throw .notAllowed }
  }

  private static func create(_ request: ThreadRequest, _ cpu: Capability<CPU>) throws(CPUFailure) -> Capability<CPUThread> {
    while true {
      do throws(CPUFailure) {
        return try cpu.call(CPU.createThread, request)
      } catch {
        guard error == .outOfRAM || error == .outOfCapabilities else { throw error }
      }
      Resources.request(Quota(ram: 32 << 10, capabilities: 4))
    }
  }

  /// Waits until `body` returned. Nothing else is handled meanwhile.
  public func join() {
    while !context.isFinished.load(ordering: .acquiring) {
      MessageBuffer.deadline = context.clock.ticks &+ context.clock.ticks(.milliseconds(1))
      _ = KernelCall.receive(.deadline)
    }
  }

  deinit {
    try? cpu.call(CPU.killThread, thread)
    KernelCall.capability(.drop, thread.index)
    context.recycle()
  }
}

/// What a new thread finds at the bottom of its stack.
final class ThreadContext {
  let clock: Clock
  let body: @Sendable (Entrypoint) -> Void
  /// The thread's part of the heap.
  let part: UInt
  let isFinished = Atomic(false)

  init(clock: Clock, body: @escaping @Sendable (Entrypoint) -> Void) {
    self.clock = clock
    self.body = body
    part = HeapParts.take()
  }

  /// The thread does not exist any more: another one can have its part of the heap, unless it was ended in the middle of
  /// something.
  func recycle() {
    if isFinished.load(ordering: .acquiring) { HeapParts.give(part) }
  }

  func run(on thread: Capability<CPUThread>) {
    runBody(on: thread)
    isFinished.store(true, ordering: .releasing)
  }

  /// All that the thread allocates is freed when this returns.
  @inline(never)
  private func runBody(on thread: Capability<CPUThread>) { body(Entrypoint(thread: thread, clock: clock)) }

  /// Where new threads start.
  static var entry: UInt64 {
    let function: @convention(c) (UInt) -> Void = componentThreadStart
    // Safety: the address of a function, for a thread of this address space to start at.
    return unsafe UInt64(UInt(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self)))
  }
}

/// Parts of the heap whose threads ended. Belongs to the first thread, which makes all others.
private enum HeapParts {
  // Safety: see above.
  nonisolated(unsafe) private static var free: [UInt] = []

  static func take() -> UInt { unsafe free.popLast() ?? Heap.makePart() }
  static func give(_ part: UInt) { unsafe free.append(part) }
}

/// The first instruction of a thread; rdi is its message page, the rest stands in it.
@c(component_thread_start)
public func componentThreadStart(_ messagePage: UInt) {
  let low = MessageBuffer[word: StartInformation.stackLow.rawValue]
  let thread = CapabilityIndex(
    rawValue: UInt32(truncatingIfNeeded: MessageBuffer[word: StartInformation.thread.rawValue]))
  let context = ThreadStack.loadFromBottom(low)
  Heap.use(context.part)
  context.run(on: Capability(thread))
  while true { _ = KernelCall.receive(.none) }
}

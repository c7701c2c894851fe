// Threads on every CPU: they run where they are put, calls and capabilities cross over, and memory that is taken away is gone
// on all of them at once. And a storm of changes beneath threads that use what changes.

import Bulkhead
import KernelABI
import Synchronization
import TestSupport

/// Where the watchers read, and how many of them are at it.
private let watchedPlace = Atomic<UInt64>(0)
private let watchedBytes = Atomic<UInt64>(4096)
private let arrived = Atomic<UInt64>(0)
private let sum = Atomic<UInt64>(0)

/// Reads in the watched memory for ever, at places that differ.
@c(test_core_watch)
private func watch(_ messagePage: UInt) {
  var (random, isFirst) = (messagePage, true)
  while true {
    let offset = UInt64(random >> 12) % watchedBytes.load(ordering: .relaxed) & ~4095
    let address = UInt(watchedPlace.load(ordering: .relaxed) + offset)
    // Safety: there is none; a fault is what the test looks for.
    let word = unsafe UnsafePointer<UInt64>(bitPattern: address).unsafelyUnwrapped.pointee
    sum.store(word, ordering: .relaxed)
    if isFirst { arrived.add(1, ordering: .relaxed) }
    isFirst = false
    random = random &* 6_364_136_223_846_793_005 &+ 12_345
  }
}

/// Threads that read the same memory, one on each CPU.
private final class Watchers {
  private let environment: Environment
  private let stacks: Capability<Dataspace>
  private let stackPlace: UInt64
  private var threads: [Capability<CPUThread>] = []
  let cpus: UInt64

  init(_ environment: Environment) {
    self.environment = environment
    let space = (try? environment.cpu.call(CPU.affinitySpace)) ?? Affinity(width: 1)
    cpus = max(UInt64(space.width) * UInt64(space.height), 1)
    stacks = (try? environment.protectionDomain.call(PD.allocateRAM, cpus << 13)) ?? .none
    let attachment = Attachment(stacks, isWritable: true)
    stackPlace = (try? environment.addressSpace.call(RegionMap.attach, attachment)) ?? 0
  }

  deinit {
    try? environment.protectionDomain.call(PD.freeRAM, stacks)
    KernelCall.capability(.drop, stacks.index)
  }

  func start(at place: UInt64, bytes: UInt64) {
    watchedPlace.store(place, ordering: .relaxed)
    watchedBytes.store(bytes, ordering: .relaxed)
    arrived.store(0, ordering: .relaxed)
    let entry: @convention(c) (UInt) -> Void = watch
    // Safety: the address of a function, for threads of this address space to start at.
    let code = unsafe UInt64(UInt(bitPattern: unsafeBitCast(entry, to: UnsafeRawPointer.self)))
    for cpu in 0..<cpus {
      let request = ThreadRequest("watcher", in: environment.protectionDomain, priority: 1, cpu: cpu)
      guard let thread: Capability<CPUThread> = try? environment.cpu.call(CPU.createThread, request) else { continue }
      let low = stackPlace + cpu << 13
      try? thread.call(CPUThread.start, Pair(code, Pair(low, low + 8192)))
      threads.append(thread)
    }
  }

  var count: UInt64 { UInt64(threads.count) }

  /// How many of them stopped by a fault of a kind.
  func stopped(by fault: Fault) -> UInt64 {
    var count: UInt64 = 0
    for thread in threads {
      let state: ThreadState? = try? thread.call(CPUThread.state)
      if state?.fault == UInt64(fault.rawValue) { count += 1 }
    }
    return count
  }

  /// How many have read something.
  var busy: UInt64 { arrived.load(ordering: .relaxed) }

  func end() {
    for thread in threads {
      try? environment.cpu.call(CPU.killThread, thread)
      KernelCall.capability(.drop, thread.index)
    }
    threads = []
    while let fault: ThreadFault = try? environment.cpu.call(CPU.nextFault), fault.fault != 0 {}
  }
}

func checkProcessors(_ checks: Checks, _ probe: Probe) throws(SessionError) {
  let environment = checks.environment
  let watchers = Watchers(environment)
  guard let ram: Capability<Dataspace> = try? environment.protectionDomain.call(PD.allocateRAM, 4096),
    let place: UInt64 = try? environment.addressSpace.call(RegionMap.attach, Attachment(ram, isWritable: true))
  else { return checks.expect(false, "there is RAM") }
  watchers.start(at: place, bytes: 4096)
  checks.expect(watchers.count == watchers.cpus, "each CPU can have a thread")
  checks.expect(checks.wait { watchers.busy == watchers.cpus }, "threads on all CPUs run and read the same memory")
  try? environment.protectionDomain.call(PD.freeRAM, ram)
  checks.expect(
    checks.wait { watchers.stopped(by: .read) == watchers.cpus }, "memory that is freed is gone on all CPUs: each thread faults"
  )
  watchers.end()
  KernelCall.capability(.drop, ram.index)
  try checkStorm(checks, watchers)
}

/// A map of 64 pages beneath all of them, whose pages come and go, until it goes itself.
private func checkStorm(_ checks: Checks, _ watchers: Watchers) throws(SessionError) {
  let environment = checks.environment
  let maps = try environment.open(RM.self, donation: Quota(ram: 64 << 10, capabilities: 40))
  guard let signal = try? environment.entrypoint.onSignal(.application, { _ in }), let ram = try? RAM(size: 64 << 12) else {
    return checks.expect(false, "there is a signal")
  }
  do throws(RegionMapFailure) {
    for _ in 0..<2 {
      let map: OwnedCapability<RegionMap> = try maps.call(RM.create, 64 << 12)
      try map.capability.call(RegionMap.setFaultSignal, signal.capability)
      let place = try attach(map.capability, to: environment.addressSpace, at: nil)
      watchers.start(at: place, bytes: 64 << 12)
      let isDone = try storm(map.capability, ram.dataspace)
      checks.expect(isDone, "threads are kept waiting and let go on while pages come and go")
      try maps.call(RM.destroy, map.capability)
      checks.expect(
        checks.wait { watchers.stopped(by: .read) == watchers.cpus }, "when the map goes, all of them fault")
      watchers.end()
    }
  } catch { checks.expect(false, "a map can change while it is used") }
}

/// Attaches where somebody waits, and detaches elsewhere, until enough of them went on.
private func storm(_ map: Capability<RegionMap>, _ ram: Capability<Dataspace>) throws(RegionMapFailure) -> Bool {
  var (resolved, random) = (0, 1 as UInt64)
  for _ in 0..<50_000 where resolved < 40 {
    let fault = try map.call(RegionMap.fault)
    if fault.access != .none {
      let page = fault.address & ~4095
      let _: UInt64 = try map.call(RegionMap.attach, Attachment(ram, offset: page, size: 4096, at: page))
      resolved += 1
    }
    random = random &* 6_364_136_223_846_793_005 &+ 1
    try? map.call(RegionMap.detach, (random >> 40) % 64 << 12)
  }
  return resolved == 40
}

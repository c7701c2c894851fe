// Threads, and what they can be called and told through.

import Bulkhead
import KernelABI
import TestSupport

func checkThreads(_ checks: Checks, _ probe: Probe) {
  let environment = checks.environment
  func refuses(_ what: StaticString, _ failure: CPUFailure, _ change: (inout ThreadRequest) -> Void) {
    var request = ThreadRequest("refused", in: environment.protectionDomain, priority: 1)
    change(&request)
    checks.refuses(what, failure) { () throws(CPUFailure) in
      let _: Capability<CPUThread> = try environment.cpu.call(CPU.createThread, request)
    }
  }
  refuses("a CPU that there is not is refused", .notAllowed) { $0.cpu = 64 }
  refuses("and so is the last possible number", .notAllowed) { $0.cpu = UInt64.max }
  refuses("a budget above its period is refused", .notAllowed) { ($0.budget, $0.period) = (2000, 1000) }
  refuses("a budget of no time is refused", .notAllowed) { $0.period = 1000 }
  refuses("an endless period is refused", .notAllowed) { ($0.budget, $0.period) = (1, UInt64.max) }
  refuses("a thread in what is no domain is refused", .invalidDomain) { $0.domain = Capability(environment.cpu.index) }
  checkControl(checks, probe)
}

private func checkControl(_ checks: Checks, _ probe: Probe) {
  probe.start(.spin, 0, priority: 1)
  guard let thread = probe.thread else { return checks.expect(false, "a thread can be made") }
  checks.refuses("a thread starts once", CPUFailure.invalidState) { () throws(CPUFailure) in
    try thread.call(CPUThread.start, Pair(0x100_0000, Pair(0, 4096)))
  }
  probe.pause(.milliseconds(2))
  checks.refuses("registers of a running thread are refused", CPUFailure.invalidState) { () throws(CPUFailure) in
    _ = try thread.call(CPUThread.registers)
  }
  try? thread.call(CPUThread.pause)
  guard var registers: ThreadRegisters = try? thread.call(CPUThread.registers) else {
    return checks.expect(false, "a paused thread's registers can be read")
  }
  // Interrupts off, I/O allowed, virtual 8086 mode, virtual interrupts: what no component's thread may have.
  registers.values[17] |= 0x1a_3000
  registers.values[17] &= ~0x200
  let isTaken = (try? thread.call(CPUThread.setRegisters, registers)) != nil
  let after: ThreadRegisters? = try? thread.call(CPUThread.registers)
  checks.expect(!isTaken || after.map { $0.values[17] & 0x1a_3200 == 0x200 } ?? false, "the kernel's flags stay the kernel's")
  checkAddresses(checks, thread, registers)
  stepAndRun(checks, probe, thread)
}

/// The kernel's first address; behind the lower half, where no address is canonical and a return would fault in the kernel;
/// and the upper half's ends.
private func checkAddresses(_ checks: Checks, _ thread: Capability<CPUThread>, _ registers: ThreadRegisters) {
  for address in [0x7f80_0000_0000, 0x7fff_ffff_ffff, 0x8000_0000_0000, 0xffff_8000_0000_0000, UInt64.max] {
    var registers = registers
    registers.values[16] = address
    checks.refuses("nor can a thread be sent into the kernel, or beyond all addresses", CPUFailure.invalidState) {
      () throws(CPUFailure) in
      try thread.call(CPUThread.setRegisters, registers)
    }
  }
}

private func stepAndRun(_ checks: Checks, _ probe: Probe, _ thread: Capability<CPUThread>) {
  try? thread.call(CPUThread.setSingleStep, true)
  try? thread.call(CPUThread.resume)
  var isDebug = false
  if case .fault(.debug, _) = probe.result() { isDebug = true }
  checks.expect(isDebug, "a thread can be run step by step")
  try? thread.call(CPUThread.setSingleStep, false)
  try? thread.call(CPUThread.resume)
  checks.expect(probe.result(milliseconds: 3) == .nothing, "and goes on afterwards")
  probe.end()
  checks.refuses("an ended thread cannot be used", CPUFailure.unreachable) { () throws(CPUFailure) in
    try thread.call(CPUThread.pause)
  }
}

/// Threads until there is no more quota; and domains and CPU sessions that end in whatever order.
func checkLifetimes(_ checks: Checks) throws(SessionError) {
  let environment = checks.environment
  let domain = try environment.open(PD.self, label: Text("crowded"), donation: Quota(ram: 256 << 10, capabilities: 64))
  let before: QuotaState? = try? domain.call(PD.quota)
  var threads: [Capability<CPUThread>] = []
  checks.refuses("threads are made until the domain cannot pay", CPUFailure.outOfCapabilities) { () throws(CPUFailure) in
    while threads.count < 1000 {
      threads.append(
        try environment.cpu.call(CPU.createThread, ThreadRequest("one of many", in: domain.capability, priority: 1)))
    }
  }
  checks.expect(threads.count >= 8, "and some could be paid")
  for thread in threads {
    try? environment.cpu.call(CPU.killThread, thread)
    KernelCall.capability(.drop, thread.index)
  }
  let after: QuotaState? = try? domain.call(PD.quota)
  checks.expect(before == after && before != nil, "all that they cost comes back with their end")
  try endInOrder(checks, domainFirst: true)
  try endInOrder(checks, domainFirst: false)
}

private func endInOrder(_ checks: Checks, domainFirst: Bool) throws(SessionError) {
  let environment = checks.environment
  let domain = try environment.open(PD.self, label: Text("short-lived"), donation: Quota(ram: 128 << 10, capabilities: 40))
  let cpu = try environment.open(CPU.self)
  let request = ThreadRequest("dependent", in: domain.capability, priority: 1)
  guard let thread: OwnedCapability<CPUThread> = try? cpu.call(CPU.createThread, request) else {
    return checks.expect(false, "a thread needs a domain and a CPU session")
  }
  try? thread.capability.call(CPUThread.start, Pair(0x100_0000, Pair(0, 4096)))
  if domainFirst { _ = consume domain } else { _ = consume cpu }
  checks.refuses("a thread ends with its domain, and with its CPU session", CPUFailure.unreachable) { () throws(CPUFailure) in
    _ = try thread.capability.call(CPUThread.state)
  }
}

func checkObjects(_ checks: Checks) {
  let environment = checks.environment
  let domain = environment.protectionDomain
  checks.refuses("an object needs a thread of the domain", PDFailure.invalidObject) { () throws(PDFailure) in
    let _: Capability<AnySession> = try domain.call(PD.createObject, Pair(Capability(environment.cpu.index), 1))
  }
  guard let signal = try? environment.entrypoint.onSignal(.application, { _ in }) else {
    return checks.expect(false, "a signal can be made")
  }
  checks.refuses("a signal context is not freed as an object", PDFailure.invalidObject) { () throws(PDFailure) in
    try domain.call(PD.freeObject, Capability(signal.capability.index))
  }
  checks.refuses("nor is core's own", PDFailure.invalidObject) { () throws(PDFailure) in
    try domain.call(PD.freeObject, domain.erased)
  }
  checks.refuses("beyond the address space nothing is populated", PDFailure.invalidObject) { () throws(PDFailure) in
    try domain.call(PD.populate, Pair(0x7f80_0000_0000, 4096))
  }
  checks.refuses("nor around its end", PDFailure.invalidObject) { () throws(PDFailure) in
    try domain.call(PD.populate, Pair(UInt64.max - 4095, 8192))
  }
  let unknown = KernelCall.call(domain.index, MessageWriter(label: 999))
  checks.expect(unknown.outcome.kind == .done && unknown.tag.label != 0, "an unknown method is answered, as unknown")
}

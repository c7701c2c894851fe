// IO_PORT, IO_MEM and IRQ, by the clock that every PC has (MC146818: ports 0x70 and 0x71, interrupt 8) and by the HPET.

import Bulkhead
import TestSupport

func checkPorts(_ checks: Checks) throws(SessionError) {
  let clock = try checks.environment.open(IOPort.self, arguments: Text("base: 0x70 | size: 2"))
  func refuses(_ what: StaticString, _ access: PortAccess) {
    checks.refuses(what, DeviceFailure.outOfRange) { () throws(DeviceFailure) in _ = try clock.call(IOPort.read, access) }
    checks.refuses(what, DeviceFailure.outOfRange) { () throws(DeviceFailure) in try clock.call(IOPort.write, access) }
  }
  refuses("ports beside are refused", PortAccess(port: 0x6f, width: 1))
  refuses("so is the one behind the last", PortAccess(port: 0x72, width: 1))
  refuses("and what reaches over the end", PortAccess(port: 0x71, width: 2))
  refuses("and a width of three bytes", PortAccess(port: 0x70, width: 3))
  refuses("and the last port of all", PortAccess(port: 0xffff, width: 4))
  try? clock.call(IOPort.write, PortAccess(port: 0x70, width: 1, value: 0x0d))
  let valid: UInt32? = try? clock.call(IOPort.read, PortAccess(port: 0x71, width: 1))
  checks.expect(valid == 0x80, "the clock answers that its time is valid")
  checks.denies("ports that somebody has are denied", IOPort.self, "base: 0x71 | size: 1")
  checks.denies("the interrupt controller's are denied", IOPort.self, "base: 0x20 | size: 1")
  checks.denies("ports beyond the last are denied", IOPort.self, "base: 0xffff | size: 2")
  checks.denies("ports without a number are denied", IOPort.self, "size: 2")
  checks.denies("no ports are denied", IOPort.self, "base: 0x80 | size: 0")
}

func checkDeviceMemory(_ checks: Checks) throws(SessionError) {
  checks.denies("RAM is no device memory", IOMemory.self, "base: 0x4000000 | size: 4096")
  checks.denies("nor is the kernel", IOMemory.self, "base: 0x100000 | size: 4096")
  checks.denies("nor a range that contains RAM", IOMemory.self, "base: 0 | size: 0xffffffff")
  checks.denies("the local APIC is denied", IOMemory.self, "base: 0xfee00000 | size: 4096")
  checks.denies("the I/O APIC is denied", IOMemory.self, "base: 0xfec00000 | size: 4096")
  checks.denies("a range that wraps around is denied", IOMemory.self, "base: 0xfffffffffffff000 | size: 8192")
  let hpet = try checks.environment.open(IOMemory.self, arguments: Text("base: 0xfed00000 | size: 1024"))
  checks.denies("device memory that somebody has is denied", IOMemory.self, "base: 0xfed00800 | size: 4")
  guard let memory: OwnedCapability<Dataspace> = try? hpet.call(IOMemory.dataspace),
    let mapping = try? Mapping(memory.capability, isWritable: true)
  else { return checks.expect(false, "device memory can be mapped") }
  let capabilities: UInt32 = mapping.load(0)
  checks.expect(capabilities >> 16 == 0x8086 && capabilities & 0xff == 1, "the HPET says who made it")
  checks.refuses("device memory cannot be executed", RegionMapFailure.notAllowed) { () throws(RegionMapFailure) in
    let _: UInt64 = try checks.environment.addressSpace.call(
      RegionMap.attach, Attachment(memory.capability, isExecutable: true))
  }
  try checkMessages(checks, mapping)
}

/// The HPET's first timer by message (HPET 1.0a, 2.3.8): `-global hpet.msi=on`.
private func checkMessages(_ checks: Checks, _ hpet: borrowing Mapping) throws(SessionError) {
  let session = try checks.environment.open(IRQ.self, arguments: Text("type: msi"))
  checks.refuses("a message has no address before somebody is to be told", DeviceFailure.notReady) { () throws(DeviceFailure) in
    _ = try session.call(IRQ.information)
  }
  var count: UInt64 = 0
  guard let handler = try? checks.environment.entrypoint.onSignal(.io, { count += $0 }) else { return }
  try? session.call(IRQ.setSignal, handler.capability)
  guard let information: InterruptInformation = try? session.call(IRQ.information), information.isMessageSignalled else {
    return checks.expect(false, "a message has an address and data")
  }
  hpet.store(information.messageAddress << 32 | information.messageData, at: 0x110)
  for _ in 0..<3 {
    hpet.store(hpet.load(0xf0, as: UInt64.self) + 1000, at: 0x108)
    hpet.store(1 << 14 | 1 << 2 as UInt64, at: 0x100)
    hpet.store(1 as UInt64, at: 0x10)
    checks.environment.entrypoint.dispatchOneIOSignal()
    try? session.call(IRQ.acknowledge)
  }
  hpet.store(0 as UInt64, at: 0x100)
  checks.expect(count == 3, "interrupts come by message")
}

func checkInterrupts(_ checks: Checks) throws(SessionError) {
  checks.denies("an interrupt that there is not is denied", IRQ.self, "number: 4000")
  checks.denies("an interrupt without a number is denied", IRQ.self, "")
  checks.denies("a senseless trigger is denied", IRQ.self, "number: 8 | trigger: sometimes")
  let ports = try checks.environment.open(IOPort.self, arguments: Text("base: 0x70 | size: 2"))
  let session = try checks.environment.open(IRQ.self, arguments: Text("number: 8"))
  checks.denies("an interrupt that somebody has is denied", IRQ.self, "number: 8")
  checks.refuses("nothing can be acknowledged before somebody is told", DeviceFailure.notReady) { () throws(DeviceFailure) in
    try session.call(IRQ.acknowledge)
  }
  let clock = RealTimeClock(ports)
  var count: UInt64 = 0
  guard let handler = try? checks.environment.entrypoint.onSignal(.io, { count += $0 }) else { return }
  try? session.call(IRQ.setSignal, handler.capability)
  clock.setPeriodic(true)
  for _ in 0..<5 {
    clock.acknowledge()
    try? session.call(IRQ.acknowledge)
    checks.environment.entrypoint.dispatchOneIOSignal()
  }
  clock.setPeriodic(false)
  checks.expect(count == 5, "interrupts come by wire, each once until it is acknowledged")
}

/// The clock's periodic interrupt, 1024 times a second.
private struct RealTimeClock: ~Copyable {
  private let ports: Session<IOPort>

  init(_ ports: consuming Session<IOPort>) { self.ports = ports }

  private func read(_ register: UInt32) -> UInt32 {
    try? ports.call(IOPort.write, PortAccess(port: 0x70, width: 1, value: register))
    let value: UInt32? = try? ports.call(IOPort.read, PortAccess(port: 0x71, width: 1))
    return value ?? 0
  }

  func setPeriodic(_ isOn: Bool) {
    let control = read(0x0b)
    try? ports.call(IOPort.write, PortAccess(port: 0x70, width: 1, value: 0x0b))
    try? ports.call(IOPort.write, PortAccess(port: 0x71, width: 1, value: isOn ? control | 0x40 : control & ~0x40))
  }

  /// Reading register C lets the clock interrupt again.
  func acknowledge() { _ = read(0x0c) }
}

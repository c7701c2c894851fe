// A device in the hands of a driver: its memory, ports and interrupts, opened at core when they are first asked for.

import Bulkhead
import Devices
import PCI

/// Keeps a device switched on, and its object callable.
final class AcquiredDevice {
  private let device: DeviceDescription
  private let machine: DeviceTable
  private let object: DeviceObject
  private let served: ServedObject<PlatformDevice>

  static var cost: Quota { Quota(ram: 1024, capabilities: 1) }

  static func make(
    _ device: DeviceDescription, _ machine: DeviceTable, _ account: SessionAccount, _ environment: Environment
  ) throws(PlatformFailure) -> AcquiredDevice {
    let object = DeviceObject(device, machine.bus, account, environment)
    do throws(EntrypointError) {
      return AcquiredDevice(
        device, machine, object, try environment.entrypoint.serve(object, as: PlatformDevice.self))
    } catch {
      machine.giveBack(device)
      throw .outOfCapabilities
    }
  }

  private init(
    _ device: DeviceDescription, _ machine: DeviceTable, _ object: DeviceObject,
    _ served: consuming ServedObject<PlatformDevice>
  ) {
    self.device = device
    self.machine = machine
    self.object = object
    self.served = served
    object.start()
  }

  var capability: Capability<PlatformDevice> { served.capability }

  deinit {
    object.stop()
    machine.giveBack(device)
  }
}

final class DeviceObject: RPCObject {
  private let device: DeviceDescription
  private let bus: ConfigurationBus
  private let account: SessionAccount
  private let environment: Environment
  private var memory: [(index: Int, window: HeldMemory)] = []
  private var ports: [(index: Int, session: HeldPorts)] = []
  private var interrupts: [(index: Int, interrupt: HeldInterrupt)] = []

  init(_ device: DeviceDescription, _ bus: ConfigurationBus, _ account: SessionAccount, _ environment: Environment) {
    self.device = device
    self.bus = bus
    self.account = account
    self.environment = environment
  }

  func start() {
    if let interrupt = device.interrupts.first { environment.log("\(device.name) interrupts by \(interrupt.kind)") }
    guard let function = device.function else { return }
    var usesWire = false
    if case .wire = device.interrupts.first { usesWire = true }
    DeviceRights(function.address, bus).grant(accessesMemory: device.accessesMemory, usesWire: usesWire)
  }

  /// The device does nothing from then on, and all that was opened of it is closed.
  func stop() {
    if let function = device.function { DeviceRights(function.address, bus).revoke() }
    for entry in interrupts { account.replenish(entry.interrupt.cost) }
    account.replenish(Self.sum(HeldMemory.cost, memory.count))
    account.replenish(Self.sum(HeldPorts.cost, ports.count))
    (interrupts, memory, ports) = ([], [], [])
  }

  private static func sum(_ cost: Quota, _ count: Int) -> Quota {
    Quota(ram: cost.ram * UInt64(count), capabilities: cost.capabilities * UInt64(count))
  }

  func serve(_ request: inout Request) {
    request.serve(PlatformDevice.memory) { number throws(PlatformFailure) in
      try self.heldMemory(try self.index(number, self.device.memory.count)).capability
    }
    request.serve(PlatformDevice.memoryRange) { number throws(PlatformFailure) in
      let range = self.device.memory[try self.index(number, self.device.memory.count)]
      return Pair(range.address & 4095, range.size)
    }
    request.serve(PlatformDevice.interrupt) { number throws(PlatformFailure) in try self.interrupt(number) }
    request.serve(PlatformDevice.ports) { number throws(PlatformFailure) in
      try self.heldPorts(try self.index(number, self.device.ports.count)).capability
    }
    request.serve(PlatformDevice.readConfiguration) { access throws(PlatformFailure) in try self.configuration(access) }
  }

  private func index(_ number: UInt64, _ count: Int) throws(PlatformFailure) -> Int {
    guard number < UInt64(count) else { throw .unknownDevice }
    return Int(number)
  }

  private func configuration(_ access: PortAccess) throws(PlatformFailure) -> UInt32 {
    guard let function = device.function else { throw .unknownDevice }
    let (offset, width) = (Int(access.port), Int(access.width))
    guard width == 1 || width == 2 || width == 4, offset % width == 0, offset + width <= 256 else { throw .outOfRange }
    let value = bus.read(function.address, offset & ~3) >> UInt32(offset % 4 * 8)
    return width == 4 ? value : value & (1 << UInt32(width * 8) - 1)
  }

  // MARK: - Resources

  private func heldMemory(_ index: Int) throws(PlatformFailure) -> HeldMemory {
    for entry in memory where entry.index == index { return entry.window }
    let window = try paying(HeldMemory.cost) { () throws(SessionError) in
      try HeldMemory.open(environment, device.memory[index])
    }
    memory.append((index, window))
    return window
  }

  private func heldPorts(_ index: Int) throws(PlatformFailure) -> HeldPorts {
    for entry in ports where entry.index == index { return entry.session }
    let session = try paying(HeldPorts.cost) { () throws(SessionError) in try HeldPorts.open(environment, device.ports[index]) }
    ports.append((index, session))
    return session
  }

  private func interrupt(_ number: UInt64) throws(PlatformFailure) -> Capability<IRQ> {
    let (source, index) = try source(number)
    for entry in interrupts where entry.index == index { return entry.interrupt.capability }
    let target = try target(source, entry: index)
    let held = try paying(target.cost) { () throws(SessionError) in try HeldInterrupt.open(environment, target) }
    interrupts.append((index, held))
    return held.capability
  }

  /// A table of messages counts as so many interrupts.
  private func source(_ number: UInt64) throws(PlatformFailure) -> (DeviceInterrupt, Int) {
    if case .messages(let table) = device.interrupts.first {
      return (.messages(table), try index(number, table.count))
    }
    let index = try index(number, device.interrupts.count)
    return (device.interrupts[index], index)
  }

  private func target(_ source: DeviceInterrupt, entry: Int) throws(PlatformFailure) -> InterruptTarget {
    switch source {
    case .wire(let line): return .wire(line)
    case .message(let message):
      guard let function = device.function else { throw .unknownDevice }
      return .message(message, function.address, bus)
    case .messages(let table):
      guard let function = device.function, let range = device.memory.firstIndex(where: { $0.bar == table.bar }) else {
        throw .unknownDevice
      }
      return .entry(entry, table, try heldMemory(range), function.address, bus)
    }
  }

  /// Opens something at core, on the driver's account.
  private func paying<R>(_ cost: Quota, _ body: () throws(SessionError) -> R) throws(PlatformFailure) -> R {
    try account.withdraw(cost)
    do throws(SessionError) { return try body() } catch {
      account.replenish(cost)
      environment.log("error: a part of \(device.name) cannot be had: \(error.description.string)")
      throw .inUse
    }
  }
}

/// Memory of a device.
final class HeldMemory {
  private let session: Session<IOMemory>
  private let dataspace: OwnedCapability<Dataspace>
  let start: UInt64
  private var own: Mapping?

  static var cost: Quota { IOMemory.cost }

  static func open(_ environment: Environment, _ range: DeviceMemory) throws(SessionError) -> HeldMemory {
    let session = try IOMemory.open(environment, range.address, range.size, isCombined: range.isCombined)
    let dataspace = try session.dataspace()
    return HeldMemory(session, dataspace, start: range.address & 4095)
  }

  private init(
    _ session: consuming Session<IOMemory>, _ dataspace: consuming OwnedCapability<Dataspace>, start: UInt64
  ) {
    self.session = session
    self.dataspace = dataspace
    self.start = start
  }

  var capability: Capability<Dataspace> { dataspace.capability }

  /// Writes into the memory, whose first byte is `offset` 0.
  func store(_ value: UInt32, at offset: UInt64) {
    if own == nil { own = try? Mapping(dataspace.capability, isWritable: true) }
    own?.store(value, at: Int(start + offset))
  }
}

/// Ports of a device.
final class HeldPorts {
  private let session: Session<IOPort>

  static var cost: Quota { IOPort.cost }

  static func open(_ environment: Environment, _ range: DevicePorts) throws(SessionError) -> HeldPorts {
    var arguments = Text()
    arguments.addArgument("base", range.first)
    arguments.addArgument("size", range.count)
    return HeldPorts(try environment.open(IOPort.self, arguments: arguments))
  }

  private init(_ session: consuming Session<IOPort>) { self.session = session }

  var capability: Capability<IOPort> { session.capability }
}

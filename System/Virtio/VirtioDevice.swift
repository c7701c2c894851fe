// A virtio device over PCI (virtio 1.2, 3.1 and 4.1): found, reset, asked for what it can do, and given queues.

import Bulkhead
import Driver
import HID
import Virtio

/// A virtio device that is being driven. What it says is checked before it is used.
public final class VirtioDevice {
  private let platform: PlatformConnection
  private let device: Device
  private let structures: DeviceStructures
  private let common: DeviceRegisters
  private let notification: DeviceRegisters
  private let status: DeviceRegisters
  private let own: DeviceRegisters?
  private var interrupt: InterruptHandler?
  /// Interrupts by wire go on until the status register is read.
  private let usesWire: Bool

  public var name: String { device.name }
  /// What was agreed on besides version 1, bit by bit.
  public private(set) var features: UInt32 = 0

  /// Resets the device and agrees with it on version 1, and of the kind's own features (bits 0 to 23) on those that both want.
  public init(_ device: Device, _ platform: PlatformConnection, wanting features: UInt32 = 0) throws(SessionError) {
    self.platform = platform
    self.device = device
    usesWire = device.node.node("irq")?.attribute("type")?.isSame(as: "msi-x") != true
    guard let found = Self.structures(device) else { throw .failed("this is no virtio device of version 1") }
    structures = found
    common = try Self.registers(device, found.common)
    // Structures usually share a range; each is mapped once.
    notification = found.notification.bar == found.common.bar ? common : try Self.registers(device, found.notification)
    status = found.interruptStatus.bar == found.common.bar ? common : try Self.registers(device, found.interruptStatus)
    if let place = found.device {
      own = place.bar == found.common.bar ? common : try Self.registers(device, place)
    } else {
      own = nil
    }
    try negotiate(features & 0xff_ffff)
  }

  deinit { set(status: 0) }

  private static func structures(_ device: Device) -> DeviceStructures? {
    let ranges = device.node.nodes("io_mem")
    return DeviceStructures(
      read: { device.configuration($0, width: 4) },
      size: { bar in device.range(ofBar: bar).flatMap { Text(ranges[$0].attribute("size") ?? "").number }.map { Int($0) } })
  }

  private static func registers(_ device: Device, _ place: RegisterStructure) throws(SessionError) -> DeviceRegisters {
    guard let number = device.range(ofBar: place.bar) else { throw .failed("a virtio device's registers are missing") }
    let memory = try device.memory(number)
    guard place.offset + place.count <= memory.count else { throw .failed("a virtio device's registers are cut off") }
    return memory
  }

  // MARK: - Common registers (4.1.4.3)

  private enum Common {
    static var offeredSelect: Int { 0 }
    static var offered: Int { 4 }
    static var acceptedSelect: Int { 8 }
    static var accepted: Int { 12 }
    static var configurationVector: Int { 16 }
    static var status: Int { 20 }
    static var queueSelect: Int { 22 }
    static var queueSize: Int { 24 }
    static var queueVector: Int { 26 }
    static var queueEnable: Int { 28 }
    static var queueNotification: Int { 30 }
    static var queueDescriptors: Int { 32 }
    static var queueAvailable: Int { 40 }
    static var queueUsed: Int { 48 }
  }

  /// Bits of the status (2.1).
  private enum Status {
    static var acknowledged: UInt8 { 1 }
    static var hasDriver: UInt8 { 2 }
    static var isRunning: UInt8 { 4 }
    static var isAgreed: UInt8 { 8 }
  }

  private func set(status value: UInt8) { common.store(value, at: structures.common.offset + Common.status) }
  private var currentStatus: UInt8 { common.load(structures.common.offset + Common.status) }

  private func store<Value: FixedWidthInteger>(_ value: Value, _ register: Int) {
    common.store(value, at: structures.common.offset + register)
  }

  /// 64 bits as two times 32 (4.1.3.1).
  private func store(address: UInt64, _ register: Int) {
    store(UInt32(truncatingIfNeeded: address), register)
    store(UInt32(truncatingIfNeeded: address >> 32), register + 4)
  }

  private func negotiate(_ wanted: UInt32) throws(SessionError) {
    set(status: 0)
    var attempts = 0
    while currentStatus != 0 {
      attempts += 1
      guard attempts < 100_000 else { throw .failed("a virtio device does not let itself be reset") }
    }
    set(status: Status.acknowledged)
    set(status: Status.acknowledged | Status.hasDriver)
    store(1 as UInt32, Common.offeredSelect)
    let offered: UInt32 = common.load(structures.common.offset + Common.offered)
    guard offered & 1 != 0 else { throw .failed("a virtio device does not offer version 1") }
    store(0 as UInt32, Common.offeredSelect)
    features = wanted & common.load(structures.common.offset + Common.offered)
    for half in 0..<2 as Range<UInt32> {
      store(half, Common.acceptedSelect)
      store(half == 0 ? features : 1, Common.accepted)  // Bit 32 is version 1.
    }
    set(status: Status.acknowledged | Status.hasDriver | Status.isAgreed)
    guard currentStatus & Status.isAgreed != 0 else { throw .failed("a virtio device refuses version 1") }
  }

  // MARK: - Running

  /// Calls `action` whenever the device may have answered, or its configuration changed.
  public func onInterrupt(_ level: SignalLevel = .application, _ action: @escaping () -> Void) throws(SessionError) {
    let (usesWire, status, place) = (usesWire, status, structures.interruptStatus.offset)
    interrupt = try device.interrupt(0, level) {
      if usesWire { let _: UInt8 = status.load(place) }
      action()
    }
    if !usesWire { store(0 as UInt16, Common.configurationVector) }
  }

  /// Makes a queue; before `start`, and after `onInterrupt`.
  /// - Parameter wanted: how many entries are of use.
  public func queue(_ number: UInt16, _ wanted: Int) throws(SessionError) -> VirtioQueue {
    store(number, Common.queueSelect)
    let offered: UInt16 = common.load(structures.common.offset + Common.queueSize)
    guard let layout = QueueLayout(wanted: wanted, offered: offered) else { throw .failed("a virtio device lacks a queue") }
    let place: UInt16 = common.load(structures.common.offset + Common.queueNotification)
    guard let bell = structures.notificationOffset(place) else { throw .failed("a virtio queue cannot be notified") }
    let memory = try platform.allocateDMA(layout.count)
    store(UInt16(layout.size), Common.queueSize)
    store(address: memory.address + UInt64(layout.descriptors), Common.queueDescriptors)
    store(address: memory.address + UInt64(layout.available), Common.queueAvailable)
    store(address: memory.address + UInt64(layout.used), Common.queueUsed)
    if !usesWire { store(0 as UInt16, Common.queueVector) }
    store(1 as UInt16, Common.queueEnable)
    return VirtioQueue(layout, memory, Bell(notification, bell, number))
  }

  /// From now on the device works on its queues.
  public func start() {
    set(status: Status.acknowledged | Status.hasDriver | Status.isAgreed | Status.isRunning)
  }

  /// Memory for the device's requests and answers.
  public func allocate(_ bytes: Int) throws(SessionError) -> DMABuffer { try platform.allocateDMA(bytes) }

  // MARK: - The device's own configuration

  /// A byte of the configuration; 0 if there is none.
  public func configuration(byte offset: Int) -> UInt8 {
    guard let own, let place = structures.device, offset >= 0, offset < place.count else { return 0 }
    return own.load(place.offset + offset)
  }

  /// 32 bits of the configuration, at a multiple of 4; 0 if there are none.
  public func configuration(word offset: Int) -> UInt32 {
    guard let own, let place = structures.device, offset >= 0, offset + 4 <= place.count else { return 0 }
    return own.load(place.offset + offset)
  }

  /// Writes where the device's kind allows it; nothing happens outside of the configuration.
  public func configure<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    guard let own, let place = structures.device, offset >= 0, offset + MemoryLayout<Value>.size <= place.count else { return }
    own.store(value, at: place.offset + offset)
  }
}

/// Where a device is told that a queue has requests.
struct Bell {
  private let registers: DeviceRegisters
  private let offset: Int
  private let number: UInt16

  init(_ registers: DeviceRegisters, _ offset: Int, _ number: UInt16) {
    self.registers = registers
    self.offset = offset
    self.number = number
  }

  func ring() { registers.store(number, at: offset) }
}

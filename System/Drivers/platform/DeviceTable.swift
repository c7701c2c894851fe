// All devices of the machine, and who has them.

import ACPI
import Bulkhead
import Devices
import HID
import PCI
import Policy

final class DeviceTable {
  /// Of a device's life here: who has it (a session's number; 0: nobody).
  private struct Entry {
    let device: DeviceDescription
    var owner: UInt64 = 0
  }

  let bus: ConfigurationBus
  /// The configuration, whose policies say who sees what.
  var policies = Node("config") {
    didSet { for watcher in watchers { watcher.action() } }
  }
  private var entries: [Entry] = []
  private var watchers: [(owner: UInt64, action: () -> Void)] = []
  private var lastOwner: UInt64 = 0

  init(_ environment: Environment) throws(SessionError) {
    let information = PlatformInformation(environment)
    let tables = Tables(list: information.list, memory: FirmwareReader(environment))
    bus = ConfigurationBus(environment, windows: tables.configurationWindows)
    let functions = bus.functions()
    for function in functions { DeviceRights(function.address, bus).revoke() }
    // Whatever an earlier platform driver left behind can be used for something else now.
    try? environment.protectionDomain.call(PD.devicesAreQuiet)
    for function in functions {
      if let device = DeviceDescription(function, bus) { entries.append(Entry(device: device)) }
    }
    environment.log("\(entries.count) PCI devices, configured through \(bus.description)")
    for device in information.devices { entries.append(Entry(device: device)) }
  }

  /// All devices.
  var report: Node {
    var node = Node("devices")
    for entry in entries { node.append(entry.device.node) }
    return node
  }

  /// The devices that the policy for a label names.
  func visible(to label: String) -> Node {
    var node = Node("devices")
    guard let policy = policies.policy(for: label) else { return node }
    for entry in entries where entry.device.isGranted(by: policy) { node.append(entry.device.node) }
    return node
  }

  // MARK: - Owners

  /// A number for somebody who can have devices.
  func register(_ action: @escaping () -> Void) -> UInt64 {
    lastOwner += 1
    watchers.append((lastOwner, action))
    return lastOwner
  }

  func unregister(_ owner: UInt64) {
    watchers.removeAll { $0.owner == owner }
    for index in entries.indices where entries[index].owner == owner { entries[index].owner = 0 }
  }

  /// Hands out a device. An empty name: the first that the policy names.
  func take(_ name: String, label: String, owner: UInt64) throws(PlatformFailure) -> DeviceDescription {
    guard let policy = policies.policy(for: label) else { throw .unknownDevice }
    for index in entries.indices where entries[index].device.isGranted(by: policy) {
      guard name.utf8.isEmpty || entries[index].device.name.isSame(as: name) else { continue }
      guard entries[index].owner == 0 else { throw .inUse }
      entries[index].owner = owner
      var device = entries[index].device
      device.accessesMemory = device.accessesMemory(by: policy)
      return device
    }
    throw .unknownDevice
  }

  func giveBack(_ device: DeviceDescription) {
    for index in entries.indices where entries[index].device.name.isSame(as: device.name) { entries[index].owner = 0 }
  }
}

/// What core knows of the machine: the ROM `platform_info`.
private struct PlatformInformation {
  let list: (address: UInt64, entrySize: Int)
  private let framebuffer: Node?

  init(_ environment: Environment) {
    let bytes = (try? ROMContent(Text("platform_info"), environment: environment))?.bytes ?? []
    let node = Node.parse(bytes).node
    let (new, old) = (Self.number(node?.node("acpi"), "xsdt"), Self.number(node?.node("acpi"), "rsdt"))
    list = new != 0 ? (address: new, entrySize: 8) : (address: old, entrySize: 4)
    framebuffer = node?.node("boot")?.node("framebuffer")
  }

  private static func number(_ node: Node?, _ tag: String) -> UInt64 { Text(node?.attribute(tag) ?? "").number ?? 0 }

  /// Devices that every PC has, and what the boot loader left on.
  var devices: [DeviceDescription] {
    var list = [
      // Keyboard and mouse controller: data, and status or command. (IBM PS/2 hardware interface technical reference.)
      DeviceDescription(
        name: "PS2", ports: [DevicePorts(first: 0x60, count: 1), DevicePorts(first: 0x64, count: 1)],
        interrupts: [.wire(1), .wire(12)]),
      // Real-time clock: index and data. (MC146818.)
      DeviceDescription(name: "RTC", ports: [DevicePorts(first: 0x70, count: 2)], interrupts: [.wire(8)]),
    ]
    let (address, pitch) = (Self.number(framebuffer, "phys"), Self.number(framebuffer, "pitch"))
    let height = Self.number(framebuffer, "height")
    guard address != 0, pitch > 0, pitch <= 1 << 17, height > 0, height <= 1 << 14 else { return list }
    var screen = DeviceDescription(
      name: "FRAMEBUFFER", memory: [DeviceMemory(address: address, size: pitch * height, isCombined: true)])
    screen.properties = [
      ("width", Self.number(framebuffer, "width")), ("height", height), ("pitch", pitch),
      ("depth", Self.number(framebuffer, "bpp")),
    ]
    for color in ["red", "green", "blue"] {
      screen.properties.append((color, Self.number(framebuffer, color)))
      screen.properties.append((color + "-bits", Self.number(framebuffer, color + "-bits")))
    }
    list.append(screen)
    return list
  }
}

/// What a PCI device may do.
struct DeviceRights {
  private let function: FunctionAddress
  private let bus: ConfigurationBus

  init(_ function: FunctionAddress, _ bus: ConfigurationBus) {
    self.function = function
    self.bus = bus
  }

  /// It decodes its ranges, and may access memory if `accessesMemory`. Interrupts by wire only if `usesWire`.
  func grant(accessesMemory: Bool, usesWire: Bool) {
    let command = bus.read(function, Register.command) & Command.writable & ~(Command.interruptDisable | Command.busMaster)
    let wire = usesWire ? 0 : Command.interruptDisable
    let master = accessesMemory ? Command.busMaster : 0
    bus.write(function, Register.command, command | Command.ioSpace | Command.memorySpace | master | wire)
  }

  /// It accesses no memory, and does not interrupt. It still decodes its ranges: the firmware's screen stays on.
  func revoke() {
    let command = bus.read(function, Register.command) & Command.writable
    bus.write(function, Register.command, command & ~Command.busMaster | Command.interruptDisable)
  }
}

// A device that the driver has: its registers, ports, interrupts and configuration space.

import Bulkhead
import HID

/// An acquired device. It is given back when the session at the platform driver ends.
public final class Device {
  private let capability: OwnedCapability<PlatformDevice>
  private let platform: PlatformConnection
  /// As in the list of devices.
  public let node: Node

  init(_ capability: consuming OwnedCapability<PlatformDevice>, _ node: Node, _ platform: PlatformConnection) {
    self.capability = capability
    self.node = node
    self.platform = platform
  }

  public var name: String { node.name ?? "" }

  /// A number that the platform driver knows of the device; nil if there is none of that name.
  public func property(_ name: String) -> Int? {
    for property in node.nodes("property") where property.name?.isSame(as: name) == true {
      return property.attribute("value").flatMap { Int.parse($0) }
    }
    return nil
  }

  /// The position, among the device's memory ranges, of that with a base address register; nil if there is none.
  public func range(ofBar bar: Int) -> Int? {
    for (position, node) in node.nodes("io_mem").enumerated()
    where node.attribute("bar").flatMap({ Int.parse($0) }) == bar { return position }
    return nil
  }

  /// Memory of the device, by its position in the list.
  public func memory(_ number: Int) throws(SessionError) -> DeviceRegisters {
    do throws(PlatformFailure) {
      let dataspace: OwnedCapability<Dataspace> = try platform.insist(on: IOMemory.cost) { () throws(PlatformFailure) in
        OwnedCapability(adopting: try capability.capability.call(PlatformDevice.memory, UInt64(number)))
      }
      let range = try capability.capability.call(PlatformDevice.memoryRange, UInt64(number))
      return try DeviceRegisters.map(dataspace, first: range.first, count: range.second)
    } catch { throw .failed("memory of the device cannot be had") }
  }

  /// Ports of the device, by their position in the list.
  public func ports(_ number: Int) throws(SessionError) -> DevicePorts {
    do throws(PlatformFailure) {
      let session: OwnedCapability<IOPort> = try platform.insist(on: IOPort.cost) { () throws(PlatformFailure) in
        OwnedCapability(adopting: try capability.capability.call(PlatformDevice.ports, UInt64(number)))
      }
      let nodes = node.nodes("io_port")
      guard number < nodes.count, let first = Text(nodes[number].attribute("base") ?? "").number else { throw .unknownDevice }
      return DevicePorts(session, first: UInt16(truncatingIfNeeded: first))
    } catch { throw .failed("ports of the device cannot be had") }
  }

  /// Calls `action` after each of the device's interrupts of that number. It has to look at all that there is to do, and may
  /// be called when there is nothing.
  public func interrupt(_ number: Int, _ level: SignalLevel = .application, _ action: @escaping () -> Void)
    throws(SessionError) -> InterruptHandler
  {
    do throws(PlatformFailure) {
      let session: OwnedCapability<IRQ> = try platform.insist(on: Quota(ram: 12 << 10, capabilities: 5)) {
        () throws(PlatformFailure) in
        OwnedCapability(adopting: try capability.capability.call(PlatformDevice.interrupt, UInt64(number)))
      }
      return try InterruptHandler.make(session, platform.environment, level, action)
    } catch { throw .failed("an interrupt of the device cannot be had") }
  }

  /// Reads the configuration space; all ones where there is none.
  public func configuration(_ offset: Int, width: Int) -> UInt32 {
    let access = PortAccess(port: UInt16(truncatingIfNeeded: offset), width: UInt8(truncatingIfNeeded: width))
    return (try? capability.capability.call(PlatformDevice.readConfiguration, access)) ?? .max
  }
}

/// Device memory, byte 0 of which is the device's first. Every access is checked against the device's range.
public final class DeviceRegisters {
  private let dataspace: OwnedCapability<Dataspace>
  public let mapping: Mapping
  /// Where in the mapping the device's memory begins.
  public let first: Int
  /// Bytes.
  public let count: Int

  static func map(_ dataspace: consuming OwnedCapability<Dataspace>, first: UInt64, count: UInt64) throws(PlatformFailure)
    -> DeviceRegisters
  {
    do throws(RegionMapFailure) {
      let mapping = try Mapping(dataspace.capability, isWritable: true)
      guard first < 4096, count <= UInt64(mapping.count) - first else { throw RegionMapFailure.invalidDataspace }
      return DeviceRegisters(dataspace, mapping, Int(first), Int(count))
    } catch { throw .unreachable }
  }

  private init(_ dataspace: consuming OwnedCapability<Dataspace>, _ mapping: consuming Mapping, _ first: Int, _ count: Int) {
    self.dataspace = dataspace
    self.mapping = mapping
    self.first = first
    self.count = count
  }

  /// - Precondition: the number lies within the device's memory.
  @inline(__always)
  public func load<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type = Value.self) -> Value {
    precondition(offset >= 0 && offset <= count - MemoryLayout<Value>.size, "outside of the device")
    return mapping.load(first + offset)
  }

  /// - Precondition: the number lies within the device's memory.
  @inline(__always)
  public func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    precondition(offset >= 0 && offset <= count - MemoryLayout<Value>.size, "outside of the device")
    mapping.store(value, at: first + offset)
  }
}

/// Ports of a device, counted from its first.
public final class DevicePorts {
  private let session: OwnedCapability<IOPort>
  private let first: UInt16

  init(_ session: consuming OwnedCapability<IOPort>, first: UInt16) {
    self.session = session
    self.first = first
  }

  /// All ones if there is no such port.
  public func read(_ port: UInt16 = 0) -> UInt8 {
    let value = try? session.capability.call(IOPort.read, PortAccess(port: first &+ port, width: 1))
    return UInt8(truncatingIfNeeded: value ?? .max)
  }

  public func write(_ value: UInt8, to port: UInt16 = 0) {
    try? session.capability.call(IOPort.write, PortAccess(port: first &+ port, width: 1, value: UInt32(value)))
  }
}

/// Keeps an interrupt handler.
public final class InterruptHandler {
  private let session: SharedInterrupt
  private let handler: SignalHandler

  static func make(
    _ session: consuming OwnedCapability<IRQ>, _ environment: Environment, _ level: SignalLevel,
    _ action: @escaping () -> Void
  ) throws(PlatformFailure) -> InterruptHandler {
    let shared = SharedInterrupt(session)
    let handler: SignalHandler
    do throws(EntrypointError) {
      handler = try environment.entrypoint.onSignal(level) { _ in
        // First: a wire's edge that comes while the interrupt is masked is lost, but `action` sees what caused it.
        try? shared.session.capability.call(IRQ.acknowledge)
        action()
      }
    } catch { throw .unreachable }
    let result = InterruptHandler(shared, handler)
    // Without it the driver would wait for its device for ever.
    do throws(DeviceFailure) {
      try shared.session.capability.call(IRQ.setSignal, result.handler.capability)
    } catch { throw .unreachable }
    return result
  }

  private init(_ session: SharedInterrupt, _ handler: consuming SignalHandler) {
    self.session = session
    self.handler = handler
  }
}

private final class SharedInterrupt {
  let session: OwnedCapability<IRQ>
  init(_ session: consuming OwnedCapability<IRQ>) { self.session = session }
}

// Platform: the devices that a driver may use. The platform driver finds all there are and hands each session those that
// its policy names; other devices do not exist for that session.
//
// A device belongs to one session at a time. When the session is closed, or gives a device back, the device stops: no
// interrupt of it arrives any more, and it cannot write to memory (bus mastering is off).

import RPC

public enum PlatformFailure: UInt16, Failure {
  /// No such device in this session, or no such resource of the device.
  case unknownDevice = 1
  /// Another session has it.
  case inUse = 2
  case outOfRAM = 3
  case outOfCapabilities = 4
  /// The size is 0 or too large, or the range is outside of the device's configuration space.
  case outOfRange = 5
  case unreachable = 0xffff
}

/// What was acquired of a device. Numbers count from 0.
public enum Platform: SessionInterface {
  public typealias Failure = PlatformFailure
  public static var name: StaticString { "Platform" }
  public static var cost: Quota { Quota(ram: 48 << 10, capabilities: 18) }

  /// The devices of this session, as a node in the configuration's syntax:
  ///
  ///     devices
  ///     + device pci-0:4.0 | type: pci
  ///       + pci-config | vendor: 0x1af4 | device: 0x1050 | class: 0x038000
  ///       + io_mem | bar: 4 | size: 0x4000
  ///       + irq
  ///     -
  public static var devices: Method<Platform, Nothing, Capability<Dataspace>> { Method(1, .alters | .denies) }
  /// Told when `devices` changed.
  public static var setSignal: Method<Platform, Capability<SignalTarget>, Nothing> { Method(2, .denies) }
  /// Takes a device: switched on, and allowed to access memory.
  public static var acquire: Method<Platform, Text, Capability<PlatformDevice>> { Method(3) }
  /// Gives a device back; the capability is dead from then on.
  public static var release: Method<Platform, Capability<PlatformDevice>, Nothing> { Method(4, .denies) }
  /// Memory that devices of this session can access, in one piece: bytes, rounded up to pages. Paid by the session.
  public static var allocateDMA: Method<Platform, UInt64, Capability<Dataspace>> { Method(5) }
  public static var freeDMA: Method<Platform, Capability<Dataspace>, Nothing> { Method(6, .denies) }
  /// Where devices find that memory.
  public static var addressDMA: Method<Platform, Capability<Dataspace>, UInt64> { Method(7, .alters) }
}

/// One device, acquired.
public enum PlatformDevice: Interface {
  public typealias Failure = PlatformFailure
  public static var name: StaticString { "Device" }

  /// The memory of the device with that number in the list `devices`; page-aligned around it.
  public static var memory: Method<PlatformDevice, UInt64, Capability<Dataspace>> { Method(1) }
  /// Where in the dataspace of `memory` the device's own begins, and how many bytes it has.
  public static var memoryRange: Method<PlatformDevice, UInt64, Pair<UInt64, UInt64>> { Method(2, .alters) }
  /// The interrupt with that number. A device that knows message-signalled interrupts gets one; the driver programs nothing.
  public static var interrupt: Method<PlatformDevice, UInt64, Capability<IRQ>> { Method(3) }
  /// The range of I/O ports with that number.
  public static var ports: Method<PlatformDevice, UInt64, Capability<IOPort>> { Method(4) }
  /// Reads the device's own configuration space (PCI only).
  public static var readConfiguration: Method<PlatformDevice, PortAccess, UInt32> { Method(5) }
}

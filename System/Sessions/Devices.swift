// IO_MEM, IO_PORT, IRQ: what device drivers are made of. Each session holds one resource, exclusively.

import KernelABI
import RPC

public enum DeviceFailure: UInt16, Failure {
  /// Not within what the session holds, or of a width that does not exist.
  case outOfRange = 1
  /// The interrupt was not told yet whom to signal, or the machine has no more of them.
  case notReady = 2
  case unreachable = 0xffff
}

/// Device memory. Session arguments: `base` and `size` in bytes; `wc: yes` for write-combined instead of uncached.
public enum IOMemory: SessionInterface {
  public typealias Failure = DeviceFailure
  public static var name: StaticString { "IO_MEM" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 3) }

  /// The device's memory; page-aligned around the range that was asked for.
  public static var dataspace: Method<IOMemory, Nothing, Capability<Dataspace>> { Method(1) }
}

/// One access to I/O ports.
public struct PortAccess: Message {
  public let port: UInt16
  /// Bytes: 1, 2 or 4.
  public let width: UInt8
  /// What to write; unused when reading.
  public let value: UInt32

  public init(port: UInt16, width: UInt8, value: UInt32 = 0) {
    self.port = port
    self.width = width
    self.value = value
  }

  public func encode(into message: inout MessageWriter) {
    port.encode(into: &message)
    width.encode(into: &message)
    value.encode(into: &message)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    port = try UInt16(from: &message)
    width = try UInt8(from: &message)
    value = try UInt32(from: &message)
  }
}

/// I/O ports. Session arguments: `base` (the first port) and `size` (how many).
public enum IOPort: SessionInterface {
  public typealias Failure = DeviceFailure
  public static var name: StaticString { "IO_PORT" }
  public static var cost: Quota { .smallSession }

  public static var read: Method<IOPort, PortAccess, UInt32> { Method(1) }
  public static var write: Method<IOPort, PortAccess, Nothing> { Method(2) }
}

/// How a device is told to interrupt.
public struct InterruptInformation: Message {
  /// False: a wire; the device needs no programming.
  public let isMessageSignalled: Bool
  /// What to program into a message-signalled device.
  public let messageAddress: UInt64
  public let messageData: UInt64

  public init(isMessageSignalled: Bool, messageAddress: UInt64 = 0, messageData: UInt64 = 0) {
    self.isMessageSignalled = isMessageSignalled
    self.messageAddress = messageAddress
    self.messageData = messageData
  }

  public func encode(into message: inout MessageWriter) {
    isMessageSignalled.encode(into: &message)
    message.append(messageAddress)
    message.append(messageData)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    isMessageSignalled = try Bool(from: &message)
    messageAddress = try message.next()
    messageData = try message.next()
  }
}

/// An interrupt. Session arguments: `number` (a legacy interrupt 0...15 or a global system interrupt), or
/// `type: msi` for a message-signalled one; `trigger: level|edge` and `polarity: low|high` where the default is wrong.
public enum IRQ: SessionInterface {
  public typealias Failure = DeviceFailure
  public static var name: StaticString { "IRQ" }
  public static var cost: Quota { Quota(ram: 8 << 10, capabilities: 3) }

  /// The signal context that is told of the interrupt. From then on it can fire.
  public static var setSignal: Method<IRQ, Capability<SignalTarget>, Nothing> { Method(1, .denies) }
  /// The device was served: the interrupt may fire again.
  public static var acknowledge: Method<IRQ, Nothing, Nothing> { Method(2, .denies) }
  /// For a message-signalled interrupt after `setSignal`, which makes it (anew).
  public static var information: Method<IRQ, Nothing, InterruptInformation> { Method(3, .alters) }
}

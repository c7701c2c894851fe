// An interrupt of a device in the hands of a driver. Between the driver and core stands this component, which programs
// messages into the device: a driver that could do so itself could send any message to any processor.

import Bulkhead
import Devices
import PCI

/// How the device is told where to interrupt.
enum InterruptTarget {
  case wire(UInt64)
  case message(MessageInterrupt, FunctionAddress, ConfigurationBus)
  case entry(Int, MessageTable, HeldMemory, FunctionAddress, ConfigurationBus)

  /// The session at core, and the object here.
  var cost: Quota { Quota(ram: IRQ.cost.ram + 1024, capabilities: IRQ.cost.capabilities + 1) }

  /// Of the session at core.
  var arguments: Text {
    guard case .wire(let number) = self else { return Text("type: msi") }
    var arguments = Text()
    arguments.addArgument("number", number)
    return arguments
  }

  /// From now on the device interrupts with this message. False if it cannot.
  func program(_ information: InterruptInformation) -> Bool {
    switch self {
    case .wire: return true
    case .message(let message, let function, let bus):
      return message.enable(
        function, bus, messageAddress: information.messageAddress, data: information.messageData)
    case .entry(let number, let table, let memory, let function, let bus):
      let place = table.tableOffset + UInt64(number * MessageTable.entrySize)
      // Masked while it changes (PCI 3.0, 6.8.2.9).
      memory.store(1, at: place + 12)
      memory.store(UInt32(truncatingIfNeeded: information.messageAddress), at: place)
      memory.store(UInt32(truncatingIfNeeded: information.messageAddress >> 32), at: place + 4)
      memory.store(UInt32(truncatingIfNeeded: information.messageData), at: place + 8)
      memory.store(0, at: place + 12)
      table.enable(function, bus)
      return true
    }
  }

  /// The device does not interrupt any more.
  func silence() {
    switch self {
    case .wire: break
    case .message(let message, let function, let bus): message.disable(function, bus)
    case .entry(let number, let table, let memory, _, _):
      memory.store(1, at: table.tableOffset + UInt64(number * MessageTable.entrySize) + 12)
    }
  }
}

/// Keeps an interrupt.
final class HeldInterrupt {
  private let served: ServedObject<IRQ>
  private let object: InterruptObject
  let cost: Quota

  static func open(_ environment: Environment, _ target: InterruptTarget) throws(SessionError) -> HeldInterrupt {
    let object = InterruptObject(try environment.open(IRQ.self, arguments: target.arguments), target)
    do throws(EntrypointError) {
      return HeldInterrupt(object, try environment.entrypoint.serve(object, as: IRQ.self), cost: target.cost)
    } catch {
      throw .failed("no object for an interrupt")
    }
  }

  private init(_ object: InterruptObject, _ served: consuming ServedObject<IRQ>, cost: Quota) {
    self.object = object
    self.served = served
    self.cost = cost
  }

  var capability: Capability<IRQ> { served.capability }

  deinit { object.stop() }
}

private final class InterruptObject: RPCObject {
  private let session: Session<IRQ>
  private let target: InterruptTarget

  init(_ session: consuming Session<IRQ>, _ target: InterruptTarget) {
    self.session = session
    self.target = target
  }

  func serve(_ request: inout Request) {
    request.serve(IRQ.setSignal) { (signal) throws(DeviceFailure) -> Void in try self.setSignal(signal) }
    request.serve(IRQ.acknowledge) { () throws(DeviceFailure) -> Void in try self.session.call(IRQ.acknowledge) }
    // The driver has nothing to program.
    request.serve(IRQ.information) { () throws(DeviceFailure) in InterruptInformation(isMessageSignalled: false) }
  }

  private func setSignal(_ signal: Capability<SignalTarget>) throws(DeviceFailure) {
    target.silence()
    try session.call(IRQ.setSignal, signal)
    guard signal.exists else { return }
    let information: InterruptInformation = try session.call(IRQ.information)
    guard target.program(information) else { throw .notReady }
  }

  func stop() { target.silence() }
}

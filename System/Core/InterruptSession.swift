// IRQ sessions. The kernel's interrupt object is made when there is somebody to be told, and again for somebody else.

import KernelABI
import RPC
import Sessions

final class InterruptSession: ServedObject {
  /// Global system interrupt; nil: message-signalled.
  private let number: UInt64?
  private let trigger: InterruptTrigger
  private let memory: ObjectMemory
  private var block: UInt64?
  private var interrupt = CapabilityIndex.none
  private var message: (address: UInt64, data: UInt64) = (0, 0)

  /// Session arguments: `number` or `type: msi`, `trigger`, `polarity`.
  init(_ system: System, _ arguments: Text, payer: ObjectMemory) throws(DeviceRefusal) {
    memory = payer
    if let type = arguments.argument("type"), type == "msi" {
      (number, trigger) = (nil, .none)
    } else {
      guard let wish = arguments.numericArgument("number"), wish < system.boot.interruptCount else { throw .badArguments }
      let wiring = system.boot.wiring(wish)
      number = wiring.number
      trigger = try Self.trigger(arguments, wiring.trigger)
      try system.devices.claimInterrupt(wiring.number)
    }
    super.init(system)
  }

  /// What the machine says, unless the arguments say otherwise.
  private static func trigger(_ arguments: Text, _ wiring: InterruptTrigger) throws(DeviceRefusal) -> InterruptTrigger {
    var (isLevel, isLow) = (wiring.contains(.level), wiring.contains(.activeLow))
    if let trigger = arguments.argument("trigger") {
      guard trigger == "level" || trigger == "edge" else { throw .badArguments }
      isLevel = trigger == "level"
    }
    if let polarity = arguments.argument("polarity") {
      guard polarity == "low" || polarity == "high" else { throw .badArguments }
      isLow = polarity == "low"
    }
    return (isLevel ? .level : .none) | (isLow ? .activeLow : .none)
  }

  override func serve(_ request: inout Request) {
    request.serve(IRQ.setSignal) { (signal) throws(DeviceFailure) -> Void in try self.setSignal(signal.index) }
    request.serve(IRQ.acknowledge) { () throws(DeviceFailure) -> Void in
      guard self.interrupt != .none else { throw .notReady }
      self.system.machine.acknowledge(self.interrupt)
    }
    request.serve(IRQ.information) { () throws(DeviceFailure) in
      if self.number != nil { return InterruptInformation(isMessageSignalled: false) }
      guard self.interrupt != .none else { throw .notReady }
      return InterruptInformation(
        isMessageSignalled: true, messageAddress: self.message.address, messageData: self.message.data)
    }
  }

  private func setSignal(_ signal: CapabilityIndex) throws(DeviceFailure) {
    end()
    guard signal != .none else { return }
    guard let block = try? memory.allocate(KernelObjectSize.interrupt) else { throw .notReady }
    guard
      let created = try? system.machine.createInterrupt(
        at: block, source: number ?? InterruptSource.messageSignalled, signal: signal, trigger: trigger)
    else {
      memory.free(block, KernelObjectSize.interrupt)
      throw .notReady
    }
    self.block = block
    interrupt = created.capability
    message = (created.messageAddress, created.messageData)
  }

  private func end() {
    if interrupt != .none { system.machine.destroy(interrupt) }
    if let block { memory.free(block, KernelObjectSize.interrupt) }
    (interrupt, block) = (.none, nil)
  }

  override func close() {
    end()
    if let number { system.devices.releaseInterrupt(number) }
    super.close()
  }
}

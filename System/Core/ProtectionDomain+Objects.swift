// RPC objects and signal contexts: what the threads of a domain can be called and told through.

import KernelABI
import RPC
import Sessions

extension ProtectionDomain {
  func serveObjects(_ request: inout Request) {
    request.serve(PD.createObject) { arguments throws(PDFailure) in
      let thread = try self.ownThread(arguments.first)
      return Capability(
        try self.create(KernelObjectSize.rpcObject) { memory throws(KernelRefusal) in
          try self.system.machine.createObject(at: memory, server: thread, badge: arguments.second)
        })
    }
    request.serve(PD.createSignal) { arguments throws(PDFailure) in
      let thread = try self.ownThread(arguments.first)
      return Capability(
        try self.create(KernelObjectSize.signalContext) { memory throws(KernelRefusal) in
          try self.system.machine.createSignalContext(at: memory, receiver: thread, imprint: arguments.second)
        })
    }
    request.serve(PD.freeObject) { (capability) throws(PDFailure) -> Void in
      try self.free(capability.index, KernelObjectSize.rpcObject)
    }
    request.serve(PD.freeSignal) { (capability) throws(PDFailure) -> Void in
      try self.free(capability.index, KernelObjectSize.signalContext)
    }
  }

  private func ownThread(_ capability: Capability<CPUThread>) throws(PDFailure) -> CapabilityIndex {
    guard let thread = system.object(capability.index) as? ThreadObject, thread.domain === self else { throw .invalidObject }
    return thread.kernelThread
  }

  private func create(_ size: Int, _ make: (UInt64) throws(KernelRefusal) -> CapabilityIndex) throws(PDFailure)
    -> CapabilityIndex
  {
    let object = ComponentObject(size: size, owner: self)
    try paying { () throws(QuotaError) in
      try account.withdraw(capabilities: CapabilityCost.object)
      do throws(QuotaError) { try system.make(object, payer: memory, make) } catch {
        account.replenish(capabilities: CapabilityCost.object)
        throw error
      }
    }
    objects.add(object)
    return object.capability
  }

  private func free(_ capability: CapabilityIndex, _ size: Int) throws(PDFailure) {
    guard let object = system.object(capability) as? ComponentObject, object.owner === self, object.size == size else {
      throw .invalidObject
    }
    end(object)
  }

  private func end(_ object: ComponentObject) {
    objects.remove(object)
    system.end(object, payer: memory)
    account.replenish(capabilities: CapabilityCost.object)
  }

  func endObjects() {
    while let object = objects.last as? ComponentObject { end(object) }
  }
}

// Core as init's parent: the one place where core's services are handed out.
//
// All of core's services answer at once; nothing here is ever pending. What is donated to a session is withdrawn from
// init's account and comes back when it is closed; a PD session takes its quota along.

import KernelABI
import RPC
import Sessions

final class InitParent: ServedObject {
  private struct OpenSession {
    let id: UInt64
    let object: ServedObject
    /// Withdrawn from init's account until the session is closed. A PD session has an account of its own instead.
    let cost: Quota
  }

  private let account: Account
  private var sessions: [OpenSession] = []

  init(_ system: System, account: Account) {
    self.account = account
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(Parent.exit) { (value) throws(ParentFailure) -> Void in
      self.system.machine.log("init exited with exit value \(value)")
      self.system.machine.halt(value)
    }
    request.serve(Parent.session) { wish throws(ParentFailure) in
      Capability(try self.open(wish).capability)
    }
    request.serve(Parent.sessionCapability) { id throws(ParentFailure) in
      guard let session = self.sessions.first(where: { $0.id == id }) else { throw .invalidID }
      return Capability(session.object.capability)
    }
    request.serve(Parent.close) { (id) throws(ParentFailure) -> Void in
      guard let index = self.sessions.firstIndex(where: { $0.id == id }) else { throw .invalidID }
      self.close(self.sessions.remove(at: index))
    }
    request.serve(Parent.requestResources) { arguments throws(ParentFailure) in
      self.system.machine.log(
        "init requests resources: ram \(arguments.ram), capabilities \(arguments.capabilities): there is no more")
    }
    request.serve(Parent.setSignal) { (_) throws(ParentFailure) -> Void in }
  }

  /// Makes sessions that init starts with known under their numbers.
  func adopt(_ object: ServedObject, id: UInt64) {
    sessions.append(OpenSession(id: id, object: object, cost: .none))
  }

  private func open(_ wish: SessionRequest) throws(ParentFailure) -> ServedObject {
    guard !sessions.contains(where: { $0.id == wish.id }) else { throw .invalidID }
    let isDomain = wish.service.bytes.elementsEqual("PD".utf8)
    guard isDomain || wish.donation.ram >= SessionCost.ram else { throw .insufficientRAM }
    guard isDomain || wish.donation.capabilities >= SessionCost.capabilities else { throw .insufficientCapabilities }
    var opened: ServedObject?
    do throws(QuotaError) {
      opened = isDomain ? try openDomain(wish) : try openFlat(wish)
    } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
    guard let object = opened else {
      report(wish)
      throw .denied
    }
    sessions.append(OpenSession(id: wish.id, object: object, cost: isDomain ? .none : wish.donation))
    return object
  }

  private func report(_ wish: SessionRequest) {
    system.machine.log(
      "Error: no service \"\(wish.service.string)\" for \"\(wish.label.string)\": core offers PD, CPU, ROM and LOG; "
        + "for ROM the label's last part must be the name of a boot module")
  }

  private func close(_ session: OpenSession) {
    session.object.close()
    account.replenish(ram: session.cost.ram, capabilities: session.cost.capabilities)
  }

  /// What init calls the session, with init's own name in front.
  private func label(_ wish: SessionRequest) -> String {
    wish.label.isEmpty ? "init" : "init -> \(wish.label.string)"
  }

  // MARK: - Opening

  private func openDomain(_ wish: SessionRequest) throws(QuotaError) -> ServedObject? {
    let quota = try Account(ram: wish.donation.ram, capabilities: wish.donation.capabilities, from: account)
    do throws(QuotaError) {
      let domain = try ProtectionDomain(system, label: label(wish), account: quota)
      try system.publish(domain, payer: domain.memory)
      return domain
    } catch {
      quota.close()
      throw error
    }
  }

  /// A session that is paid by its donation; nil if there is no such service.
  private func openFlat(_ wish: SessionRequest) throws(QuotaError) -> ServedObject? {
    guard let object = make(wish), let memory = system.sessionMemory else { return nil }
    let cost = wish.donation
    try account.withdraw(ram: cost.ram, capabilities: cost.capabilities)
    do throws(QuotaError) {
      try system.publish(object, payer: memory)
      return object
    } catch {
      account.replenish(ram: cost.ram, capabilities: cost.capabilities)
      throw error
    }
  }

  private func make(_ wish: SessionRequest) -> ServedObject? {
    let service = wish.service.bytes
    if service.elementsEqual("CPU".utf8) {
      return CPUSession(system, label: label(wish), priorityLimit: min(wish.arguments.numericArgument("priority") ?? 0, CoreLimits.priority))
    }
    if service.elementsEqual("LOG".utf8) { return LogSession(system, label: label(wish)) }
    if service.elementsEqual("ROM".utf8), let module = system.boot.module(forLabel: wish.label.bytes) {
      return ROMSession(system, module, module.dataspace)
    }
    return nil
  }
}

enum CoreLimits {
  /// No component can be more urgent than this; core itself is above.
  static var priority: UInt64 { 254 }
}

// Core as init's parent: the one place where core's services are handed out.
//
// All of core's services answer at once; nothing here is ever pending. What is donated to a session is withdrawn from
// init's account and comes back when it is closed; a PD session takes its quota along.

import KernelABI
import RPC
import Sessions

/// Why core did not open a session.
private enum OpenError: Error {
  case quota(QuotaError)
  /// What is donated does not suffice for what the session needs from the start.
  case insufficient(QuotaError)
  /// Says why, after "is refused: ".
  case refused(StaticString)
}

final class InitParent: ServedObject {
  private struct OpenSession {
    let id: UInt64
    let service: CoreService
    let object: ServedObject
    /// Withdrawn from init's account until the session is closed. A PD session has an account of its own instead.
    var donation: Quota
  }

  private let account: Account
  private var sessions: [OpenSession] = []

  init(_ system: System, account: Account) {
    self.account = account
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(Parent.session) { wish throws(ParentFailure) in Capability(try self.open(wish).capability) }
    request.serve(Parent.sessionCapability) { id throws(ParentFailure) in
      Capability(self.sessions[try self.position(id)].object.capability)
    }
    request.serve(Parent.upgrade) { (arguments) throws(ParentFailure) -> Void in
      try self.upgrade(try self.position(arguments.first), arguments.second)
    }
    request.serve(Parent.close) { (id) throws(ParentFailure) -> Void in
      self.close(self.sessions.remove(at: try self.position(id)))
    }
    serveEnd(&request)
  }

  private func serveEnd(_ request: inout Request) {
    request.serve(Parent.exit) { (value) throws(ParentFailure) -> Void in
      self.system.machine.log("init exited with exit value \(value)")
      self.system.graph?.look()
      self.system.reportEnd()
      self.system.machine.halt(value)
    }
    request.serve(Parent.requestResources) { arguments throws(ParentFailure) in
      self.system.say(
        "init requests resources: ram \(arguments.ram), capabilities \(arguments.capabilities): there is no more")
    }
    request.serve(Parent.setSignal) { (_) throws(ParentFailure) -> Void in }
    request.serve(Parent.nextTask) { () throws(ParentFailure) -> NextTask in throw .nothingPending }
    request.serve(Parent.yieldRequest) { () throws(ParentFailure) in Quota.none }
    request.serve(Parent.yieldResponse) { () throws(ParentFailure) -> Void in }
    request.serve(Parent.heartbeat) { () throws(ParentFailure) -> Void in }
  }

  private func position(_ id: UInt64) throws(ParentFailure) -> Int {
    guard let index = sessions.lastIndex(where: { $0.id == id }) else { throw .invalidID }
    return index
  }

  /// Makes sessions that init starts with known under their numbers.
  func adopt(_ object: ServedObject, _ service: CoreService, id: UInt64) {
    sessions.append(OpenSession(id: id, service: service, object: object, donation: .none))
  }

  // MARK: - Opening

  private func open(_ wish: SessionRequest) throws(ParentFailure) -> ServedObject {
    guard (try? position(wish.id)) == nil else { throw .invalidID }
    guard let service = CoreService(wish.service) else { throw refuse(wish, "core has \(CoreService.names)") }
    let needed = Quota(ram: SessionCost.ram, capabilities: SessionCost.capabilities(service))
    guard wish.donation.ram >= needed.ram else { throw .insufficientRAM }
    guard wish.donation.capabilities >= needed.capabilities else { throw .insufficientCapabilities }
    do throws(OpenError) {
      let object = service == .domain ? try openDomain(wish) : try openFlat(service, wish, needed)
      let donation = service == .domain ? Quota.none : wish.donation
      sessions.append(OpenSession(id: wish.id, service: service, object: object, donation: donation))
      return object
    } catch {
      switch error {
      case .quota(let error): throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
      case .insufficient(let error): throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
      case .refused(let reason): throw refuse(wish, "\(reason)")
      }
    }
  }

  /// The operator learns why; init learns no more than that it was denied.
  private func refuse(_ wish: SessionRequest, _ reason: String) -> ParentFailure {
    let arguments = wish.arguments.isEmpty ? "" : " (\(wish.arguments.string))"
    system.say(
      "Error: \(wish.service.string) session\(arguments) for \"\(label(wish))\" is refused: \(reason)")
    return .denied
  }

  /// What init calls the session, with init's own name in front.
  private func label(_ wish: SessionRequest) -> String {
    wish.label.isEmpty ? "init" : "init -> \(wish.label.string)"
  }

  private func openDomain(_ wish: SessionRequest) throws(OpenError) -> ServedObject {
    let isManaging = wish.arguments.argument("managing_system").map { $0 == "yes" } ?? false
    let domain = ProtectionDomain(
      system, label: label(wish), account: try openAccount(wish.donation), managesSystem: isManaging)
    do throws(QuotaError) {
      try domain.build()
      return domain
    } catch {
      domain.close()
      throw .insufficient(error)
    }
  }

  private func openAccount(_ donation: Quota) throws(OpenError) -> Account {
    do throws(QuotaError) { return try Account(donation, from: account) } catch { throw .quota(error) }
  }

  /// A session that is paid by its donation.
  private func openFlat(_ service: CoreService, _ wish: SessionRequest, _ needed: Quota) throws(OpenError) -> ServedObject {
    try withdraw(wish.donation)
    do throws(OpenError) {
      guard let memory = system.coreMemory else { throw .quota(.outOfRAM) }
      let object = try make(service, wish, wish.donation.minus(needed), memory)
      try publish(object, memory)
      return object
    } catch {
      replenish(wish.donation)
      throw error
    }
  }

  private func publish(_ object: ServedObject, _ memory: ObjectMemory) throws(OpenError) {
    do throws(QuotaError) {
      try system.publish(object, payer: memory)
      try object.prepare(memory)
    } catch {
      object.close()
      throw .quota(error)
    }
  }

  private func withdraw(_ donation: Quota) throws(OpenError) {
    do throws(QuotaError) { try account.withdraw(ram: donation.ram, capabilities: donation.capabilities) } catch {
      throw .quota(error)
    }
    system.donated += donation
  }

  private func replenish(_ donation: Quota) {
    account.replenish(ram: donation.ram, capabilities: donation.capabilities)
    system.donated -= donation
  }

  /// - Parameter rest: what the session has besides its own cost.
  private func make(_ service: CoreService, _ wish: SessionRequest, _ rest: Quota, _ memory: ObjectMemory)
    throws(OpenError) -> ServedObject
  {
    switch service {
    case .cpu:
      let priority = wish.arguments.numericArgument("priority") ?? 0
      return CPUSession(
        system, label: label(wish), priorityLimit: priority, affinity: wish.affinity, allowance: TimeAllowance(wish.arguments))
    case .log: return LogSession(system, label: label(wish))
    case .trace: return TraceSession(system, label: label(wish))
    case .audit: return AuditSession(system)
    case .regionMaps: return RMSession(system, quota: rest)
    case .rom:
      guard let module = system.boot.module(forLabel: wish.label.bytes) else {
        throw .refused("the label's last part is not the name of a boot module")
      }
      if let log = system.ownLog, log.module === module { return OwnLogSession(system, log) }
      return ROMSession(system, module)
    case .deviceMemory, .ports, .interrupt, .domain: return try makeDevice(service, wish, memory)
    }
  }

  private func makeDevice(_ service: CoreService, _ wish: SessionRequest, _ memory: ObjectMemory) throws(OpenError)
    -> ServedObject
  {
    do throws(DeviceRefusal) {
      if service == .deviceMemory { return try IOMemorySession(system, wish.arguments) }
      if service == .ports { return try IOPortSession(system, wish.arguments) }
      return try InterruptSession(system, wish.arguments, payer: memory)
    } catch { throw .refused(error.text) }
  }

  // MARK: - Upgrading and closing

  private func upgrade(_ position: Int, _ donation: Quota) throws(ParentFailure) {
    let session = sessions[position]
    do throws(QuotaError) {
      if let domain = session.object as? ProtectionDomain { return try domain.account.donate(donation) }
      try account.withdraw(ram: donation.ram, capabilities: donation.capabilities)
    } catch { throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities }
    system.donated += donation
    sessions[position].donation += donation
    session.object.upgrade(donation)
  }

  private func close(_ session: OpenSession) {
    session.object.close()
    replenish(session.donation)
  }
}

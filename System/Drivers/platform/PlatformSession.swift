// One driver's session: its devices, and memory for them. All of it is paid by the driver's donation.

import Bulkhead
import Devices
import HID

final class PlatformSession: SessionObject {
  private let label: String
  private let machine: DeviceTable
  private let environment: Environment
  private let account: SessionAccount
  private var owner: UInt64 = 0
  private var acquired: [AcquiredDevice] = []
  private let buffers: DMABuffers
  private let news = SessionNews()
  private var list: RAM?
  private var listCapacity: UInt64 = 0

  /// The session's object, its record, and the list of devices.
  private static var base: Quota { Quota(ram: 4096, capabilities: 3) }

  /// - Throws: `RefusedSession` if the donation does not suffice for the session itself.
  static func open(_ label: String, _ donation: Quota, _ machine: DeviceTable, _ environment: Environment)
    throws(RefusedSession) -> PlatformSession
  {
    let account = SessionAccount(donation)
    do throws(PlatformFailure) { try account.withdraw(Self.base) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    return PlatformSession(label, account, machine, environment)
  }

  private init(_ label: String, _ account: SessionAccount, _ machine: DeviceTable, _ environment: Environment) {
    self.label = label
    self.machine = machine
    self.environment = environment
    self.account = account
    buffers = DMABuffers(environment, account)
    let news = news
    owner = machine.register { news.tell() }
  }

  deinit {
    // Devices stop before the memory that they can access is freed.
    acquired = []
    machine.unregister(owner)
  }

  func upgrade(by quota: Quota) { account.upgrade(by: quota) }

  func serve(_ request: inout Request) {
    request.serve(Platform.devices) { () throws(PlatformFailure) in try self.writeList() }
    request.serve(Platform.acquire) { name throws(PlatformFailure) in try self.acquire(name.string) }
    request.serve(Platform.release) { (device) throws(PlatformFailure) -> Void in try self.release(device) }
    request.serve(Platform.allocateDMA) { size throws(PlatformFailure) in try self.buffers.allocate(size) }
    request.serve(Platform.freeDMA) { (buffer) throws(PlatformFailure) -> Void in try self.buffers.free(buffer) }
    request.serve(Platform.addressDMA) { buffer throws(PlatformFailure) in try self.buffers.address(buffer) }
    request.keep(Platform.setSignal, in: &self.news.signal)
  }

  private func writeList() throws(PlatformFailure) -> Capability<Dataspace> {
    let text = Array(machine.visible(to: label).text.utf8)
    let capacity = UInt64(text.count + 4095) & ~4095
    if capacity > listCapacity {
      try account.withdraw(Quota(ram: capacity - listCapacity))
      list = nil
      listCapacity = capacity
      do throws(PDFailure) { list = try RAM(size: capacity) } catch { throw .unreachable }
    }
    let dataspace = list?.dataspace ?? .none
    guard let mapping = try? Mapping(dataspace, isWritable: true) else { throw .unreachable }
    mapping.write(text)
    mapping.clear(text.count..<mapping.count)
    return dataspace
  }

  private func acquire(_ name: String) throws(PlatformFailure) -> Capability<PlatformDevice> {
    try account.withdraw(AcquiredDevice.cost)
    do throws(PlatformFailure) {
      let device = try machine.take(name, label: label, owner: owner)
      let entry = try AcquiredDevice.make(device, machine, account, environment)
      acquired.append(entry)
      return entry.capability
    } catch {
      account.replenish(AcquiredDevice.cost)
      throw error
    }
  }

  private func release(_ capability: Capability<PlatformDevice>) throws(PlatformFailure) {
    guard let index = acquired.firstIndex(where: { $0.capability == capability }) else { throw .unknownDevice }
    acquired.remove(at: index)
    account.replenish(AcquiredDevice.cost)
  }
}

/// Whom to tell that the list of devices changed.
private final class SessionNews {
  var signal = OwnedCapability<SignalTarget>(adopting: .none)
  func tell() { signal.capability.submit() }
}

/// What a driver donated, and how much of it is in use; shared by all that it has.
final class SessionAccount {
  private var quota: QuotaGuard

  init(_ donation: Quota) { quota = QuotaGuard(donation) }

  func withdraw(_ amount: Quota) throws(PlatformFailure) {
    do throws(QuotaError) { try quota.withdraw(amount) } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }

  func replenish(_ amount: Quota) { quota.replenish(amount) }
  func upgrade(by amount: Quota) { quota.upgrade(by: amount) }
}

// RM sessions: region maps that are attached as dataspaces. The session's donation pays for them.

import RPC
import Sessions

final class RMSession: ServedObject {
  private let account: Account
  private let memory: ObjectMemory
  private var maps = Members()

  /// Pages in use.
  var pages: UInt64 { memory.pages }

  /// No region map is larger than what a component can address.
  private static var largestMap: UInt64 { 1 << 46 }

  /// - Parameter quota: what the session may use, beyond its own cost.
  init(_ system: System, quota: Quota) {
    account = Account(quota)
    memory = ObjectMemory(system, account: account)
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(RM.create) { size throws(RegionMapFailure) in Capability(try self.create(size).capability) }
    request.serve(RM.destroy) { (map) throws(RegionMapFailure) -> Void in
      guard let object = self.system.object(map.index) as? RegionMapObject, self.isOwn(object) else { throw .notAttached }
      self.destroy(object)
    }
  }

  private func isOwn(_ map: RegionMapObject) -> Bool {
    map.position < maps.objects.count && maps.objects[map.position] === map
  }

  private func create(_ size: UInt64) throws(RegionMapFailure) -> RegionMapObject {
    guard size > 0, size <= Self.largestMap else { throw .conflict }
    do throws(QuotaError) {
      try account.withdraw(capabilities: CapabilityCost.regionMap)
      return try make(Frames.pages(size) * Frames.pageSize)
    } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
  }

  private func make(_ size: UInt64) throws(QuotaError) -> RegionMapObject {
    let map = RegionMapObject(system, size: size, payer: memory)
    do throws(QuotaError) {
      try system.publish(map, payer: memory)
      try map.publishDataspace()
    } catch {
      map.close()
      account.replenish(capabilities: CapabilityCost.regionMap)
      throw error
    }
    maps.add(map)
    return map
  }

  private func destroy(_ map: RegionMapObject) {
    maps.remove(map)
    map.close()
    account.replenish(capabilities: CapabilityCost.regionMap)
  }

  override func upgrade(_ donation: Quota) { account.enlarge(donation) }

  override func close() {
    while let map = maps.last as? RegionMapObject { destroy(map) }
    system.report(lost: account.close(), of: "an RM session")
    super.close()
  }
}

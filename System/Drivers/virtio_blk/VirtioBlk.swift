// Driver of virtio disks: finds them, and gives each client the part that a policy names.

import Bulkhead
import Disks
import Driver
import HID
import Policy
import Services
import Virtio
import VirtioTransport

@main final class VirtioBlk: Component {
  private let environment: Environment
  private let platform: PlatformConnection
  private var disks: [Disk] = []
  private var service: Service<Block>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    platform = try PlatformConnection(environment)
    for node in platform.devices {
      let device = try platform.acquire(node.name ?? "")
      disks.append(try Disk(try VirtioDevice(device, platform, wanting: DiskFeatures.wanted), environment))
    }
    if disks.isEmpty { throw .failed("no policy of the platform driver names a disk") }
    for disk in disks { try disk.begin() }
    service = try environment.offer(Block.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    let configuration = try? environment.configuration().node
    guard let policy = configuration?.policy(for: label) else { return try refuse(label, "no policy is meant for it") }
    guard let disk = disk(policy.attribute("disk")) else { return try refuse(label, "there is no such disk") }
    guard let window = DiskWindow(policy, of: disk.window) else { return try refuse(label, "the disk has no such part") }
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) { try quota.withdraw(BlockSession.cost) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    let session = BlockSession(disk, window, quota, label)
    disk.add(session)
    return OpenSession(session)
  }

  private func refuse(_ label: String, _ reason: StaticString) throws(RefusedSession) -> any SessionObject {
    environment.log("error: Block \"\(label)\" is denied: \(reason.description)")
    throw .denied
  }

  private func disk(_ name: String?) -> Disk? {
    guard let name else { return disks.first }
    return disks.first { $0.name.isSame(as: name) }
  }
}

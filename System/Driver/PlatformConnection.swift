// What a driver needs of the platform driver: its devices, and memory that they can access.
//
//     let platform = try PlatformConnection(environment)
//     let device = try platform.acquire("")
//     let registers = try device.memory(0)

import Bulkhead
import HID

/// A session at the platform driver. Donates more by itself when the platform driver needs more for what is asked.
public final class PlatformConnection {
  private let session: Session<Platform>
  let environment: Environment

  public init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    session = try environment.open(Platform.self)
  }

  /// The devices of this session, as nodes `device`; none if the platform driver cannot be understood.
  public var devices: [Node] {
    guard let dataspace: OwnedCapability<Dataspace> = try? session.call(Platform.devices),
      let mapping = try? Mapping(dataspace.capability, isLasting: true)
    else { return [] }
    return Node.parse(mapping.copy(first: mapping.count).filter { $0 != 0 }).node?.nodes("device") ?? []
  }

  /// Takes a device: by its name, or the first one if the name is empty.
  /// - Throws: `SessionError.failed` with the reason: no such device, or somebody else has it.
  public func acquire(_ name: String) throws(SessionError) -> Device {
    var found: Node?
    for node in devices where found == nil && (name.utf8.isEmpty || node.name?.isSame(as: name) == true) { found = node }
    guard let node = found, let own = node.name else { throw .failed("no policy of the platform driver names such a device") }
    do throws(PlatformFailure) {
      let capability: OwnedCapability<PlatformDevice> = try insist(on: Quota(ram: 4096, capabilities: 2)) {
        () throws(PlatformFailure) in OwnedCapability(adopting: try session.call(Platform.acquire, Text(own)))
      }
      return Device(capability, node, self)
    } catch { throw error == .inUse ? .failed("another driver has the device") : .failed("the device cannot be acquired") }
  }

  /// Memory that devices of this session can access, in one piece.
  public func allocateDMA(_ bytes: Int) throws(SessionError) -> DMABuffer {
    let size = UInt64(bytes + 4095) & ~4095
    do throws(PlatformFailure) {
      let dataspace: OwnedCapability<Dataspace> = try insist(on: Quota(ram: size, capabilities: 1)) {
        () throws(PlatformFailure) in OwnedCapability(adopting: try session.call(Platform.allocateDMA, size))
      }
      let address = try session.call(Platform.addressDMA, dataspace.capability)
      return try DMABuffer.make(dataspace, address: address, self)
    } catch { throw .failed("no memory for devices") }
  }

  func free(_ buffer: Capability<Dataspace>) { try? session.call(Platform.freeDMA, buffer) }

  /// Tries, donating what is missing, a few times.
  func insist<R: ~Copyable>(on quota: Quota, _ attempt: () throws(PlatformFailure) -> R) throws(PlatformFailure) -> R {
    for _ in 0..<8 {
      do throws(PlatformFailure) { return try attempt() } catch {
        let missing: Quota
        switch error {
        case .outOfRAM: missing = Quota(ram: quota.ram)
        case .outOfCapabilities: missing = Quota(capabilities: quota.capabilities)
        case .unknownDevice, .inUse, .outOfRange, .unreachable: throw error
        }
        guard (try? session.upgrade(by: missing, waits: true)) != nil else { throw error }
      }
    }
    throw .outOfRAM
  }
}

/// Memory that devices access; given back when this goes.
public final class DMABuffer {
  private let dataspace: OwnedCapability<Dataspace>
  private let platform: PlatformConnection
  /// Where devices find it.
  public let address: UInt64
  /// Where this component finds it. The device may change it at any time.
  public let mapping: Mapping

  static func make(_ dataspace: consuming OwnedCapability<Dataspace>, address: UInt64, _ platform: PlatformConnection)
    throws(PlatformFailure) -> DMABuffer
  {
    do throws(RegionMapFailure) {
      let mapping = try Mapping(dataspace.capability, isWritable: true, isLasting: true)
      return DMABuffer(dataspace, mapping, address, platform)
    } catch { throw .unreachable }
  }

  private init(
    _ dataspace: consuming OwnedCapability<Dataspace>, _ mapping: consuming Mapping, _ address: UInt64,
    _ platform: PlatformConnection
  ) {
    self.dataspace = dataspace
    self.mapping = mapping
    self.address = address
    self.platform = platform
  }

  deinit { platform.free(dataspace.capability) }
}

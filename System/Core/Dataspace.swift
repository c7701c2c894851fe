// Dataspaces: pieces of memory that can be attached to region maps.
//
// What belongs to a dataspace disappears from every address space, on every CPU, before its frames can be used for
// anything else.

import KernelABI
import RPC
import Sessions

/// What a dataspace's memory is.
enum DataspaceKind {
  case ram
  case module
  /// Device memory, with these flags for its mappings.
  case device(MapFlags)
  /// What is attached to a region map.
  case managed(RegionMapObject)
}

final class DataspaceObject: ServedObject {
  let kind: DataspaceKind
  /// Where the memory is; of a managed dataspace, nothing.
  let physical: UInt64
  let size: UInt64
  private(set) var isWritable: Bool
  /// Devices may have been told where it is.
  var isKnownToDevices = false
  /// The domain that pays for it and may free it; nil: nobody can.
  private(set) var owner: ProtectionDomain?
  /// The first of the regions that show it, linked through `Region.nextPlace`.
  var firstPlace: Region?
  private(set) var placeCount = 0

  init(
    _ system: System, _ kind: DataspaceKind, physical: UInt64, size: UInt64, isWritable: Bool, owner: ProtectionDomain? = nil
  ) {
    self.kind = kind
    self.physical = physical
    self.size = size
    self.isWritable = isWritable
    self.owner = owner
    super.init(system)
  }

  /// The region map behind a managed dataspace.
  var managed: RegionMapObject? {
    if case .managed(let map) = kind { map } else { nil }
  }

  /// Flags that every mapping of it has.
  var mapFlags: MapFlags {
    if case .device(let flags) = kind { flags } else { .none }
  }

  var canBeExecuted: Bool {
    if case .device = kind { false } else { true }
  }

  override func serve(_ request: inout Request) {
    request.serve(Dataspace.size) { () throws(RegionMapFailure) in self.size }
    request.serve(Dataspace.isWritable) { () throws(RegionMapFailure) in self.isWritable }
  }

  /// From now on it is attached read-only, for good.
  func seal() { isWritable = false }

  // MARK: - Places

  func add(_ region: Region) {
    region.nextPlace = firstPlace
    region.previousPlace = nil
    firstPlace?.previousPlace = region
    firstPlace = region
    placeCount += 1
  }

  func forget(_ region: Region) {
    if let previous = region.previousPlace { previous.nextPlace = region.nextPlace } else { firstPlace = region.nextPlace }
    region.nextPlace?.previousPlace = region.previousPlace
    placeCount -= 1
  }

  /// Makes it disappear everywhere, for good. Lasting regions stay, and show something else from then on.
  func detachEverywhere() {
    while let place = firstPlace {
      guard let map = system.object(badge: place.map) as? RegionMapObject else { break }
      map.lose(place)
    }
    owner = nil
  }
}

// Where a device's register structures are (virtio 1.2, 4.1.4): vendor-specific capabilities in its configuration space.

/// A structure of registers in one of the device's memory ranges.
public struct RegisterStructure: Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    case common = 1
    case notification = 2
    case interruptStatus = 3
    case device = 4
  }

  public let kind: Kind
  /// Base address register.
  public let bar: Int
  public let offset: Int
  public let count: Int
  /// Of a notification structure: how far its places are apart.
  public let multiplier: Int
}

/// All structures of a device that are of use.
public struct DeviceStructures: Equatable, Sendable {
  public let common: RegisterStructure
  public let notification: RegisterStructure
  public let interruptStatus: RegisterStructure
  /// Not all kinds of devices have one.
  public let device: RegisterStructure?

  /// Bytes of the common structure that every device has.
  public static var commonCount: Int { 56 }

  /// - Parameters:
  ///   - read: reads 32 bits of the configuration space, at a multiple of 4 below 256.
  ///   - size: the bytes of the memory range with that base address register; nil if there is none.
  /// - Returns: nil if something is missing, too small, or reaches out of its range.
  public init?(read: (Int) -> UInt32, size: (Int) -> Int?) {
    var found: [RegisterStructure] = []
    var (offset, steps) = (Int(read(0x34) & 0xfc), 0)
    guard read(0x04) >> 20 & 1 != 0 else { return nil }
    while offset >= 0x40, steps < 48 {
      let head = read(offset)
      if head & 0xff == 0x09, let structure = RegisterStructure(at: offset, head, read), structure.fits(size(structure.bar)) {
        found.append(structure)
      }
      offset = Int(head >> 8 & 0xfc)
      steps += 1
    }
    // The first of a kind is the one that the device prefers.
    guard let common = found.first(where: { $0.kind == .common && $0.count >= Self.commonCount && $0.offset % 4 == 0 }),
      let notification = found.first(where: { $0.kind == .notification && $0.count >= 2 && $0.offset % 2 == 0 }),
      let status = found.first(where: { $0.kind == .interruptStatus && $0.count >= 1 })
    else { return nil }
    self.common = common
    self.notification = notification
    interruptStatus = status
    device = found.first { $0.kind == .device && $0.offset % 4 == 0 }
  }

  /// Where a queue is notified, in the notification structure; nil if that is outside.
  public func notificationOffset(_ number: UInt16) -> Int? {
    let offset = Int(number) * notification.multiplier
    return offset % 2 == 0 && offset <= notification.count - 2 ? notification.offset + offset : nil
  }
}

extension RegisterStructure {
  fileprivate init?(at offset: Int, _ head: UInt32, _ read: (Int) -> UInt32) {
    let length = Int(head >> 16 & 0xff)
    guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: head >> 24)), length >= 16, offset + 16 <= 256 else {
      return nil
    }
    self.kind = kind
    bar = Int(read(offset + 4) & 0xff)
    self.offset = Int(read(offset + 8))
    count = Int(read(offset + 12))
    guard bar < 6 else { return nil }
    if kind == .notification {
      guard length >= 20, offset + 20 <= 256 else { return nil }
      multiplier = Int(read(offset + 16))
    } else {
      multiplier = 0
    }
  }

  fileprivate func fits(_ size: Int?) -> Bool {
    guard let size else { return false }
    return offset <= size && count <= size - offset
  }
}

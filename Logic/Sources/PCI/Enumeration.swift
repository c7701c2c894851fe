// Finding all functions: bus 0, and the buses behind bridges as the firmware numbered them.

/// A function that was found.
public struct Function: Equatable, Sendable {
  public let address: FunctionAddress
  public let identity: Identity
}

extension ConfigurationAccess {
  /// All functions on bus 0 and behind its bridges; each bus is visited once, whatever bridges say.
  public func functions() -> [Function] {
    var (found, waiting) = ([Function](), [UInt8(0)])
    var visited: InlineArray<256, Bool> = InlineArray(repeating: false)
    while let bus = waiting.popLast() {
      if visited[Int(bus)] { continue }
      visited[Int(bus)] = true
      for device in 0..<32 as Range<UInt8> {
        for function in functions(bus: bus, device: device) {
          found.append(function)
          if function.identity.isBridge { waiting.append(secondaryBus(function.address)) }
        }
      }
    }
    return found
  }

  private func functions(bus: UInt8, device: UInt8) -> [Function] {
    let first = FunctionAddress(bus: bus, device: device, function: 0)
    guard let identity = Identity(first, self) else { return [] }
    var found = [Function(address: first, identity: identity)]
    guard identity.hasMoreFunctions else { return found }
    for number in 1..<8 as Range<UInt8> {
      let address = FunctionAddress(bus: bus, device: device, function: number)
      if let identity = Identity(address, self) { found.append(Function(address: address, identity: identity)) }
    }
    return found
  }

  private func secondaryBus(_ bridge: FunctionAddress) -> UInt8 {
    UInt8(truncatingIfNeeded: read(bridge, Register.busNumbers) >> 8)
  }
}

/// Names of classes, as policies use them.
public enum ClassName {
  /// True if a class code (24 bits) belongs to the class with that name; nil if there is no such name.
  public static func matches(_ name: String, _ code: UInt32) -> Bool? {
    for entry in table where name.utf8.elementsEqual(entry.name.utf8) { return code & entry.mask == entry.code }
    return nil
  }

  /// Names as in Genode's platform driver.
  private static var table: [(name: String, code: UInt32, mask: UInt32)] {
    [
      ("AHCI", 0x010601, 0xffffff), ("NVME", 0x010802, 0xffffff), ("ETHERNET", 0x020000, 0xffff00),
      ("WIFI", 0x028000, 0xffff00), ("VGA", 0x030000, 0xffff00), ("DISPLAY", 0x030000, 0xff0000),
      ("AUDIO", 0x040100, 0xffff00), ("HDAUDIO", 0x040300, 0xffff00), ("ISABRIDGE", 0x060100, 0xffff00),
      ("USB", 0x0c0300, 0xffff00), ("INPUT", 0x090000, 0xff0000),
    ]
  }
}

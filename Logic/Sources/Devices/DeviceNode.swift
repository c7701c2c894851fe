// Devices as nodes of the report `devices`, and of what each driver sees.

import HID
import PCI

extension DeviceDescription {
  /// `+ device pci-0:4.0 | type: pci` with what it has. Addresses of memory are not in it: drivers do not need them.
  public var node: Node {
    var node = Node("device")
    node.set("name", name)
    node.set("type", function == nil ? "platform" : "pci")
    if let identity = function?.identity { node.append(identity.node) }
    for range in memory { node.append(Self.range("io_mem", bar: range.bar, range.size)) }
    for range in ports { node.append(Self.ports(range)) }
    for interrupt in interrupts { node.append(interrupt.node) }
    for property in properties { node.append(Self.property(property.name, property.value)) }
    return node
  }

  private static func range(_ type: String, bar: Int?, _ size: UInt64) -> Node {
    var node = Node(type)
    if let bar { node.set("bar", "\(bar)") }
    node.set("size", "0x" + String(size, radix: 16))
    return node
  }

  private static func ports(_ range: DevicePorts) -> Node {
    var node = Node("io_port")
    if let bar = range.bar { node.set("bar", "\(bar)") }
    node.set("base", "0x" + String(range.first, radix: 16))
    node.set("size", "0x" + String(range.count, radix: 16))
    return node
  }

  private static func property(_ name: String, _ value: UInt64) -> Node {
    var node = Node("property")
    node.set("name", name)
    node.set("value", "\(value)")
    return node
  }
}

extension DeviceInterrupt {
  /// `wire`, `msi` or `msi-x`.
  public var kind: String {
    switch self {
    case .wire: "wire"
    case .message: "msi"
    case .messages: "msi-x"
    }
  }

  fileprivate var node: Node {
    var node = Node("irq")
    node.set("type", kind)
    return node
  }
}

extension Identity {
  fileprivate var node: Node {
    var node = Node("pci-config")
    node.set("vendor", Self.hexadecimal(UInt32(vendor), digits: 4))
    node.set("device", Self.hexadecimal(UInt32(device), digits: 4))
    node.set("class", Self.hexadecimal(classCode, digits: 6))
    node.set("revision", Self.hexadecimal(UInt32(revision), digits: 2))
    node.set("sub_vendor", Self.hexadecimal(UInt32(subsystemVendor), digits: 4))
    node.set("sub_device", Self.hexadecimal(UInt32(subsystem), digits: 4))
    return node
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}

extension UInt32 {
  /// `0x` and hexadecimal digits, or decimal ones; nil for anything else and for what does not fit.
  public static func parseIdentifier(_ text: String) -> UInt32? {
    let bytes = Array(text.utf8)
    let isHexadecimal = bytes.count > 2 && bytes[0] == 48 && bytes[1] | 0x20 == 120
    guard !bytes.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in bytes.dropFirst(isHexadecimal ? 2 : 0) {
      guard let digit = digit(byte), digit < (isHexadecimal ? 16 : 10) else { return nil }
      value = value * (isHexadecimal ? 16 : 10) + digit
      guard value <= UInt64(UInt32.max) else { return nil }
    }
    return UInt32(value)
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 65...70: UInt64(byte - 55)
    case 97...102: UInt64(byte - 87)
    default: nil
    }
  }
}

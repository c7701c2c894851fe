// Which devices a policy grants:
//
//     + policy | label: vga_display
//       + pci | class: VGA                          all conditions of a node must hold
//       + pci | vendor_id: 0x1af4 | device_id: 0x1050
//       + device PS2                                a device by its name
//       + pci | class: DISPLAY | dma: no            it is kept from accessing memory by itself
//
// A node without conditions grants nothing, and neither does one with a condition that is not understood.

import HID
import PCI

extension DeviceDescription {
  /// Does a policy grant this device?
  public func isGranted(by policy: Node) -> Bool {
    for node in policy.nodes where isNamed(by: node) { return true }
    return false
  }

  static func hasCondition(_ node: Node) -> Bool {
    for attribute in node.attributes where !attribute.tag.isSame(as: "dma") { return true }
    return false
  }

  /// May the device access memory by itself, as its driver tells it? (Interrupts by messages are such accesses.) The first node that grants it decides.
  public func accessesMemory(by policy: Node) -> Bool {
    for node in policy.nodes where isNamed(by: node) {
      return node.attribute("dma").map { !$0.isSame(as: "no") } ?? true
    }
    return false
  }

  private func isNamed(by node: Node) -> Bool {
    if node.type.isSame(as: "device") { return node.name?.isSame(as: name) == true }
    guard node.type.isSame(as: "pci"), let identity = function?.identity, Self.hasCondition(node) else { return false }
    for attribute in node.attributes {
      switch PCICondition(attribute) {
      case .isClass(let name): if ClassName.matches(name, identity.classCode) != true { return false }
      case .vendor(let vendor): if UInt32(identity.vendor) != vendor { return false }
      case .device(let device): if UInt32(identity.device) != device { return false }
      case .memory: continue
      case nil: return false
      }
    }
    return true
  }
}

private enum PCICondition {
  case isClass(String)
  case vendor(UInt32)
  case device(UInt32)
  /// No condition, but what it may do.
  case memory

  /// Nil if it is not understood.
  init?(_ attribute: Attribute) {
    if attribute.tag.isSame(as: "class"), ClassName.matches(attribute.value, 0) != nil {
      self = .isClass(attribute.value)
    } else if attribute.tag.isSame(as: "vendor_id"), let vendor = UInt32.parseIdentifier(attribute.value) {
      self = .vendor(vendor)
    } else if attribute.tag.isSame(as: "device_id"), let device = UInt32.parseIdentifier(attribute.value) {
      self = .device(device)
    } else if attribute.tag.isSame(as: "dma"), attribute.value.isSame(as: "no") || attribute.value.isSame(as: "yes") {
      self = .memory
    } else {
      return nil
    }
  }
}

/// What is wrong in the platform driver's configuration.
public enum DevicePolicy {
  public static func complaints(about configuration: Node) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for policy in configuration.nodes where policy.type.isSame(as: "policy") || policy.type.isSame(as: "default-policy") {
      for node in policy.nodes { found += complaints(node) }
    }
    return found
  }

  private static func complaints(_ node: Node) -> [Diagnostic] {
    if node.type.isSame(as: "device") {
      return node.name == nil ? [Diagnostic(node.position, "which device? \"+ device PS2\"")] : []
    }
    guard node.type.isSame(as: "pci") else {
      return [Diagnostic(node.position, "a policy names devices by \"+ device\" or \"+ pci\", not by \"\(node.type)\"")]
    }
    if !DeviceDescription.hasCondition(node) {
      return [Diagnostic(node.position, "which PCI devices? \"+ pci | class: VGA\", or by vendor_id and device_id")]
    }
    return node.attributes.filter { PCICondition($0) == nil }.map {
      Diagnostic($0.position, "\"\($0.tag): \($0.value)\" is no condition for PCI devices: this node grants nothing")
    }
  }
}

// What a platform policy's devices are: whether they can access memory, and which attacker speaks through them.

import HID
import SecurityReport

enum DeviceEntries {
  /// "pci ETHERNET", "pci 0x1af4:0x1052", "PS2".
  static func name(_ node: Node) -> String {
    guard node.type == "pci" else { return node.name ?? node.type }
    if let vendor = node.attribute("vendor_id") { return "pci \(vendor):\(node.attribute("device_id") ?? "*")" }
    return "pci \(node.attribute("class") ?? "*")"
  }

  /// PCI devices are bus masters unless the policy says otherwise; the others are named because they are not.
  static func reachesMemory(_ node: Node) -> Bool {
    if node.attribute("dma") == "no" { return false }
    return node.type == "pci" || (node.name ?? "").hasPrefix("pci")
  }

  /// Where bytes of the world come in: at the drivers of such devices.
  static func attackers(_ devices: [DeviceLink]) -> [Attacker] {
    var entries: [String: Set<String>] = [:]
    for device in devices {
      guard let name = attacker(device.device) else { continue }
      entries[name, default: []].insert(device.driver)
    }
    return entries.keys.sorted().map { Attacker($0, entries: (entries[$0] ?? []).sorted()) }
  }

  private static func attacker(_ device: String) -> String? {
    let classes = [
      "ETHERNET": "network", "WIFI": "network", "USB": "usb", "AHCI": "disk", "NVME": "disk", "HDAUDIO": "sound",
      "AUDIO": "sound",
      "INPUT": "input",
    ]
    if device == "PS2" { return "input" }
    guard device.hasPrefix("pci ") else { return nil }
    let words = device.dropFirst(4).split(separator: ":").map(String.init)
    if words.count == 1 { return classes[words[0]] }
    return number(words[0]) == 0x1af4 ? number(words[1]).flatMap { virtio($0) } : nil
  }

  private static func number(_ text: String) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }

  /// Virtual I/O Device Version 1.2: section 5 numbers the types of devices, of which 4.1.2.1 makes PCI device IDs.
  private static func virtio(_ identifier: Int) -> String? {
    switch identifier {
    case 0x1041, 0x1000: "network"
    case 0x1042, 0x1001: "disk"
    case 0x1052: "input"
    case 0x1059: "sound"
    default: nil
    }
  }
}

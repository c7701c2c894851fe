// Telling whether something looks different from before, without keeping what it looked like.

import Geometry

/// A number for content (FNV-1a, 64 bits). Different content has different numbers, but for accidents that nobody can
/// profit from: all that depends on it is whether one's own window is drawn anew.
public struct Fingerprint {
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  public init() {}

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

  public mutating func add(_ number: UInt64) {
    value = (value ^ number) &* 0x100_0000_01b3
    value ^= value >> 29
  }

  public mutating func add(_ number: Int32) { add(UInt64(truncatingIfNeeded: number)) }
  public mutating func add(_ flag: Bool) { add(flag ? 1 : 2 as UInt64) }

  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    add(0xff as UInt8)
  }
}

extension Element.Kind {
  /// All that is seen of it; not of what it contains.
  func describe(_ fingerprint: inout Fingerprint) {
    switch self {
    case .text(let content):
      fingerprint.add(content.text)
      fingerprint.add(UInt64(content.role.rawValue) << 8 | UInt64(content.tint.rawValue))
    case .icon(let icon, let tint): fingerprint.add(UInt64(icon.rawValue) << 8 | UInt64(tint.rawValue))
    case .button(let content):
      fingerprint.add(content.label)
      fingerprint.add(UInt64(content.style.rawValue) << 16 | UInt64(content.icon?.rawValue ?? 0xff))
      fingerprint.add(content.message == nil)
    case .toggle(let content):
      fingerprint.add(content.label)
      fingerprint.add(content.isOn)
      fingerprint.add(content.message == nil)
    case .choice(let content):
      for label in content.labels { fingerprint.add(label) }
      fingerprint.add(UInt64(truncatingIfNeeded: content.selected))
    case .field(let content):
      fingerprint.add(content.text)
      fingerprint.add(content.placeholder)
    case .meter(let content):
      fingerprint.add(content.value)
      fingerprint.add(UInt64(content.tint.rawValue))
    case .dots(let content):
      fingerprint.add(UInt64(truncatingIfNeeded: content.count))
      fingerprint.add(content.isActive)
    case .custom(let content): fingerprint.add(content.version)
    case .card(let content, _): fingerprint.add(UInt64(content.style.rawValue))
    case .row(let content, _): fingerprint.add(content.isSelected)
    case .separator, .spacer, .stack, .board, .scroll, .modal: break
    }
  }
}

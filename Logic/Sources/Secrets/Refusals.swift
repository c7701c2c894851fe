// Whom the person said no to. A component chooses the last part of its sessions' labels, so a no holds for all sessions of the
// component: otherwise it would ask again under another name, for ever.

import HID

public struct Refusals: Sendable {
  private var components: [String] = []

  public init() {}

  public mutating func add(_ label: String) {
    if !contains(label) { components.append(label.firstLabelElement) }
  }

  public func contains(_ label: String) -> Bool {
    let component = label.firstLabelElement
    return components.contains { $0.isSame(as: component) }
  }

  public mutating func removeAll() { components = [] }
}

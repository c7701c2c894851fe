// Whom the person said no to. A component chooses the last part of its sessions' labels, so a no holds for all sessions of the
// component: otherwise it would ask again under another name, for ever.

public struct Refusals: Sendable {
  private var origins: [[UInt8]] = []

  public init() {}

  public mutating func add(_ label: String) {
    if !contains(label) { origins.append(Self.origin(label)) }
  }

  public func contains(_ label: String) -> Bool {
    let origin = Self.origin(label)
    return origins.contains { $0 == origin }
  }

  public mutating func removeAll() { origins = [] }

  /// What the parent put before the first " -> ".
  private static func origin(_ label: String) -> [UInt8] {
    let (bytes, arrow) = (Array(label.utf8), [32, 45, 62, 32] as [UInt8])
    var end = 0
    while end < bytes.count, !bytes[end...].starts(with: arrow) { end += 1 }
    return Array(bytes[..<end])
  }
}

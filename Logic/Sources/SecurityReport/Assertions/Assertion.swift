// What a scenario requires of itself.

import HID

/// One `assert` node.
public struct Assertion: Equatable, Sendable {
  public enum Claim: Equatable, Sendable {
    /// No way from an attacker, or a component, to an asset or a component; with `bugs`: none with so few mistakes.
    case cannotReach(from: String, to: String, bugs: Int?)
    /// A hostile component cannot do that to an asset, or a component's data.
    case cannot(Influence, from: String, to: String)
    /// At most so many lines, or components, are trusted.
    case trustedLines(of: String, Objective, below: Int)
    case trustedComponents(of: String, Objective, below: Int)
  }

  public let claim: Claim
  public let assumptions: Assumptions
  public let position: Position

  public init(_ claim: Claim, assuming assumptions: Assumptions = [], at position: Position = Position(line: 0, column: 0)) {
    self.claim = claim
    self.assumptions = assumptions
    self.position = position
  }

  /// It can only be told from programs that were built.
  public var needsSizes: Bool {
    if case .trustedLines = claim { return true }
    return false
  }

  /// As the scenario says it.
  public var text: String {
    var text: String
    switch claim {
    case .cannotReach(let from, let to, let bugs):
      text = "cannot: reach | from: \(from) | to: \(to)" + (bugs.map { " | bugs: \($0)" } ?? "")
    case .cannot(let influence, let from, let to):
      text = "cannot: \(Self.word(influence)) | from: \(from) | to: \(to)"
    case .trustedLines(let of, let objective, let below):
      text = "trusted-lines-of: \(of) | objective: \(objective.rawValue) | below: \(below)"
    case .trustedComponents(let of, let objective, let below):
      text = "trusted-components-of: \(of) | objective: \(objective.rawValue) | below: \(below)"
    }
    if assumptions.contains(.iommu) { text += " | assuming: iommu" }
    if assumptions.contains(.noConsent) { text += " | unless: consent" }
    return text
  }

  private static func word(_ influence: Influence) -> String {
    if influence == .sees { return "see" }
    return influence == .alters ? "alter" : "deny"
  }
}

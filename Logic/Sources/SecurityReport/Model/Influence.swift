// What one component can do to another one's data and work, and the three objectives that this endangers.

/// What somebody who is hostile could do to somebody else. The bits are those of `RPC.Influence`.
public struct Influence: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It learns the other's data.
  public static let sees = Influence(rawValue: 1)
  /// It falsifies data that the other relies on.
  public static let alters = Influence(rawValue: 2)
  /// It refuses or delays what the other needs.
  public static let denies = Influence(rawValue: 4)
  public static let all: Influence = [.sees, .alters, .denies]

  /// By its name in the interfaces' declarations.
  public init?(word: String) {
    switch word {
    case "sees": self = .sees
    case "alters": self = .alters
    case "denies": self = .denies
    default: return nil
    }
  }
}

/// What can be lost.
public enum Objective: String, CaseIterable, Sendable {
  case confidentiality, integrity, availability

  /// The influence that endangers it at once.
  public var influence: Influence {
    switch self {
    case .confidentiality: .sees
    case .integrity: .alters
    case .availability: .denies
    }
  }

  /// C, I, A.
  public var letter: String { rawValue.prefix(1).uppercased() }
}

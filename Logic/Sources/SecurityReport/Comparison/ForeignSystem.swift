// Another system that does the same job, in numbers: the files that run there, their code in bytes, and their linked lines where
// debug information says them. Where it does not, lines are estimated from the bytes, at the rate of those files of the same
// system of which both are known. Estimates are only ever shown with two digits.

/// A kernel, program or library of that system.
public struct ForeignFile: Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable { case kernel, program, library }

  public let name: String
  public let kind: Kind
  /// The size of its executable sections.
  public let codeBytes: Int
  /// Distinct statement lines; nil: its debug information is not there.
  public let measuredLines: Int?

  public init(_ name: String, _ kind: Kind, codeBytes: Int, measuredLines: Int? = nil) {
    self.name = name
    self.kind = kind
    self.codeBytes = codeBytes
    self.measuredLines = measuredLines
  }
}

/// Lines of several files together.
public struct ForeignSize: Equatable, Sendable {
  public let files: Int
  public let codeBytes: Int
  /// Rounded if it is an estimate.
  public let lines: Int
  public let isEstimate: Bool
}

public struct ForeignSystem: Equatable, Sendable {
  public let name: String
  /// Sorted by kind, then by name.
  public let files: [ForeignFile]
  /// Files with debug information, from which the rate comes; they may be among `files`.
  public let references: [ForeignFile]

  /// - Parameter references: nil: those of the files whose lines were measured.
  public init(_ name: String, files: [ForeignFile], references: [ForeignFile]? = nil) {
    self.name = name
    let order = ForeignFile.Kind.allCases
    self.files = files.sorted { (order.firstIndex(of: $0.kind) ?? 0, $0.name) < (order.firstIndex(of: $1.kind) ?? 0, $1.name) }
    self.references = references ?? files.filter { $0.measuredLines != nil }
  }

  /// Bytes of code and lines that are known of the same files.
  public var rate: (bytes: Int, lines: Int) {
    references.reduce((0, 0)) { ($0.0 + $1.codeBytes, $0.1 + ($1.measuredLines ?? 0)) }
  }

  /// Nil if nothing of that kind runs there, or there is nothing to estimate from.
  public func size(_ kinds: Set<ForeignFile.Kind>) -> ForeignSize? {
    let chosen = files.filter { kinds.contains($0.kind) }
    let unknown = chosen.filter { $0.measuredLines == nil }.reduce(0) { $0 + $1.codeBytes }
    guard !chosen.isEmpty, unknown == 0 || rate.lines > 0 else { return nil }
    let known = chosen.reduce(0) { $0 + ($1.measuredLines ?? 0) }
    let bytes = chosen.reduce(0) { $0 + $1.codeBytes }
    guard unknown > 0 else { return ForeignSize(files: chosen.count, codeBytes: bytes, lines: known, isEstimate: false) }
    let estimate = known + unknown * rate.lines / max(1, rate.bytes)
    return ForeignSize(files: chosen.count, codeBytes: bytes, lines: Self.rounded(estimate), isEstimate: true)
  }

  /// To two digits.
  public static func rounded(_ number: Int) -> Int {
    var unit = 1
    while number / unit >= 100 { unit *= 10 }
    return (number + unit / 2) / unit * unit
  }
}

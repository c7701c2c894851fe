// Lines of source text, file by file: what programs have in common is counted once in a union.

/// A set of lines of source files.
public struct LineSet: Equatable, Sendable {
  /// Line numbers from 1 on, by the file's path from the repository's root on (or as the compiler names it, if it lies outside).
  private var numbers: [String: Set<Int>] = [:]

  public init() {}

  public mutating func insert(_ line: Int, of file: String) { numbers[file, default: []].insert(line) }

  public mutating func formUnion(_ other: LineSet) { numbers.merge(other.numbers) { $0.union($1) } }

  public var count: Int { numbers.values.reduce(0) { $0 + $1.count } }

  /// The files that have at least one line here, sorted.
  public var files: [String] { numbers.keys.sorted() }

  /// The lines of one file, sorted.
  public func lines(of file: String) -> [Int] { (numbers[file] ?? []).sorted() }

  public func contains(_ line: Int, of file: String) -> Bool { numbers[file]?.contains(line) ?? false }
}

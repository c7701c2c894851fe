// How complex a program, or several together, is. Everything is kept by file or by program, so that the union of programs
// counts what they share once.

/// One source file that a program was made of.
public struct SourceFile: Equatable, Sendable {
  public enum Language: String, Sendable { case swift, c, assembly }

  public let language: Language
  /// Lines that are neither blank nor only a comment.
  public let lines: Int
  /// Expressions marked `unsafe`.
  public let unsafeExpressions: Int
  /// Whose code it is, if not this project's: the library's name and version.
  public let thirdParty: String?

  public init(_ language: Language, lines: Int, unsafeExpressions: Int = 0, thirdParty: String? = nil) {
    self.language = language
    self.lines = lines
    self.unsafeExpressions = unsafeExpressions
    self.thirdParty = thirdParty
  }
}

/// What a program is made of.
public struct ComponentSize: Equatable, Sendable {
  /// Distinct statement lines that the program's debug information names: dead code is not among them.
  public var linkedLines = LineSet()
  /// The source files of the modules that it links, by path.
  public var sources: [String: SourceFile] = [:]
  /// Bytes of the program's code and data, by program.
  public var binaries: [String: Int] = [:]
  /// Bytes of the program's instructions, and those of them that no line of source stands behind: they come from the Swift
  /// standard library, which is compiled already, or from the compiler itself.
  public var code: [String: Int] = [:]
  public var codeWithoutLines: [String: Int] = [:]

  public init() {}

  public mutating func formUnion(_ other: ComponentSize) {
    linkedLines.formUnion(other.linkedLines)
    sources.merge(other.sources) { mine, _ in mine }
    binaries.merge(other.binaries) { mine, _ in mine }
    code.merge(other.code) { mine, _ in mine }
    codeWithoutLines.merge(other.codeWithoutLines) { mine, _ in mine }
  }

  public var totals: SizeTotals { SizeTotals(self) }
}

/// A size in numbers.
public struct SizeTotals: Equatable, Sendable {
  public let linkedLines: Int
  public let sourceLines: Int
  public let unsafeExpressions: Int
  /// Of the source lines, those in C, and those in assembly.
  public let cLines: Int
  public let assemblyLines: Int
  public let binaryBytes: Int
  public let codeBytes: Int
  public let codeBytesWithoutLines: Int
  /// Libraries that are not this project's own, sorted.
  public let thirdParty: [String]

  public init(_ size: ComponentSize) {
    let files = size.sources.values
    func lines(_ isCounted: (SourceFile) -> Bool) -> Int { files.filter(isCounted).reduce(0) { $0 + $1.lines } }
    linkedLines = size.linkedLines.count
    sourceLines = lines { _ in true }
    cLines = lines { $0.language == .c }
    assemblyLines = lines { $0.language == .assembly }
    unsafeExpressions = files.reduce(0) { $0 + $1.unsafeExpressions }
    binaryBytes = size.binaries.values.reduce(0, +)
    codeBytes = size.code.values.reduce(0, +)
    codeBytesWithoutLines = size.codeWithoutLines.values.reduce(0, +)
    thirdParty = Set(files.compactMap(\.thirdParty)).sorted()
  }
}

/// The sizes of programs, by their names ("kernel", "core", "init", "gui", ...).
public struct ProgramSizes: Sendable {
  private let sizes: [String: ComponentSize]

  public init(_ sizes: [String: ComponentSize]) { self.sizes = sizes }

  public subscript(program: String) -> ComponentSize? { sizes[program] }

  /// All of these programs together, each counted once.
  public func union(of programs: some Sequence<String>) -> ComponentSize {
    var sum = ComponentSize()
    for program in Set(programs).sorted() { sum.formUnion(sizes[program] ?? ComponentSize()) }
    return sum
  }
}

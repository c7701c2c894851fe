// What a source file consists of: lines with code on them, and expressions that are marked `unsafe`. It reads as the languages'
// own scanners do, as far as that takes to tell code from comments and texts: Swift's nested comments, raw and multi-line
// strings with code in them (The Swift Programming Language, "Lexical Structure"); C's and the assembler's comments.

public struct SourceText {
  public enum Language: Sendable { case swift, c, assembly }

  /// Lines that are neither blank nor only a comment.
  public private(set) var codeLines = 0
  /// Expressions marked `unsafe`; the attribute `@unsafe` and `unowned(unsafe)` are none.
  public private(set) var unsafeExpressions = 0

  private let bytes: [UInt8]
  private let language: Language
  private var position = 0
  private var lineHasCode = false
  /// The last byte of code that was not blank.
  private var before: UInt8 = 0

  public init(_ text: String, _ language: Language) {
    (bytes, self.language) = (Array(text.utf8), language)
    while position < bytes.count { element() }
    endLine()
  }

  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private func starts(with text: StaticString) -> Bool { hasAhead(Array("\(text)".utf8)) }

  private func hasAhead(_ wanted: [UInt8]) -> Bool { bytes[min(position, bytes.count)...].starts(with: wanted) }

  private mutating func endLine() {
    if lineHasCode { codeLines += 1 }
    lineHasCode = false
  }

  /// Passes one byte, of code or of what is no code.
  private mutating func pass(isCode: Bool) {
    let byte = next
    position += 1
    if byte == UInt8(ascii: "\n") { return endLine() }
    guard isCode, byte > UInt8(ascii: " ") else { return }
    (lineHasCode, before) = (true, byte)
  }

  private mutating func pass(_ count: Int, isCode: Bool) { for _ in 0..<count { pass(isCode: isCode) } }

  /// A comment, a string, a word or one other byte.
  private mutating func element() {
    if starts(with: "//") || isAssemblyComment { return lineComment() }
    if starts(with: "/*") { return blockComment() }
    if next == UInt8(ascii: "\"") || startsRawString { return string() }
    if language == .c, next == UInt8(ascii: "'") { return quoted(UInt8(ascii: "'")) }
    if Self.isWord(next) { return word() }
    pass(isCode: true)
  }

  // MARK: - Comments

  /// "#" starts a comment, but not at the start of a line for the preprocessor.
  private var isAssemblyComment: Bool {
    guard language == .assembly, next == UInt8(ascii: "#") else { return false }
    if lineHasCode { return true }
    let rest = bytes[(position + 1)...].drop { $0 == UInt8(ascii: " ") }
    return !Self.directives.contains { rest.starts(with: $0.utf8) }
  }

  private static let directives = ["define", "undef", "include", "if", "elif", "else", "endif", "error", "pragma", "line"]

  private mutating func lineComment() {
    while position < bytes.count, next != UInt8(ascii: "\n") { pass(isCode: false) }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if starts(with: "*/") {
        depth -= 1
        pass(2, isCode: false)
      } else if starts(with: "/*"), depth == 0 || language == .swift {
        depth += 1
        pass(2, isCode: false)
      } else {
        pass(isCode: false)
      }
    } while depth > 0 && position < bytes.count
  }

  // MARK: - Strings

  private var hashes: Int { bytes[min(position, bytes.count)...].prefix { $0 == UInt8(ascii: "#") }.count }

  private var startsRawString: Bool {
    let count = hashes
    return language == .swift && count > 0 && position + count < bytes.count && bytes[position + count] == UInt8(ascii: "\"")
  }

  private mutating func string() {
    guard language == .swift else { return quoted(UInt8(ascii: "\"")) }
    let hashes = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
    pass(hashes.count, isCode: true)
    let isMultiline = starts(with: "\"\"\"")
    let end = [UInt8](repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1) + hashes
    pass(isMultiline ? 3 : 1, isCode: true)
    let escape = [UInt8(ascii: "\\")] + hashes
    while position < bytes.count {
      if hasAhead(end) { return pass(end.count, isCode: true) }
      if next == UInt8(ascii: "\n"), !isMultiline { return }  // no valid Swift: the string ends here
      if hasAhead(escape + [UInt8(ascii: "(")]) {
        pass(escape.count, isCode: true)
        interpolation()
      } else if hasAhead(escape) {
        pass(escape.count, isCode: true)
        // The byte behind it ends nothing.
        pass(isCode: true)
      } else {
        pass(isCode: true)
      }
    }
  }

  /// Code in parentheses.
  private mutating func interpolation() {
    var depth = 0
    repeat {
      if next == UInt8(ascii: "(") { depth += 1 }
      if next == UInt8(ascii: ")") { depth -= 1 }
      element()
    } while depth > 0 && position < bytes.count
  }

  /// C's and the assembler's strings and characters, which end with the line at the latest.
  private mutating func quoted(_ quote: UInt8) {
    pass(isCode: true)
    while position < bytes.count, next != UInt8(ascii: "\n") {
      let isEnd = next == quote
      if next == UInt8(ascii: "\\") { pass(isCode: true) }
      if position < bytes.count { pass(isCode: true) }
      if isEnd { return }
    }
  }

  // MARK: - Words

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "`"), 0x80...:
      true
    default: false
    }
  }

  private mutating func word() {
    let (start, previous) = (position, before)
    while Self.isWord(next) { pass(isCode: true) }
    guard language == .swift, bytes[start..<position].elementsEqual("unsafe".utf8) else { return }
    let following = bytes[position...].first { $0 > UInt8(ascii: " ") } ?? 0
    let isName = previous == UInt8(ascii: "@") || previous == UInt8(ascii: ".") || following == UInt8(ascii: ":")
    if !isName, following != UInt8(ascii: ")"), following != UInt8(ascii: ",") { unsafeExpressions += 1 }
  }
}

// Reading interfaces' declarations (System/Sessions) from their source text. It knows exactly the forms that are used there, and
// fails on anything else that declares a method, rather than leave it out:
//
//     public enum Timer: SessionInterface {
//       public static var name: StaticString { "Timer" }
//       public static var clientInfluence: Influence { .sees | .alters }
//       public static var elapsed: Method<Timer, Nothing, UInt64> { Method(1, .alters) }
//     }

/// One method, as declared.
public struct DeclaredMethod: Equatable, Sendable {
  public let name: String
  public let arguments: String
  public let result: String
  public let opcode: Int
  public let influence: Influence
}

/// One interface, as declared.
public struct DeclaredInterface: Equatable, Sendable {
  public let type: String
  /// Under which sessions of it are asked for; nil only while it is being read.
  public internal(set) var service: String?
  public internal(set) var clientInfluence: Influence = []
  public internal(set) var isAboutClient = false
  public internal(set) var methods: [DeclaredMethod] = []
  public let isSession: Bool
}

public struct InterfaceReadingError: Error, Equatable, CustomStringConvertible {
  public let file: String
  public let line: Int
  public let message: String
  public var description: String { "\(file):\(line): \(message)" }
}

public struct InterfaceReader {
  private let file: String
  private var line = 0
  private var current: DeclaredInterface?
  /// How many braces within the interface are open: members of its own stand outside of all of them.
  private var depth = 0
  private var found: [DeclaredInterface] = []

  private init(_ file: String) { self.file = file }

  /// - Parameter file: for errors.
  public static func read(_ text: String, file: String) throws(InterfaceReadingError) -> [DeclaredInterface] {
    var reader = InterfaceReader(file)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      reader.line += 1
      try reader.read(Tokens(line))
    }
    guard reader.current == nil else { throw reader.error("the interface has no end") }
    return reader.found
  }

  private func error(_ message: String) -> InterfaceReadingError {
    InterfaceReadingError(file: file, line: line, message: message)
  }

  private mutating func read(_ tokens: Tokens) throws(InterfaceReadingError) {
    if tokens.words.isEmpty { return }
    if let interface = interface(tokens) {
      guard current == nil else { throw error("an interface within an interface") }
      current = interface
    } else if current != nil {
      try readMember(tokens)
    } else if tokens.words.contains("Method") {
      throw error("a method outside of an interface")
    }
  }

  /// `public enum NAME: SessionInterface {`
  private func interface(_ tokens: Tokens) -> DeclaredInterface? {
    let words = tokens.words.filter { $0 != "public" }
    guard words.count == 5, words[0] == "enum", words[2] == ":", words[4] == "{" else { return nil }
    guard words[3] == "SessionInterface" || words[3] == "Interface" else { return nil }
    return DeclaredInterface(type: words[1], isSession: words[3] == "SessionInterface")
  }

  private mutating func readMember(_ tokens: Tokens) throws(InterfaceReadingError) {
    let outer = depth
    depth += tokens.words.reduce(0) { $0 + ($1 == "{" ? 1 : $1 == "}" ? -1 : 0) }
    if depth < 0 { return try close() }
    if outer > 0 {
      if tokens.words.contains("Method") { throw error("a method within something else") }
      return
    }
    let words = tokens.words.filter { $0 != "public" }
    guard words.count > 4, words[0] == "static", words[1] == "var", words[3] == ":" else {
      if words.contains("Method") { throw error("a method that is not `static var NAME: Method<...> { Method(...) }`") }
      return
    }
    switch words[2] {
    case "name":
      let service = try text(words)
      current?.service = service
    case "clientInfluence":
      let sum = try influence(words[...], from: 6)
      current?.clientInfluence = sum
    case "isAboutClient":
      let flag = try flag(words)
      current?.isAboutClient = flag
    default:
      guard words.contains("Method") else { return }
      let method = try method(words)
      current?.methods.append(method)
    }
  }

  private mutating func close() throws(InterfaceReadingError) {
    guard let interface = current else { return }
    if interface.service == nil { throw error("\(interface.type) has no `static var name: StaticString { \"...\" }`") }
    if interface.methods.isEmpty, interface.isSession { throw error("\(interface.type) has no method that could be read") }
    found.append(interface)
    current = nil
    depth = 0
  }

  private func text(_ words: [String]) throws(InterfaceReadingError) -> String {
    guard words.count == 8, words[4] == "StaticString", words[6].hasPrefix("\""), words[7] == "}" else {
      throw error("expected `static var name: StaticString { \"...\" }`")
    }
    return String(words[6].dropFirst().dropLast())
  }

  private func flag(_ words: [String]) throws(InterfaceReadingError) -> Bool {
    guard words.count == 8, words[4] == "Bool", words[6] == "true" || words[6] == "false", words[7] == "}" else {
      throw error("expected `static var isAboutClient: Bool { true }`")
    }
    return words[6] == "true"
  }

  /// `static var NAME : Method < I , A , R > { Method ( 1 , .alters | .denies ) }`
  private func method(_ words: [String]) throws(InterfaceReadingError) -> DeclaredMethod {
    guard words[4] == "Method", words[5] == "<", let end = words.firstIndex(of: "{") else { throw notMethod }
    let types = Self.list(words[6..<end - 1])
    let body = words[(end + 1)...]
    guard types.count == 3, words[end - 1] == ">", body.count >= 5, Array(body.prefix(2)) == ["Method", "("],
      let opcode = Int(body[body.startIndex + 2]), body.last == "}", body.dropLast().last == ")"
    else { throw notMethod }
    let flags = body.dropFirst(3).dropLast(2)
    if flags.isEmpty {
      return DeclaredMethod(name: words[2], arguments: types[1], result: types[2], opcode: opcode, influence: .all)
    }
    guard flags.first == "," else { throw notMethod }
    let sum = try influence(flags.dropFirst())
    return DeclaredMethod(name: words[2], arguments: types[1], result: types[2], opcode: opcode, influence: sum)
  }

  private var notMethod: InterfaceReadingError {
    error("expected `static var NAME: Method<I, Arguments, Result> { Method(NUMBER, .sees | .alters | .denies) }` in one line")
  }

  private func influence(_ words: ArraySlice<String>, from start: Int) throws(InterfaceReadingError) -> Influence {
    guard words.count > start, words.last == "}" else { throw error("expected `{ .sees | .alters | .denies }`") }
    return try influence(words[start...].dropLast())
  }

  private func influence(_ words: ArraySlice<String>) throws(InterfaceReadingError) -> Influence {
    var sum: Influence = []
    for (index, word) in words.enumerated() {
      if index % 2 == 1, word == "|" { continue }
      guard index % 2 == 0, word.hasPrefix("."), let one = Influence(word: String(word.dropFirst())) else {
        throw error("expected .sees, .alters or .denies with | between them, found \"\(word)\"")
      }
      sum.insert(one)
    }
    guard words.count % 2 == 1 else { throw error("expected .sees, .alters or .denies with | between them") }
    return sum
  }

  /// What is between the commas of the outermost level.
  private static func list(_ words: ArraySlice<String>) -> [String] {
    var (depth, items) = (0, [""])
    for word in words {
      if word == "<" || word == "(" { depth += 1 }
      if word == ">" || word == ")" { depth -= 1 }
      if word == ",", depth == 0 { items.append("") } else { items[items.count - 1] += word }
    }
    return items
  }
}

/// The words of a line: names (with a leading dot), numbers, strings, and single punctuation marks; no comments.
private struct Tokens {
  private(set) var words: [String] = []

  init(_ line: Substring) {
    var rest = line
    while let first = rest.first {
      if first == " " || first == "\t" {
        rest.removeFirst()
      } else if rest.hasPrefix("//") {
        return
      } else if first == "\"" {
        let end = rest.dropFirst().firstIndex(of: "\"").map { rest.index(after: $0) } ?? rest.endIndex
        words.append(String(rest[..<end]))
        rest = rest[end...]
      } else {
        let length = max(1, Self.wordLength(rest))
        words.append(String(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
    }
  }

  private static func wordLength(_ text: Substring) -> Int {
    let dot = text.first == "." ? 1 : 0
    return dot + text.dropFirst(dot).prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count
  }
}

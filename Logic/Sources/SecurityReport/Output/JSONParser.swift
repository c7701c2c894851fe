// Reading JSON that `JSON.text` wrote, and other JSON without fractions (RFC 8259). Depth and errors are bounded: a report that
// somebody edited is refused with the place of the mistake.

public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Byte in the text.
  public let offset: Int
  public let expected: String
  public var description: String { "byte \(offset): expected \(expected)" }
}

public struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private static let deepest = 64

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.error("the end") }
    return value
  }

  private func error(_ expected: String) -> JSONError { JSONError(offset: position, expected: expected) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < Self.deepest else { throw error("at most \(Self.deepest) levels") }
    if take("{") { return try object(depth) }
    if take("[") { return try list(depth) }
    skipSpace()
    if next == UInt8(ascii: "\"") { return .text(try string()) }
    for (word, value) in [("null", JSON.null), ("true", .flag(true)), ("false", .flag(false))]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    return try number()
  }

  private mutating func object(_ depth: Int) throws(JSONError) -> JSON {
    var members: [(key: String, value: JSON)] = []
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let key = try string()
      guard take(":") else { throw error("\":\"") }
      members.append((key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw error("\",\" or \"}\"") }
    return .object(members)
  }

  private mutating func list(_ depth: Int) throws(JSONError) -> JSON {
    var items: [JSON] = []
    if take("]") { return .list([]) }
    repeat { items.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw error("\",\" or \"]\"") }
    return .list(items)
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    while let byte = next, byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) { position += 1 }
    guard let number = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw error("a value") }
    return .number(number)
  }

  private mutating func string() throws(JSONError) -> String {
    guard take("\"") else { throw error("\"\\\"\"") }
    var content: [UInt8] = []
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") { content += try escaped() } else { content.append(byte) }
    }
    throw error("the end of the text")
  }

  private mutating func escaped() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw error("an escape") }
    position += 1
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return [byte]
    case "n": return [0x0a]
    case "t": return [0x09]
    case "r": return [0x0d]
    case "b": return [0x08]
    case "f": return [0x0c]
    case "u":
      let end = min(position + 4, bytes.count)
      let digits = String(decoding: bytes[position..<end], as: UTF8.self)
      guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
        throw error("four hexadecimal digits of a character")
      }
      position = end
      return Array(String(Character(scalar)).utf8)
    default: throw error("an escape")
    }
  }
}

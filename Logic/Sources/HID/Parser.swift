// The strict parser: whatever is not HID is reported with its place, what was expected, and how to mend it; the parser
// goes on after a mistake, so that all of them are seen at once.

/// Something wrong with a text.
public struct Diagnostic: Sendable {
  public let position: Position
  public let message: String

  public init(_ position: Position, _ message: String) {
    self.position = position
    self.message = message
  }
}

/// What parsing a text came to: the top node, and everything wrong with the text. With mistakes the node holds the rest.
public struct ParseResult: Sendable {
  public let node: Node?
  public let diagnostics: [Diagnostic]
}

extension Node {
  /// Parses a document.
  public static func parse(_ text: [UInt8]) -> ParseResult {
    var parser = Parser()
    parser.parse(text)
    return parser.finish()
  }

  public static func parse(_ text: String) -> ParseResult { parse(Array(text.utf8)) }
}

struct Parser {
  /// A node that more can still be added to.
  private struct Open {
    var node: Node
    /// The column of its `+`, from 0; the top node's is -1.
    let column: Int
    let isDisabled: Bool
  }

  private var open: [Open] = []
  private var diagnostics: [Diagnostic] = []
  private var line = 0
  private var isClosed = false

  private mutating func complain(_ column: Int, _ message: String) {
    diagnostics.append(Diagnostic(Position(line: line, column: column + 1), message))
  }

  mutating func parse(_ text: [UInt8]) {
    for bytes in text.split(separator: 10, omittingEmptySubsequences: false) {
      line += 1
      parseLine(Array(bytes))
      if isClosed { break }
    }
  }

  mutating func finish() -> ParseResult {
    if open.isEmpty {
      complain(0, "the text is empty: it must start with the type of its top node, for example \"config\"")
      return ParseResult(node: nil, diagnostics: diagnostics)
    }
    if !isClosed { complain(0, "the end is missing: close the text with a line that has only \"-\"") }
    closeNodes(downTo: -1)
    return ParseResult(node: open[0].node, diagnostics: diagnostics)
  }

  /// Closes all nodes at or right of a column.
  private mutating func closeNodes(downTo column: Int) {
    while open.count > 1, let last = open.last, last.column >= column || column < 0 {
      open.removeLast()
      if !last.isDisabled { open[open.count - 1].node.nodes.append(last.node) }
    }
  }

  private mutating func parseLine(_ bytes: [UInt8]) {
    let indent = indentation(bytes)
    guard indent < bytes.count else { return }
    if let bad = bytes.firstIndex(where: { $0 < 32 }) {
      return complain(bad, "a control character (a tab?): indent with spaces, and end lines with a newline only")
    }
    if open.isEmpty { return parseTop(bytes, indent) }
    if indent == 0, bytes[0] == 45, bytes.dropFirst().allSatisfy({ $0 == 32 }) {
      isClosed = true
      return
    }
    if starts(bytes, at: indent, with: 46) { return }
    if starts(bytes, at: indent, with: 58) { return addContent(bytes, indent) }
    parseSegments(bytes, from: indent)
  }

  /// How many columns at the line's start say nothing: spaces, and bars that lead the eye down a branch.
  private func indentation(_ bytes: [UInt8]) -> Int {
    var index = 0
    while index < bytes.count, bytes[index] == 32 || starts(bytes, at: index, with: 124) { index += 1 }
    return index
  }

  private func starts(_ bytes: [UInt8], at index: Int, with byte: UInt8) -> Bool {
    bytes[index] == byte && (index + 1 == bytes.count || bytes[index + 1] == 32)
  }

  private mutating func addContent(_ bytes: [UInt8], _ indent: Int) {
    closeNodes(downTo: indent)
    open[open.count - 1].node.content.append(String(decoding: bytes.dropFirst(indent + 2), as: UTF8.self))
  }

  private mutating func parseTop(_ bytes: [UInt8], _ indent: Int) {
    if starts(bytes, at: indent, with: 46) { return }
    let segments = split(bytes, from: indent)
    let words = words(bytes, segments[0])
    let isNode = indent == 0 && !words.isEmpty && isIdentifier(words[0].text)
    if !isNode { complain(indent, "expected the type of the top node at the start of the line, for example \"config\"") }
    var node = Node(isNode ? words[0].text : "?", at: Position(line: line, column: 1))
    if isNode { name(&node, words) }
    open.append(Open(node: node, column: -1, isDisabled: false))
    for segment in segments.dropFirst() where parseSegment(bytes, segment) { return }
  }

  /// Ranges of what stands between bars, without the spaces around it.
  private func split(_ bytes: [UInt8], from start: Int) -> [Range<Int>] {
    var segments: [Range<Int>] = []
    var first = start
    for index in start...bytes.count where index == bytes.count || bytes[index] == 124 {
      var (low, high) = (first, index)
      while low < high, bytes[low] == 32 { low += 1 }
      while high > low, bytes[high - 1] == 32 { high -= 1 }
      segments.append(low..<high)
      first = index + 1
    }
    return segments
  }

  private mutating func parseSegments(_ bytes: [UInt8], from indent: Int) {
    let segments = split(bytes, from: indent)
    // Whatever the line starts with belongs to the last node further to the left.
    closeNodes(downTo: indent)
    for segment in segments where parseSegment(bytes, segment) { return }
  }

  /// True if the segment takes the rest of the line along: a comment, or raw content.
  private mutating func parseSegment(_ bytes: [UInt8], _ segment: Range<Int>) -> Bool {
    guard let first = segment.first else {
      complain(segment.lowerBound, "nothing between two bars: remove one of them")
      return false
    }
    let segmentBytes = Array(bytes[segment])
    if starts(segmentBytes, at: 0, with: 43) || starts(segmentBytes, at: 0, with: 120) {
      openNode(bytes, segment, isDisabled: bytes[first] == 120)
    } else if starts(segmentBytes, at: 0, with: 46) {
      return true
    } else if starts(segmentBytes, at: 0, with: 58) {
      open[open.count - 1].node.content.append(String(decoding: bytes.dropFirst(first + 2), as: UTF8.self))
      return true
    } else {
      addAttribute(segmentBytes, segment)
    }
    return false
  }

  private mutating func openNode(_ bytes: [UInt8], _ segment: Range<Int>, isDisabled: Bool) {
    let words = words(bytes, segment.lowerBound + 1..<segment.upperBound)
    guard let type = words.first, isIdentifier(type.text) else {
      return complain(segment.lowerBound, "expected the type of a node behind the sign, for example \"+ start timer\"")
    }
    var node = Node(type.text, at: Position(line: line, column: segment.lowerBound + 1))
    name(&node, words)
    open.append(Open(node: node, column: segment.lowerBound, isDisabled: isDisabled))
  }

  /// Words behind the type are the node's name.
  private mutating func name(_ node: inout Node, _ words: [(text: String, column: Int)]) {
    guard words.count > 1 else { return }
    var value = words[1].text
    for word in words.dropFirst(2) { value += " " + word.text }
    let position = Position(line: line, column: words[1].column + 1)
    node.attributes.append(Attribute(tag: "name", value: value, position: position))
    if value.utf8.last == 58 || words[1].text.utf8.last == 58 {
      complain(words[1].column, "an attribute must be set off by a bar: write \"+ type | tag: value\"")
    }
  }

  private func words(_ bytes: [UInt8], _ range: Range<Int>) -> [(text: String, column: Int)] {
    var result: [(text: String, column: Int)] = []
    var index = range.lowerBound
    while index < range.upperBound {
      var end = index
      while end < range.upperBound, bytes[end] != 32 { end += 1 }
      if end > index { result.append((String(decoding: bytes[index..<end], as: UTF8.self), index)) }
      index = end + 1
    }
    return result
  }

  private mutating func addAttribute(_ bytes: [UInt8], _ segment: Range<Int>) {
    guard let colon = bytes.firstIndex(of: 58), colon > 0 else {
      return complain(
        segment.lowerBound, "expected \"+ type\", \"tag: value\", \". comment\" or \": content\", found \"\(shown(bytes))\"")
    }
    let tag = String(decoding: bytes[..<colon], as: UTF8.self)
    guard isIdentifier(tag) else {
      return complain(segment.lowerBound, "\"\(tag)\" is not a name of an attribute: use letters, digits, \"_\" and \"-\"")
    }
    guard colon + 1 == bytes.count || bytes[colon + 1] == 32 else {
      return complain(segment.lowerBound + colon, "a space is missing behind \"\(tag):\"")
    }
    let value = String(decoding: bytes.dropFirst(colon + 1).drop { $0 == 32 }, as: UTF8.self)
    let position = Position(line: line, column: segment.lowerBound + 1)
    if open[open.count - 1].node.attribute(tag) != nil {
      complain(segment.lowerBound, "\"\(tag)\" is given twice: remove one of them")
    }
    open[open.count - 1].node.attributes.append(Attribute(tag: tag, value: value, position: position))
  }

  private func shown(_ bytes: [UInt8]) -> String { String(decoding: bytes.prefix(40), as: UTF8.self) }

  private func isIdentifier(_ text: String) -> Bool {
    guard !text.utf8.isEmpty else { return false }
    for byte in text.utf8 {
      let isLetter = byte | 32 >= 97 && byte | 32 <= 122
      guard isLetter || byte >= 48 && byte <= 57 || byte == 95 || byte == 45 || byte == 46 else { return false }
    }
    return true
  }
}

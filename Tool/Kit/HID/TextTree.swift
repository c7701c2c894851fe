// A document as its author wrote it: nodes, attributes, comments and raw content with their places in the text, so that an
// editor can change one thing and leave all others as they are. (`Node` in Logic/Sources/HID is what a document means.)
//
// Reads what the strict parser has accepted; of other texts it makes what it can.

/// A node with everything in it, in order.
final class TextNode {
  struct Attribute {
    let tag: String
    let value: String
    /// Where the value stands, without the spaces around it; empty behind the colon if there is none.
    let range: Range<Int>
  }

  enum Item {
    case node(TextNode)
    case content(String)
    case comment(String)
  }

  let type: String
  /// `+` or `x`; nil for the top node.
  let anchor: UInt8?
  let anchorPosition: Int
  let column: Int
  var attributes: [Attribute] = []
  var items: [Item] = []
  /// What is noted behind a bar and a dot on the node's line.
  var note: String?
  /// Where another attribute can be added.
  var end: Int

  init(_ type: String, anchor: UInt8?, at position: Int, column: Int, end: Int) {
    self.type = type
    self.anchor = anchor
    anchorPosition = position
    self.column = column
    self.end = end
  }

  var nodes: [TextNode] {
    items.compactMap { if case .node(let node) = $0 { node } else { nil } }
  }

  func attribute(_ tag: String) -> Attribute? { attributes.first { $0.tag == tag } }
}

struct TextTreeReader {
  private let text: [UInt8]
  private var open: [TextNode] = []

  /// The top node; nil if there is none.
  static func read(_ text: [UInt8]) -> TextNode? {
    var reader = TextTreeReader(text: text)
    reader.readAll()
    return reader.open.first
  }

  private init(text: [UInt8]) { self.text = text }

  private mutating func readAll() {
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: 10) ?? text.count
      if !open.isEmpty, text[start] == 45, text[start + 1..<end].allSatisfy({ $0 == 32 }) { return }
      readLine(start, end)
      start = end + 1
    }
  }

  private mutating func readLine(_ start: Int, _ end: Int) {
    var first = start
    while first < end, text[first] == 32 || isMark(124, first, end) { first += 1 }
    guard first < end else { return }
    let column = first - start
    if isMark(46, first, end) { return addComment(first, end, column) }
    if !open.isEmpty { close(column) }
    var position = first
    while position < end {
      let next = segmentEnd(position, end)
      if readSegment(position, next, end, column: position - start) { return }
      position = next + 1
    }
  }

  private func segmentEnd(_ start: Int, _ end: Int) -> Int { text[start..<end].firstIndex(of: 124) ?? end }

  /// A sign that stands alone.
  private func isMark(_ byte: UInt8, _ position: Int, _ end: Int) -> Bool {
    text[position] == byte && (position + 1 == end || text[position + 1] == 32)
  }

  private mutating func close(_ column: Int) {
    while open.count > 1, let last = open.last, last.column >= column { open.removeLast() }
  }

  private mutating func addComment(_ start: Int, _ end: Int, _ column: Int) {
    // A comment does not end a node whose attributes may follow: it belongs to whom its column says.
    guard let owner = open.last(where: { $0.column < column }) ?? open.first else { return }
    owner.items.append(.comment(string(start + 1, end)))
  }

  /// True if the segment took the rest of the line along.
  private mutating func readSegment(_ start: Int, _ end: Int, _ lineEnd: Int, column: Int) -> Bool {
    let (first, last) = trimmed(start, end)
    guard first < last else { return false }
    if open.isEmpty {
      addNode(anchor: nil, first, first, last, column: -1)
    } else if isMark(43, first, last) || isMark(120, first, last) {
      addNode(anchor: text[first], first, first + 1, last, column: column + first - start)
    } else if isMark(46, first, lineEnd) {
      open[open.count - 1].note = string(first + 1, lineEnd)
      return true
    } else if isMark(58, first, lineEnd) {
      open[open.count - 1].items.append(.content(rawString(first + 2, lineEnd)))
      return true
    } else {
      addAttribute(first, last)
    }
    return false
  }

  private mutating func addNode(anchor: UInt8?, _ position: Int, _ start: Int, _ end: Int, column: Int) {
    let (first, last) = trimmed(start, end)
    let typeEnd = text[first..<last].firstIndex(of: 32) ?? last
    let node = TextNode(string(first, typeEnd), anchor: anchor, at: position, column: column, end: last)
    let (nameStart, nameEnd) = trimmed(typeEnd, last)
    if nameStart < nameEnd {
      node.attributes.append(
        TextNode.Attribute(tag: "name", value: string(nameStart, nameEnd), range: nameStart..<nameEnd))
    }
    open.last?.items.append(.node(node))
    open.append(node)
  }

  private mutating func addAttribute(_ start: Int, _ end: Int) {
    guard let colon = text[start..<end].firstIndex(of: 58), let node = open.last else { return }
    let (first, last) = trimmed(colon + 1, end)
    let range = first < last ? first..<last : colon + 1..<colon + 1
    node.attributes.append(
      TextNode.Attribute(tag: string(start, colon), value: string(range.lowerBound, range.upperBound), range: range))
    node.end = max(end, range.upperBound)
  }

  private func trimmed(_ start: Int, _ end: Int) -> (Int, Int) {
    var (first, last) = (start, end)
    while first < last, text[first] == 32 { first += 1 }
    while last > first, text[last - 1] == 32 { last -= 1 }
    return (first, last)
  }

  private func string(_ start: Int, _ end: Int) -> String {
    let (first, last) = trimmed(start, end)
    return String(decoding: text[first..<last], as: UTF8.self)
  }

  private func rawString(_ start: Int, _ end: Int) -> String {
    start < end ? String(decoding: text[start..<end], as: UTF8.self) : ""
  }
}

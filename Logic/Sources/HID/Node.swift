// HID, "human-inclined data": the text form of configurations and reports.
//
//     config                             the top node: a type, and attributes behind bars
//     + start timer | ram: 1M            a sub node with the name "timer" and an attribute
//       + provides | + service Timer     bars join what could stand on lines of its own
//       . a comment
//       : a line of raw content
//     x start old                        a disabled node: as if it were not there
//     -                                  the end
//
// The column of `+` says how deep a node is: it belongs to the last node further to the left. Facts: Genode 26.02.

/// Where something stands in the text. Both count from 1.
public struct Position: Equatable, Sendable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// `tag: value`.
public struct Attribute: Sendable {
  public let tag: String
  public let value: String
  public let position: Position
}

/// A node with its attributes, sub nodes and raw content.
public struct Node: Sendable {
  public let type: String
  public internal(set) var attributes: [Attribute] = []
  public internal(set) var nodes: [Node] = []
  /// Lines of raw content.
  public internal(set) var content: [String] = []
  public let position: Position

  public init(_ type: String, at position: Position = Position(line: 0, column: 0)) {
    self.type = type
    self.position = position
  }

  /// The value of an attribute; nil if the node has none of that name. The first one counts.
  public func attribute(_ tag: String) -> String? {
    for attribute in attributes where attribute.tag.isSame(as: tag) { return attribute.value }
    return nil
  }

  /// The value of the attribute `name`, which is also written without a tag behind the type.
  public var name: String? { attribute("name") }

  /// The sub nodes of a type, in order.
  public func nodes(_ type: String) -> [Node] { nodes.filter { $0.type.isSame(as: type) } }

  /// The first sub node of a type.
  public func node(_ type: String) -> Node? {
    for node in nodes where node.type.isSame(as: type) { return node }
    return nil
  }
}

extension String {
  /// Byte-wise equality: unlike `==` it needs no Unicode tables, which would be half of a small component.
  public func isSame(as other: String) -> Bool {
    let (ours, theirs) = (utf8.span, other.utf8.span)
    guard ours.count == theirs.count else { return false }
    var position = 0
    while position &+ 8 <= ours.count {
      // Safety: there are eight bytes, in both.
      let (a, b) = unsafe (
        ours.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self),
        theirs.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
      )
      if a != b { return false }
      position &+= 8
    }
    for position in position..<ours.count where ours[position] != theirs[position] { return false }
    return true
  }
}

// MARK: - Values

extension Node {
  /// Thrown for an attribute whose value is not of the expected kind.
  public struct ValueError: Error {
    public let attribute: Attribute
    public let expected: StaticString
  }

  private func found(_ tag: String) -> Attribute? {
    for attribute in attributes where attribute.tag.isSame(as: tag) { return attribute }
    return nil
  }

  /// `yes`, `no`, `true`, `false`, `on`, `off`, `1`, `0`.
  public func flag(_ tag: String, default standard: Bool) throws(ValueError) -> Bool {
    guard let attribute = found(tag) else { return standard }
    for word in ["yes", "true", "on", "1"] where attribute.value.isSame(as: word) { return true }
    for word in ["no", "false", "off", "0"] where attribute.value.isSame(as: word) { return false }
    throw ValueError(attribute: attribute, expected: "yes or no")
  }

  /// A whole number, possibly negative.
  public func number(_ tag: String, default standard: Int) throws(ValueError) -> Int {
    guard let attribute = found(tag) else { return standard }
    guard let value = Int.parse(attribute.value) else { throw ValueError(attribute: attribute, expected: "a whole number") }
    return value
  }

  /// An amount of bytes: a whole number, with K, M or G for powers of 1,024.
  public func bytes(_ tag: String, default standard: Int) throws(ValueError) -> Int {
    guard let attribute = found(tag) else { return standard }
    guard let value = Int.parseBytes(attribute.value) else {
      throw ValueError(attribute: attribute, expected: "a number of bytes such as 4096, 64K or 1M")
    }
    return value
  }
}

extension Int {
  /// Decimal digits, with an optional minus; nil for anything else and for what does not fit.
  public static func parse(_ text: String) -> Int? {
    var value = 0
    var digits = 0
    var isNegative = false
    for (position, byte) in text.utf8.enumerated() {
      if position == 0, byte == 45 {
        isNegative = true
        continue
      }
      guard byte >= 48, byte <= 57 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Int(byte) - 48)
      guard !overflow, !overflow2 else { return nil }
      value = sum
      digits += 1
    }
    return digits == 0 ? nil : isNegative ? -value : value
  }

  /// A number with an optional K, M or G.
  public static func parseBytes(_ text: String) -> Int? {
    let shift: Int
    switch text.utf8.last {
    case 75: shift = 10
    case 77: shift = 20
    case 71: shift = 30
    default: shift = 0
    }
    let digits = shift == 0 ? text : String(decoding: Array(text.utf8.dropLast()), as: UTF8.self)
    guard let number = parse(digits), number >= 0, number <= Int.max >> shift else { return nil }
    return number << shift
  }
}

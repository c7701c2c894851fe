// A message that is to be signed: a copy that nobody else can change, and where its rows start.

import Bulkhead
import PlainView
import SigningView

final class Message {
  private let memory: RAM
  private let mapping: Mapping
  /// Bytes that it will have, and has.
  let size: Int
  private(set) var filled = 0
  private var index: PlainIndex?

  /// Nil if there is no memory for it. - Precondition: `size` is above 0.
  static func make(size: Int) -> Message? {
    guard let memory = try? RAM(size: UInt64(size)) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return Message(size, memory, mapping)
  }

  private init(_ size: Int, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.size = size
    self.memory = memory
    self.mapping = mapping
  }

  var isComplete: Bool { filled == size }

  /// - Precondition: so many bytes are missing, and in the block.
  func append(_ count: Int, from block: borrowing Mapping) {
    precondition(count <= size - filled, "more bytes than the message has")
    mapping.copy(count, from: block, at: 0, to: filled)
    filled += count
  }

  /// Copies bytes for the vault.
  func copy(_ range: Range<Int>, into block: borrowing Mapping) {
    precondition(range.upperBound <= filled, "bytes that are not there")
    block.copy(range.count, from: mapping, at: range.lowerBound, to: 0)
  }

  /// Finds the rows. Takes time for each byte.
  func makeIndex() { index = Self.index(mapping, size) }

  var rowCount: Int { index?.rowCount ?? 0 }

  func rows(from top: Int) -> [PlainRow] {
    guard let index else { return [] }
    return Self.rows(index, from: top, mapping, size)
  }

  // Spans of a mapping live as long as it is borrowed.

  private static func index(_ mapping: borrowing Mapping, _ size: Int) -> PlainIndex {
    PlainIndex(mapping.bytes.extracting(first: size), columns: SigningView.columns)
  }

  private static func rows(_ index: PlainIndex, from top: Int, _ mapping: borrowing Mapping, _ size: Int) -> [PlainRow] {
    index.rows(mapping.bytes.extracting(first: size), from: top, count: SigningView.rows)
  }
}

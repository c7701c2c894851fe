// The newest lines of a log: as many as there is room for. Lines have numbers without gaps, so that who reads on after a
// while knows how many went by unread.

public struct LogRecord: Sendable {
  /// From 1.
  public let number: UInt64
  /// Since the machine started.
  public let milliseconds: UInt64
  public let label: String
  public let text: String

  public init(number: UInt64, milliseconds: UInt64, label: String, text: String) {
    self.number = number
    self.milliseconds = milliseconds
    self.label = label
    self.text = text
  }

  var bytes: Int { label.utf8.count + text.utf8.count + 64 }

  /// Does it look like something that went wrong?
  public var isTrouble: Bool {
    ["error", "FAILED", "denied", "stop", "panic"].contains { text.contains(utf8: $0) }
  }
}

public struct LogStore: Sendable {
  public let mostRecords: Int
  public let mostBytes: Int
  private var ring: [LogRecord] = []
  private var first = 0
  private var bytes = 0
  /// How many lines there are.
  public private(set) var count = 0
  /// The number of the newest line that ever was; 0: none.
  public private(set) var newest: UInt64 = 0
  /// Lines that never came here, as far as one knows.
  public private(set) var missed: UInt64 = 0

  public init(mostRecords: Int = 2000, mostBytes: Int = 256 << 10) {
    (self.mostRecords, self.mostBytes) = (max(1, mostRecords), max(1, mostBytes))
  }

  /// - Precondition: `index` is below `count`; 0 is the oldest line.
  public subscript(index: Int) -> LogRecord {
    precondition(index >= 0 && index < count, "no such line")
    return ring[(first + index) % ring.count]
  }

  /// Adds a line with the next number.
  public mutating func append(label: String, text: String, at milliseconds: UInt64) {
    append(LogRecord(number: newest + 1, milliseconds: milliseconds, label: label, text: text))
  }

  /// Adds a line from elsewhere, with its number there. One that is not newer is ignored.
  public mutating func append(_ record: LogRecord) {
    guard record.number > newest else { return }
    missed += record.number - newest - 1
    newest = record.number
    while count > 0, count >= mostRecords || bytes + record.bytes > mostBytes { dropOldest() }
    put(record)
    count += 1
    bytes += record.bytes
  }

  private mutating func put(_ record: LogRecord) {
    if count < ring.count {
      ring[(first + count) % ring.count] = record
    } else {
      if first > 0 { ring = Array(ring[first...]) + Array(ring[..<first]) }
      first = 0
      ring.append(record)
    }
  }

  private mutating func dropOldest() {
    bytes -= ring[first].bytes
    ring[first] = LogRecord(number: 0, milliseconds: 0, label: "", text: "")
    first = (first + 1) % ring.count
    count -= 1
  }

  /// The oldest line with a number above that one.
  public func next(after number: UInt64) -> LogRecord? {
    guard count > 0, newest > number else { return nil }
    let oldest = self[0].number
    if number < oldest { return self[0] }
    // Numbers have gaps where lines were missed: search.
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].number <= number { low = middle + 1 } else { high = middle }
    }
    return low < count ? self[low] : nil
  }
}

// MARK: - Looking for lines

extension LogStore {
  /// The places of lines, newest first.
  /// - Parameters:
  ///   - label: whose lines; nil: everybody's.
  ///   - query: what they contain, in the label or the text, whatever the case of Latin letters.
  public func matching(label: String?, query: String, limit: Int) -> [Int] {
    var result: [Int] = []
    for index in stride(from: count - 1, through: 0, by: -1) {
      if result.count >= limit { break }
      let record = self[index]
      if let label, !record.label.utf8.elementsEqual(label.utf8) { continue }
      if query.utf8.isEmpty || record.text.contains(utf8: query) || record.label.contains(utf8: query) { result.append(index) }
    }
    return result
  }

  /// Who wrote, in the order of their oldest line, and how many lines. At most 64; the others count as one, "...".
  public var labels: [(label: String, count: Int)] {
    var labels: [(label: String, count: Int)] = []
    for index in 0..<count {
      let name = self[index].label
      if let place = labels.firstIndex(where: { $0.label.utf8.elementsEqual(name.utf8) }) {
        labels[place].count += 1
      } else if labels.count < 64 {
        labels.append((name, 1))
      }
    }
    return labels
  }
}

extension String {
  /// Whatever the case of Latin letters.
  func contains(utf8 other: String) -> Bool {
    let (text, wanted) = (Array(utf8), Array(other.utf8))
    guard text.count >= wanted.count else { return false }
    func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte + 32 : byte }
    return (0...text.count - wanted.count).contains { start in
      (0..<wanted.count).allSatisfy { lower(text[start + $0]) == lower(wanted[$0]) }
    }
  }
}

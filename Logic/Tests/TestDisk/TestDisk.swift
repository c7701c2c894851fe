import SealedStore

/// A disk that remembers what was written to it in which order, sector by sector.
public struct TestDisk: BlockStorage {
  public enum Event: Equatable, Sendable {
    case write(sector: Int, [UInt8])
    case sync
  }

  public let blockSize: Int
  public private(set) var bytes: [UInt8]
  public private(set) var events: [Event] = []
  /// So many more writes and syncs, then all fail. Nil: none fails.
  public var lifetime: Int?
  /// Blocks that cannot be read.
  public var unreadable: Set<Int> = []

  public static let sector = 512

  public init(blockSize: Int = 512, blocks: Int) {
    self.init(blockSize: blockSize, [UInt8](repeating: 0, count: blockSize * blocks))
  }

  public init(blockSize: Int = 512, _ bytes: [UInt8]) {
    self.blockSize = blockSize
    self.bytes = bytes
  }

  public var blockCount: Int { bytes.count / blockSize }

  private mutating func live() throws(StorageFault) {
    guard let rest = lifetime else { return }
    if rest == 0 { throw .failed }
    lifetime = rest - 1
  }

  public func read(_ first: Int, _ count: Int) throws(StorageFault) -> [UInt8] {
    precondition(first >= 0 && count > 0 && first + count <= blockCount, "there are no such blocks")
    if (first..<first + count).contains(where: { unreadable.contains($0) }) { throw .failed }
    return Array(bytes[first * blockSize..<(first + count) * blockSize])
  }

  public mutating func write(_ first: Int, _ new: [UInt8]) throws(StorageFault) {
    precondition(first >= 0 && new.count % blockSize == 0 && first + new.count / blockSize <= blockCount, "no such blocks")
    for start in stride(from: 0, to: new.count, by: Self.sector) {
      try live()
      let sector = Array(new[start..<start + Self.sector])
      let place = first * blockSize + start
      bytes.replaceSubrange(place..<place + Self.sector, with: sector)
      events.append(.write(sector: place / Self.sector, sector))
    }
  }

  public mutating func sync() throws(StorageFault) {
    try live()
    events.append(.sync)
  }

  public mutating func flip(_ bit: Int) { bytes[bit / 8] ^= 1 << UInt8(bit % 8) }
}

/// Everything that a disk can have after the power failed in the course of some events.
public struct PowerCuts {
  private let before: [UInt8]
  private let events: [TestDisk.Event]

  public init(before: [UInt8], events: [TestDisk.Event]) { (self.before, self.events) = (before, events) }

  /// Calls `body` with each content that can be there when the power fails before the event `cut`: everything before the last
  /// sync, and of what came later any part, in any order, and of one sector only its beginning.
  public func forAll(_ body: (_ content: [UInt8], _ cut: Int) throws -> Void) rethrows {
    for cut in 0...events.count {
      let synced = events[..<cut].lastIndex(of: .sync) ?? 0
      var base = before
      for event in events[..<synced] { Self.apply(event, to: &base) }
      let pending = Array(events[synced..<cut].filter { $0 != .sync })
      for choice in choices(pending.count) {
        var content = base
        for (index, event) in pending.enumerated() where choice >> index & 1 == 1 { Self.apply(event, to: &content) }
        try body(content, cut)
        if let last = pending.last { try tear(last, content) { try body($0, cut) } }
      }
    }
  }

  /// All subsets of few writes, and many of many.
  private func choices(_ count: Int) -> [Int] {
    if count <= 6 { return Array(0..<1 << count) }
    return (0..<24).map { ($0 &* 0x1e37_79b9_7f4a_7c15) >> 7 & (1 << count - 1) } + [0, 1 << count - 1]
  }

  private static func apply(_ event: TestDisk.Event, to bytes: inout [UInt8], first count: Int = TestDisk.sector) {
    guard case .write(let sector, let new) = event else { return }
    bytes.replaceSubrange(sector * TestDisk.sector..<sector * TestDisk.sector + count, with: new[..<count])
  }

  private func tear(_ event: TestDisk.Event, _ content: [UInt8], _ body: ([UInt8]) throws -> Void) rethrows {
    for count in [8, 100, 511] {
      var torn = content
      Self.apply(event, to: &torn, first: count)
      try body(torn)
    }
  }
}

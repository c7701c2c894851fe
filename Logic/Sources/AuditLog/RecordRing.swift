// Records on a disk, one a block, in a ring: the newest one takes the place of the oldest.
//
// Record N is in block N mod the ring's size, and is there for good when `append` returns. A block is written only to become the
// newest record. So whatever happens to the power, and at which moment, all older records but the very oldest are as they were, and
// the newest one is either whole or not there.
//
// What the disk says is an allegation: only whole blocks in their right place count, and only those that can belong to the newest
// round. Whoever writes to the disk can make other records of it; nobody can make this fail, or go on for longer than the ring.

import SealedStore

public struct RecordRing<Storage: BlockStorage> {
  public private(set) var storage: Storage
  /// Of the next record.
  private(set) var next: UInt64 = 1
  /// Blocks in which something is, but no record that counts.
  public private(set) var damaged = 0

  /// Blocks that are read at a time.
  private static var chunk: Int { 64 }

  /// - Parameter storage: blocks for this ring alone; always as many, since their number says what is where.
  public init(_ storage: Storage) { self.storage = storage }

  /// How many records there is room for.
  public var size: Int { storage.blockCount }
  /// Records that made room for newer ones.
  public var overwritten: UInt64 { next - 1 > UInt64(size) ? next - 1 - UInt64(size) : 0 }

  /// The record whose place the next record but one takes; nil: the place is free.
  var nextButOneVictim: UInt64? { next >= UInt64(size) ? next + 1 - UInt64(size) : nil }

  /// Reads what is there.
  /// - Parameter visit: gets each record with its number, oldest first.
  /// - Throws: nothing can be read, or what was written last cannot be made to be there for good.
  public mutating func open(_ visit: (UInt64, LogRecord) -> Void) throws(StorageFault) {
    // What was written before the power failed is there for good before anything is built on it.
    try storage.sync()
    var (numbers, isUsed) = ([UInt64](repeating: 0, count: size), [Bool](repeating: false, count: size))
    try forAll(from: 0) { place, block in
      if let block, let number = RecordBlock.number(of: block), number % UInt64(numbers.count) == UInt64(place) {
        numbers[place] = number
      }
      isUsed[place] = block?.allSatisfy({ $0 == 0 }) != true
    }
    let newest = numbers.max() ?? 0
    let oldest = newest > UInt64(size) ? newest - UInt64(size) + 1 : 1
    next = newest + 1
    // The power may have failed while the next record was written.
    isUsed[Int(next % UInt64(size))] = false
    try forAll(from: Int(next % UInt64(size))) { place, block in
      guard numbers[place] >= oldest, let block, let read = RecordBlock(block) else { return }
      isUsed[place] = false
      visit(read.number, read.record)
    }
    damaged = isUsed.count { $0 }
  }

  /// Calls `body` with all blocks, in the order of the ring; with nil for one that cannot be read.
  private mutating func forAll(from start: Int, _ body: (Int, [UInt8]?) -> Void) throws(StorageFault) {
    var (done, unreadable) = (0, 0)
    while done < size {
      let place = (start + done) % size
      let count = min(Self.chunk, size - place, size - done)
      let blocks = try? storage.read(place, count)
      for index in 0..<count {
        let block = blocks.map { Array($0[index * storage.blockSize..<(index + 1) * storage.blockSize]) } ?? read(place + index)
        if block == nil { unreadable += 1 }
        body(place + index, block)
      }
      done += count
    }
    if unreadable == size { throw .failed }
  }

  private mutating func read(_ place: Int) -> [UInt8]? { try? storage.read(place, 1) }

  /// Writes the next record. When this returns, it is there for good.
  /// - Returns: its number.
  /// - Throws: it may be there, or not; nothing else may be written before `open`.
  public mutating func append(_ record: LogRecord) throws(StorageFault) -> UInt64 {
    let number = next
    try storage.write(Int(number % UInt64(size)), RecordBlock(record, number: number).bytes(blockSize: storage.blockSize))
    try storage.sync()
    next += 1
    return number
  }
}

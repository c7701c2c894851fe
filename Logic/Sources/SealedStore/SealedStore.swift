// A small state that is on a disk twice, encrypted, and either old or new: whatever happens to the power, and at which moment.
//
// The disk has two copies. A new state is written to the first one, and when that is on the disk for good, to the second one, byte
// for byte the same. So at each moment one of the two is whole:
//
//     first   second   what happened
//     new     new      nothing
//     broken  old      the power failed in the middle of the first: the state is the old one
//     new     old      the power failed in between, or
//     new     broken   in the middle of the second: the state is the new one
//
// Opening the store makes the two equal again, from the whole one. So damage to one copy, be it a bit, costs nothing, and is
// told. What reading the disk alone cannot tell is that *both* copies were replaced by an older state of the same store: see
// `WitnessedStore`.

/// What went wrong with a store.
public enum StoreError: Error, Equatable, Sendable {
  /// The disk failed. Of a state that was being written, the disk has the old or the new one.
  case storage
  /// Both copies are damaged: there is no state that can be trusted.
  case damaged
  /// The key is another one (or all was made by somebody without it).
  case wrongKey
  /// The content does not fit.
  case tooLong
  /// The disk has too few blocks.
  case tooSmall
  /// What is on the disk was so once, and is not what was written last.
  case rolledBack(found: UInt64, expected: UInt64)
  /// There is a state, but nothing that says whether it is the last one.
  case witnessMissing
}

/// What was found on the disk.
public struct StoredState: Equatable, Sendable {
  public let content: [UInt8]
  public let mark: StateMark
  /// One copy was damaged, half written, or older than the other, and is whole again.
  public let wasRepaired: Bool
}

public struct SealedStore<Storage: BlockStorage, S: Seal> {
  public private(set) var storage: Storage
  private var seal: S
  /// Of the last state that was tried to be written: never used again, even if that failed.
  private var generation: UInt64 = 0
  private var identity: [UInt8]

  /// - Parameter identity: 16 bytes for a store that has none yet; unlike those of all others.
  public init(_ storage: Storage, seal: S, identity: [UInt8]) {
    self.storage = storage
    self.seal = seal
    self.identity = identity
  }

  /// Blocks of one copy.
  private var area: Int { storage.blockCount / 2 }

  /// The most bytes that the content can have.
  public var capacity: Int { min(area * storage.blockSize, 1 << 30) - StoreImage.headerSize }

  // MARK: - Reading

  private enum Copy {
    /// Nothing was ever written there.
    case blank
    /// Or half written.
    case broken
    case unreadable
    case whole(StoreImage, content: [UInt8])
    /// Undamaged, but not to be opened with this key.
    case locked
  }

  /// The state on the disk; nil if there is none yet.
  public mutating func open() throws(StoreError) -> StoredState? {
    guard area > 0 else { throw .tooSmall }
    // What an earlier user of the disk wrote is there for good before anything is built on it.
    try attempt { (storage) throws(StorageFault) in try storage.sync() }
    let (first, second) = (readCopy(0), readCopy(1))
    switch (first, second) {
    case (.whole(let one, let content), .whole(let other, let otherContent)):
      if one == other { return adopt(one, content, wasRepaired: false) }
      if one.mark.generation == other.mark.generation { throw .damaged }
      return one.mark.generation > other.mark.generation
        ? try repair(1, from: one, content) : try repair(0, from: other, otherContent)
    case (.whole(let image, let content), _): return try repair(1, from: image, content)
    case (_, .whole(let image, let content)): return try repair(0, from: image, content)
    case (.locked, _), (_, .locked): throw .wrongKey
    case (.unreadable, _), (_, .unreadable): throw .storage
    // The first state ever was half written.
    case (.blank, .blank), (.broken, .blank): return nil
    case (.broken, .broken), (.blank, .broken): throw .damaged
    }
  }

  private mutating func readCopy(_ number: Int) -> Copy {
    let (start, size) = (number * area, storage.blockSize)
    guard let first = try? storage.read(start, 1) else { return .unreadable }
    if first.allSatisfy({ $0 == 0 }) { return .blank }
    guard let blocks = StoreImage.blocks(first, blockSize: size, most: area) else { return .broken }
    guard let bytes = try? storage.read(start, blocks) else { return .unreadable }
    guard StoreImage.blocks(bytes, blockSize: size, most: area) == blocks, let image = StoreImage(bytes, seal: seal) else {
      return .broken
    }
    guard let content = image.content(seal) else { return .locked }
    return .whole(image, content: content)
  }

  private mutating func adopt(_ image: StoreImage, _ content: [UInt8], wasRepaired: Bool) -> StoredState {
    (generation, identity) = (image.mark.generation, image.mark.identity)
    return StoredState(content: content, mark: image.mark, wasRepaired: wasRepaired)
  }

  private mutating func repair(_ number: Int, from image: StoreImage, _ content: [UInt8]) throws(StoreError) -> StoredState {
    try writeCopy(number, image.bytes)
    return adopt(image, content, wasRepaired: true)
  }

  // MARK: - Writing

  /// Makes the next state, which is nowhere yet.
  mutating func makeImage(_ content: [UInt8]) throws(StoreError) -> StoreImage {
    guard area > 0 else { throw .tooSmall }
    guard content.count <= capacity else { throw .tooLong }
    generation += 1
    return StoreImage(content, generation: generation, identity: identity, blockSize: storage.blockSize, seal: &seal)
  }

  /// When this returns, the image is the state. When it throws, the old or the new state is.
  mutating func write(_ image: StoreImage) throws(StoreError) {
    try writeCopy(0, image.bytes)
    try writeCopy(1, image.bytes)
  }

  /// Replaces the state. When this returns, the new one is there for good; when it throws, the old or the new one is.
  /// - Precondition: `open` succeeded.
  public mutating func replace(with content: [UInt8]) throws(StoreError) -> StateMark {
    let image = try makeImage(content)
    try write(image)
    return image.mark
  }

  private mutating func writeCopy(_ number: Int, _ bytes: [UInt8]) throws(StoreError) {
    let start = number * area
    try attempt { (storage) throws(StorageFault) in
      try storage.write(start, bytes)
      try storage.sync()
    }
  }

  private mutating func attempt(_ body: (inout Storage) throws(StorageFault) -> Void) throws(StoreError) {
    do throws(StorageFault) { try body(&storage) } catch { throw .storage }
  }
}

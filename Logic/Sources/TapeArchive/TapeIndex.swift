// What a tape archive contains, and where it ends: for those who read one from a disk, and add to it.
//
//     var index = TapeIndex(blockCount: disk.count)
//     while let number = index.next { index.take(block(number)) }
//     for file in index.files { ... }

/// A file, and where its bytes are.
public struct TapeFile: Equatable, Sendable {
  public let name: [UInt8]
  /// Bytes.
  public let size: Int
  /// The number of its first block.
  public let start: Int
}

public struct TapeIndex: Sendable {
  public private(set) var files: [TapeFile] = []
  /// The block to look at now; nil: everything is known.
  public private(set) var next: Int?
  /// Where the next entry can be written: the archive's end. What follows what is not understood is not known: then there is none.
  public private(set) var end: Int?
  /// Something there is neither an entry nor the end.
  public private(set) var isDamaged = false

  private let blockCount: Int

  /// More files are not looked at.
  public static var mostFiles: Int { 1024 }

  /// - Parameter blockCount: how many blocks there are.
  public init(blockCount: Int) {
    self.blockCount = blockCount
    next = blockCount > 0 ? 0 : nil
  }

  /// - Parameter block: the one that `next` names.
  public mutating func take(_ block: Span<UInt8>) {
    guard let number = next else { return }
    next = nil
    if Self.isEmpty(block) {
      end = number
      return
    }
    guard let entry = TapeEntry(block), entry.blockCount <= blockCount - number - 1 else {
      isDamaged = true
      return
    }
    next = add(entry, number)
  }

  /// An entry was written where the archive ended, with its content, and empty blocks behind it.
  /// - Precondition: everything is known, and there is an end.
  public mutating func append(_ entry: TapeEntry) {
    guard let number = end else { return }
    end = add(entry, number)
  }

  /// - Returns: where the one behind it is; nil if nobody may look there.
  private mutating func add(_ entry: TapeEntry, _ number: Int) -> Int? {
    if entry.isFile { files.append(TapeFile(name: entry.name, size: entry.size, start: number + 1)) }
    let following = number + 1 + entry.blockCount
    // An archive that fills everything has no end to write at.
    return following < blockCount && files.count < Self.mostFiles ? following : nil
  }

  /// The last file of a name: what was added later replaces what was there.
  public func file(_ name: String) -> TapeFile? { files.last { $0.name.elementsEqual(name.utf8) } }

  private static func isEmpty(_ block: Span<UInt8>) -> Bool {
    for index in 0..<block.count where block[index] != 0 { return false }
    return true
  }
}

// The disk with the mails: a tape archive, so that any computer can put files there and get them back.
//
// Invariant: what is added counts when all of it is on the disk. Its entry's first block is written last, and until then the
// archive ends where it did.

import BlockClient
import Bulkhead
import Mail
import TapeArchive

enum MailDiskError: Error {
  /// The disk does not read or write.
  case storage
  /// There is no room behind what is there, or nobody knows where that ends.
  case full
  /// There is not so much memory.
  case outOfRAM
}

final class MailDisk {
  private let environment: Environment
  private let disk: BlockConnection
  private(set) var index: TapeIndex

  /// Blocks that are read or written at a time.
  static var portion: Int { 128 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    disk = try BlockConnection(environment, label: Text("mail"))
    guard disk.blockSize == TapeEntry.blockSize else { throw .failed("the disk's blocks do not have 512 bytes") }
    index = TapeIndex(blockCount: 0)
    do throws(BlockError) { try look() } catch { throw .failed("the disk with the mails cannot be read") }
  }

  private func look() throws(BlockError) {
    var index = TapeIndex(blockCount: Int(clamping: disk.info.count))
    while let number = index.next {
      // By name: the span of what a throwing call returns, as an argument, makes Swift 6.3.1 end.
      let block = try disk.read(UInt64(number), 1)
      index.take(block.span)
    }
    self.index = index
  }

  /// The first bytes of a file.
  func start(of file: TapeFile, most: Int) throws(MailDiskError) -> [UInt8] {
    let count = min(file.size, most)
    do throws(BlockError) {
      let bytes = try disk.read(UInt64(file.start), (count + TapeEntry.blockSize - 1) / TapeEntry.blockSize)
      return Array(bytes[..<count])
    } catch { throw .storage }
  }

  func load(_ file: TapeFile) throws(MailDiskError) -> MailBytes {
    guard let bytes = MailBytes.make(environment, size: file.size) else { throw .outOfRAM }
    let blocks = (file.size + TapeEntry.blockSize - 1) / TapeEntry.blockSize
    var block = 0
    do throws(BlockError) {
      while block < blocks {
        let count = min(Self.portion, blocks - block)
        bytes.write(try disk.read(UInt64(file.start + block), count), at: block * TapeEntry.blockSize)
        block += count
      }
    } catch { throw .storage }
    return bytes
  }

  /// Adds a file.
  /// - Parameter write: says what is in it.
  /// - Returns: how many bytes it has.
  func add(_ name: [UInt8], _ write: (inout DiskSink) -> Void) throws(MailDiskError) -> Int {
    guard let end = index.end else { throw .full }
    // Behind it there is room for the two empty blocks of the archive's end.
    var sink = DiskSink(disk, from: end + 1, to: Int(clamping: disk.info.count) - 2)
    write(&sink)
    sink.finish()
    if let failure = sink.failure { throw failure }
    let entry = TapeEntry(name: name, size: sink.count)
    do throws(BlockError) {
      try disk.write(UInt64(end + 1 + entry.blockCount), [UInt8](repeating: 0, count: 2 * TapeEntry.blockSize))
      try disk.sync()
      try disk.write(UInt64(end), entry.block)
      try disk.sync()
    } catch { throw .storage }
    index.append(entry)
    return sink.count
  }
}

/// Bytes on their way to the disk.
struct DiskSink: ByteSink {
  private let disk: BlockConnection
  private var block: Int
  private let limit: Int
  private var pending: [UInt8] = []
  /// Bytes that came.
  private(set) var count = 0
  private(set) var failure: MailDiskError?

  init(_ disk: BlockConnection, from first: Int, to limit: Int) {
    (self.disk, block, self.limit) = (disk, first, limit)
    pending.reserveCapacity(MailDisk.portion * TapeEntry.blockSize)
  }

  mutating func write(_ bytes: Span<UInt8>) {
    count += bytes.count
    for index in 0..<bytes.count {
      pending.append(bytes[index])
      if pending.count == MailDisk.portion * TapeEntry.blockSize { flush() }
    }
  }

  mutating func finish() {
    while pending.count % TapeEntry.blockSize != 0 { pending.append(0) }
    flush()
  }

  private mutating func flush() {
    let blocks = pending.count / TapeEntry.blockSize
    if failure == nil, block + blocks > limit { failure = .full }
    if failure == nil {
      do throws(BlockError) { try disk.write(UInt64(block), pending) } catch { failure = .storage }
    }
    block += blocks
    pending.removeAll(keepingCapacity: true)
  }
}

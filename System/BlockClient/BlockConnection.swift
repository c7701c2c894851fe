// A disk to read and write, one request after the other.
//
//     let disk = try BlockConnection(environment)
//     let bytes = try disk.read(0, 8)
//     try disk.write(8, bytes)
//     try disk.sync()
//
// Each call waits until it is done; calls and signals for the component wait meanwhile. When the server ends, the component is
// started anew with the next one, as with each server of its sessions: what it shared memory with is not there any more.

import Bulkhead

/// Why a request to a disk was not done.
public enum BlockError: Error, Equatable, Sendable {
  /// The blocks do not exist, or the bytes are not a whole number of blocks.
  case outOfRange
  case readOnly
  /// The device says that it failed.
  case deviceFailed
  /// The server does what no correct one does, or there is none any more: this component is about to be started anew.
  case lost
}

public final class BlockConnection {
  private let link: BlockLink

  /// Opens a session.
  /// - Parameter label: the session's, for the server's policies.
  /// - Throws: `SessionError`, if there is none to be had, or its server says what cannot be.
  public init(_ environment: Environment, label: Text = Text()) throws(SessionError) {
    link = try BlockLink.make(environment, label)
  }

  public var info: BlockInfo { link.info }

  public var blockSize: Int { Int(info.blockSize) }

  /// Reads blocks, the first of which has the number `first`.
  public func read(_ first: UInt64, _ count: Int) throws(BlockError) -> [UInt8] {
    var result: [UInt8] = []
    guard count >= 0, first <= info.count, UInt64(count) <= info.count - first else { throw .outOfRange }
    result.reserveCapacity(count * blockSize)
    var done = 0
    while done < count {
      let part = min(count - done, Int(info.most))
      result += try link.read(first + UInt64(done), UInt32(part))
      done += part
    }
    return result
  }

  /// Writes whole blocks. When this throws, any part may have been written.
  public func write(_ first: UInt64, _ bytes: [UInt8]) throws(BlockError) {
    let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: blockSize)
    guard rest == 0, first <= info.count, UInt64(count) <= info.count - first else { throw .outOfRange }
    var done = 0
    while done < count {
      let part = min(count - done, Int(info.most))
      try link.write(first + UInt64(done), bytes[done * blockSize..<(done + part) * blockSize])
      done += part
    }
  }

  /// When this returns, all that was written before is there for good.
  public func sync() throws(BlockError) { try link.sync() }

  /// What these blocks contain does not matter any more.
  public func trim(_ first: UInt64, _ count: UInt64) throws(BlockError) {
    guard first <= info.count, count <= info.count - first else { throw .outOfRange }
    try link.trim(first, count)
  }
}

// What has to be true after the power failed, on a disk of its own: one block, which disks write whole or not.

import BlockClient
import Bulkhead

final class Notes {
  private let disk: BlockConnection
  /// How many keys there are for certain.
  var keys: UInt64 = 0
  /// The first key, and what it made of a message that is always the same.
  var key: [UInt64] = []
  var signature: [UInt64] = []

  private static var mark: UInt64 { 0x7365_746f_6e20_7974 }

  init(_ environment: Environment) throws(SessionError) {
    disk = try BlockConnection(environment, label: Text("notes"))
    guard let bytes: [UInt8] = try? disk.read(0, 1) else { throw .failed("the notes cannot be read") }
    let words = (0..<14).map { word in (0..<8).reduce(0) { $0 | UInt64(bytes[word * 8 + $1]) << UInt64($1 * 8) } }
    guard words[0] == Self.mark else { return }
    keys = words[1]
    (key, signature) = (Array(words[2..<6]), Array(words[6..<14]))
  }

  func keep() -> Bool {
    let words = [Self.mark, keys] + key + signature
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
    let block = bytes + [UInt8](repeating: 0, count: disk.blockSize - bytes.count)
    return (try? disk.write(0, block)) != nil && (try? disk.sync()) != nil
  }
}

// Keys out of passwords.
//
// An unsafe corner of this component: memory is handed to C here, and in Hashing.swift.

import Bulkhead
import Cpassword
import Secrets

/// What makes equal passwords on different machines different keys.
struct Salt {
  let words: (UInt64, UInt64)
}

extension Salt {
  /// - Precondition: 16 bytes.
  init(_ bytes: [UInt8]) {
    func word(_ place: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64($1 * 8) } }
    words = (word(0), word(8))
  }

  var bytes: [UInt8] {
    [words.0, words.1].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
  }
}

/// How a password becomes a key: as slowly as the configuration says, and through as much memory.
struct Stretching {
  /// KiB.
  let memory: UInt32
  let passes: UInt32

  /// Whether all cryptography that is linked here comes to the results that the standards give for their examples.
  static func check() throws(SessionError) {
    var wrong: Int32 = -1
    // Safety: 32 KiB, as the function needs.
    _ = unsafe withWork(32) { work in unsafe wrong = password_examples(work) }
    guard wrong == 0 else { throw .failed("an example of the standards does not come out right") }
  }

  /// False if there is no memory for it.
  func makeKey(_ key: inout Key256, of entry: borrowing Entry, _ salt: Salt) -> Bool {
    var words = salt.words
    return entry.withPassword { password in
      unsafe Self.withWork(memory) { work in
        unsafe password.withUnsafeBufferPointer { bytes in
          unsafe withUnsafeBytes(of: &words) { salt in
            unsafe key.withBytes { result in
              // Safety: the key has 32 bytes, the salt 16, `work` as many KiB as `memory` says.
              unsafe password_stretch(
                result, work, memory, passes, bytes.baseAddress, UInt32(bytes.count),
                salt.bindMemory(to: UInt8.self).baseAddress)
            }
          }
        }
      }
    }
  }

  /// A key for what `text` names, out of another one.
  static func derive(_ key: inout Key256, for text: String) -> Key256 {
    var result = Key256()
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBufferPointer { text in
      unsafe key.withBytes { key in
        // Safety: both keys have 32 bytes.
        unsafe result.withBytes { unsafe password_derive($0, key, text.baseAddress, UInt32(text.count)) }
      }
    }
    return result
  }

  /// 32 bytes, other ones for other bytes.
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 32)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      // Safety: the result has 32 bytes.
      unsafe result.withUnsafeMutableBufferPointer { unsafe password_digest($0.baseAddress, bytes.baseAddress, bytes.count) }
    }
    return result
  }

  static func bytes(of key: consuming Key256) -> [UInt8] { (0..<Key256.count).map { key[$0] } }

  /// Encrypts what is there; returns 16 bytes that only this key makes of it and of `bound`.
  static func seal(_ text: inout [UInt8], _ key: inout Key256, _ nonce: [UInt8], _ bound: [UInt8]) -> [UInt8] {
    let count = text.count
    var tag = [UInt8](repeating: 0, count: 16)
    // Safety: the tag has 16 bytes, the key 32, the nonce 24, the others as many as they say.
    unsafe key.withBytes { unsafe password_seal(&text, count, &tag, $0, nonce, bound, bound.count) }
    return tag
  }

  /// Decrypts what is there. False: it, the key, or `bound` is another one.
  static func open(
    _ text: inout [UInt8], _ tag: [UInt8], _ key: inout Key256, _ nonce: [UInt8], _ bound: [UInt8]
  ) -> Bool {
    let count = text.count
    // Safety: as in `seal`.
    return unsafe key.withBytes { unsafe password_open(&text, count, tag, $0, nonce, bound, bound.count) == 1 }
  }

  /// Memory that is there for the time of `body`. False if there is not so much.
  private static func withWork(_ kibibytes: UInt32, _ body: (UnsafeMutableRawPointer) -> Void) -> Bool {
    guard let memory = try? RAM(size: UInt64(kibibytes) << 10) else { return false }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return false }
    // Safety: the mapping is as large as the memory, and lives until the end of this function.
    guard let start = unsafe UnsafeMutableRawPointer(bitPattern: UInt(mapping.address)) else { return false }
    unsafe body(start)
    return true
  }
}

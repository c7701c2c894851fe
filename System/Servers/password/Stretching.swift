// Keys out of passwords.
//
// The unsafe corner of this component: here, and nowhere else, memory is handed to C.

import Bulkhead
import Cpassword
import Secrets

/// What makes equal passwords on different machines different keys.
struct Salt {
  let words: (UInt64, UInt64)
}

/// How a password becomes a key: as slowly as the configuration says, and through as much memory.
struct Stretching {
  /// KiB.
  let memory: UInt32
  let passes: UInt32

  /// Whether Argon2id comes to the result that its specification gives for an example.
  static func isRight() -> Bool {
    var isRight = false
    // Safety: 32 KiB, as the function needs.
    let isDone = unsafe withWork(32) { work in unsafe isRight = password_is_argon2id(work) != 0 }
    return isDone && isRight
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

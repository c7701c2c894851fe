// The hashes of C, for Swift.
//
// An unsafe corner of this component: memory is handed to C here, and in Stretching.swift.

import Cpassword
import OpenPGP

struct PassphraseHashes: PassphraseHashing {
  func hash(_ algorithm: HashAlgorithm) -> RunningDigest { RunningDigest(algorithm) }

  /// What hashing left on the stack is overwritten.
  static func cleanUp() { password_clean_stack() }
}

/// On the heap, where what is freed is overwritten.
final class RunningDigest: RunningHash {
  private var hash = password_hash()

  init(_ algorithm: HashAlgorithm) { unsafe password_hash_begin(&hash, UInt32(algorithm.rawValue)) }

  func update(_ bytes: borrowing Span<UInt8>) {
    // Safety: as many bytes as it says.
    unsafe bytes.withUnsafeBufferPointer { unsafe password_hash_append(&hash, $0.baseAddress, $0.count) }
  }

  func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    let count = unsafe digest.withUnsafeMutableBufferPointer {
      // Safety: no digest has more than 64 bytes.
      unsafe password_hash_finish(&hash, $0.baseAddress)
    }
    return Array(digest[..<Int(count)])
  }
}

// Looking for something in all of a machine's memory that must not be there: what a person typed.
//
// It may be there as characters, or as the keys that were pressed; one after the other, or in records of some size (events are
// 16 bytes, of which every second one is a release). Six in a row are a find, so that what was overwritten in part is found too.

import Foundation
import Input

/// A text of lower-case letters and digits, in all the ways in which memory could hold it.
public struct MemoryScan: Sendable {
  /// So many characters in a row are no coincidence.
  public static let window = 6
  /// Bytes from one character to the next.
  static let strides = [1, 2, 4, 8, 12, 16, 20, 24, 32, 40, 48, 64]

  /// A place where it was found.
  public struct Find: Hashable, Sendable, CustomStringConvertible {
    /// Where the text's first character is, or was.
    let address: Int
    let stride: Int
    let areKeys: Bool

    public var description: String {
      let what = areKeys ? "keys" : "characters"
      return "0x\(String(address, radix: 16)) (\(what), \(stride == 1 ? "one after the other" : "\(stride) bytes apart"))"
    }
  }

  /// What each character is, byte by byte.
  private let characters: [UInt8]
  private let keys: [UInt8]

  /// Nil if the text is too short, or has other characters.
  public init?(_ text: String) {
    guard text.utf8.count >= Self.window, text.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) }) else {
      return nil
    }
    characters = Array(text.utf8)
    keys = text.uppercased().compactMap { Key(name: "KEY_\($0)").map { UInt8(truncatingIfNeeded: $0.rawValue) } }
  }

  /// All places, from the first address on.
  public func finds(in memory: Data) -> [Find] {
    memory.withUnsafeBytes { bytes in
      var finds: Set<Find> = []
      for (pattern, areKeys) in [(characters, false), (keys, true)] { Self.search(bytes, pattern, areKeys, &finds) }
      return finds.sorted { ($0.address, $0.stride) < ($1.address, $1.stride) }
    }
  }

  private static func search(
    _ bytes: UnsafeRawBufferPointer, _ pattern: [UInt8], _ areKeys: Bool, _ finds: inout Set<Find>
  ) {
    // With which of the text's characters a find can start, by its value.
    var starts = [[Int]](repeating: [], count: 256)
    for index in 0...(pattern.count - window) { starts[Int(pattern[index])].append(index) }
    let isStart = starts.map { !$0.isEmpty }
    var page = 0
    while page < bytes.count {
      let end = min(page + 4096, bytes.count)
      if !isZero(bytes, page, end) {
        for address in page..<end where isStart[Int(bytes[address])] {
          for index in starts[Int(bytes[address])] {
            for stride in strides where holds(bytes, address, pattern, index, stride) {
              finds.insert(Find(address: address - index * stride, stride: stride, areKeys: areKeys))
            }
          }
        }
      }
      page = end
    }
  }

  @inline(__always)
  private static func holds(
    _ bytes: UnsafeRawBufferPointer, _ address: Int, _ pattern: [UInt8], _ first: Int, _ stride: Int
  ) -> Bool {
    guard address + (window - 1) * stride < bytes.count else { return false }
    for step in 1..<window where bytes[address + step * stride] != pattern[first + step] { return false }
    return true
  }

  private static func isZero(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
    guard (end - start) % 8 == 0 else { return false }
    for offset in Swift.stride(from: start, to: end, by: 8)
    where bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) != 0 { return false }
    return true
  }
}

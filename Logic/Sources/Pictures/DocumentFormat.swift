// What a file is, by what it begins with. Nobody's word is taken for it: names of files say nothing.

import UTF8Text

/// Kinds of content that can be shown.
public enum DocumentFormat: Equatable, Sendable {
  case png
  case jpeg
  case qoi
  /// UTF-8 without characters that no text has.
  case text
  case unknown
}

extension DocumentFormat {
  /// - Complexity: reads all of what might be text, else a few bytes.
  public init(of bytes: borrowing Span<UInt8>) {
    // PNG (Third Edition), 5.2: the signature. ITU-T T.81, B.1.1.3: SOI, and the marker behind it.
    if Self.begins(bytes, with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .png
    } else if Self.begins(bytes, with: [0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if Self.begins(bytes, with: [0x71, 0x6f, 0x69, 0x66]) {
      self = .qoi
    } else {
      self = Self.isText(bytes) ? .text : .unknown
    }
  }

  private static func begins(_ bytes: borrowing Span<UInt8>, with start: [UInt8]) -> Bool {
    guard bytes.count >= start.count else { return false }
    for index in start.indices where bytes[index] != start[index] { return false }
    return true
  }

  /// UTF-8, and no control characters other than tabs and ends of lines.
  private static func isText(_ bytes: borrowing Span<UInt8>) -> Bool {
    for index in 0..<bytes.count where bytes[index] < 0x20 || bytes[index] == 0x7f {
      guard bytes[index] == 0x09 || bytes[index] == 0x0a || bytes[index] == 0x0d else { return false }
    }
    return bytes.count > 0 && UTF8Text.isValid(bytes, 0..<bytes.count)
  }
}

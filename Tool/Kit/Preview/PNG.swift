// Pictures as PNG files (PNG specification, 3rd edition), without compression: small, and enough to look at.

import Archive
import Foundation

public enum PNG {
  /// A file with 8-bit RGB pixels.
  /// - Parameter pixels: 0x..RRGGBB, row by row.
  public static func file(_ pixels: [UInt32], width: Int, height: Int) -> Data {
    var rows: [UInt8] = []
    rows.reserveCapacity((width * 3 + 1) * height)
    for y in 0..<height {
      rows.append(0)
      for pixel in pixels[y * width..<(y + 1) * width] {
        rows += [UInt8(pixel >> 16 & 255), UInt8(pixel >> 8 & 255), UInt8(pixel & 255)]
      }
    }
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0]
    let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    return Data(signature + chunk("IHDR", header) + chunk("IDAT", zlib(rows)) + chunk("IEND", []))
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    let sum = Archive.crc32(0..<body.count) { body[$0] }
    return bigEndian(UInt32(content.count)) + body + bigEndian(sum)
  }

  /// Stored blocks of at most 65535 bytes (RFC 1950, RFC 1951).
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: max(1, bytes.count), by: 65535) {
      let block = bytes[start..<min(bytes.count, start + 65535)]
      let size = UInt16(block.count)
      result.append(start + 65535 >= bytes.count ? 1 : 0)
      result += [UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)]
      result += block
    }
    return result + bigEndian(adler(bytes))
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }
}

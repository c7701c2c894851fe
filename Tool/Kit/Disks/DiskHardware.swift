// Disks of a scenario's machine (`+ disk NAME`): virtio disks, whose serial number is their name.

import Foundation
import TapeArchive

public struct DiskHardware: Equatable, Sendable {
  public enum Content: Equatable, Sendable {
    /// Nothing but zeros, so many bytes.
    case zeros(Int)
    /// Every eight bytes are the number of their place, counted in bytes from the disk's start, lowest byte first.
    case numbers(Int)
    /// A copy of a file of the developer's machine.
    case file(URL)
    /// A tape archive of files of the developer's machine; zeros behind it, up to so many bytes in all.
    case archive([URL], Int)
  }

  /// At most 20 letters, digits and dashes: QEMU hands on no more of a serial number.
  public let name: String
  public let content: Content

  public init(name: String, content: Content) {
    self.name = name
    self.content = content
  }

  static let sector = 512
  static let largest = 1 << 30

  /// Whether a disk can have that name.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 20 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  /// Makes the image, in whole sectors.
  func write(to image: URL) throws {
    switch content {
    case .file(let file):
      try FileManager.default.copyItem(at: file, to: image)
      let size = try FileHandle(forReadingFrom: image).seekToEnd()
      try Self.grow(image, to: (Int(size) + Self.sector - 1) / Self.sector * Self.sector)
    case .zeros(let size):
      try Data().write(to: image)
      try Self.grow(image, to: size)
    case .numbers(let size):
      try Data(Self.numbers(size)).write(to: image)
    case .archive(let files, let size):
      try writeArchive(of: files, to: image, size: size)
    }
  }

  private func writeArchive(of files: [URL], to image: URL, size: Int) throws {
    var archive = Data()
    for file in files {
      let (name, data) = (Array(file.lastPathComponent.utf8), try Data(contentsOf: file))
      guard name.count <= TapeEntry.longestName else {
        throw ToolError("the name of \(file.path) has more than \(TapeEntry.longestName) bytes")
      }
      let entry = TapeEntry(name: name, size: data.count)
      archive += entry.block + data
      archive += Data(count: entry.blockCount * TapeEntry.blockSize - data.count)
    }
    guard archive.count + 2 * TapeEntry.blockSize <= size else {
      throw ToolError(
        "the disk \"\(self.name)\" has \(size) bytes: too few for its files, \(archive.count) bytes with their entries")
    }
    try archive.write(to: image)
    try Self.grow(image, to: size)
  }

  private static func grow(_ image: URL, to size: Int) throws {
    let handle = try FileHandle(forUpdating: image)
    try handle.truncate(atOffset: UInt64(max(size, sector)))
    try handle.close()
  }

  static func numbers(_ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: ($0 & ~7) >> ($0 % 8 * 8)) }
  }
}

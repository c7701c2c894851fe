// The disks of a machine that runs: images in a folder that is gone with the box, but for those that the user named.

import Foundation

public final class DiskBox: Sendable {
  private let folder: URL
  private let images: [(name: String, file: URL)]

  /// - Parameter kept: by disk's name, a file of the user's that is the disk instead of a fresh image, and stays. If there is no such
  ///   file, it is made, with what the scenario says of the disk.
  /// - Returns: nil if the machine has no disks.
  public convenience init?(_ scenario: Scenario, kept: [String: URL] = [:]) throws {
    if let unknown = kept.keys.sorted().first(where: { name in !scenario.disks.contains { $0.name == name } }) {
      let names = scenario.disks.map(\.name)
      throw ToolError("the scenario \(scenario.name) has no disk \"\(unknown)\"\(Nearest.suggestion(unknown, in: names))")
    }
    if scenario.disks.isEmpty { return nil }
    try self.init(scenario.disks, kept: kept)
  }

  init(_ disks: [DiskHardware], kept: [String: URL] = [:]) throws {
    let folder = try FileManager.default.makeTemporaryFolder()
    self.folder = folder
    images = try disks.map { disk in
      let file = kept[disk.name] ?? folder.appending(path: "\(disk.name).image")
      if !FileManager.default.fileExists(atPath: file.path) { try disk.write(to: file) }
      return (disk.name, file)
    }
    for (name, file) in images { try Self.check(name, file) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func check(_ name: String, _ file: URL) throws {
    let size = try FileHandle(forUpdating: file).seekToEnd()
    guard size > 0, size % UInt64(DiskHardware.sector) == 0 else {
      throw ToolError("\(file.path) has \(size) bytes: the disk \"\(name)\" needs a whole number of sectors of 512 bytes")
    }
  }

  /// For QEMU, in whose options a comma is written twice.
  public var arguments: [String] {
    images.flatMap { name, file in
      let path = file.path.replacingOccurrences(of: ",", with: ",,")
      return [
        "-drive", "if=none,id=disk-\(name),format=raw,discard=unmap,file=\(path)", "-device",
        "virtio-blk-pci,drive=disk-\(name),serial=\(name)",
      ]
    }
  }

  /// Where a disk's content is.
  public func image(_ name: String) throws -> URL {
    guard let image = images.first(where: { $0.name == name }) else { throw ToolError("the machine has no disk \"\(name)\"") }
    return image.file
  }

  // MARK: - What a script does with a disk, behind the machine's back

  /// Keeps a copy of the content as it is now.
  func keep(_ name: String, as copy: String) throws {
    try Data(contentsOf: image(name)).write(to: folder.appending(path: "\(name)-\(copy).copy"))
  }

  /// Puts a copy back.
  func restore(_ name: String, from copy: String) throws {
    guard let data = try? Data(contentsOf: folder.appending(path: "\(name)-\(copy).copy")) else {
      throw ToolError("no copy \"\(copy)\" of the disk \"\(name)\" was kept")
    }
    try write(data, at: 0, of: name)
  }

  /// Turns a bit over; bits are counted from the disk's first byte, lowest bit first.
  func flip(_ bit: Int, of name: String) throws {
    let handle = try FileHandle(forReadingFrom: image(name))
    try handle.seek(toOffset: UInt64(bit / 8))
    guard let byte = try handle.read(upToCount: 1)?.first else { throw ToolError("the disk \"\(name)\" has no bit \(bit)") }
    try write(Data([byte ^ 1 << UInt8(bit % 8)]), at: bit / 8, of: name)
  }

  private func write(_ data: Data, at offset: Int, of name: String) throws {
    let handle = try FileHandle(forUpdating: image(name))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: data)
    try handle.close()
  }

  /// Whether a text is anywhere on the disk.
  func contains(_ text: String, _ name: String) throws -> Bool {
    try Data(contentsOf: image(name)).range(of: Data(text.utf8)) != nil
  }
}

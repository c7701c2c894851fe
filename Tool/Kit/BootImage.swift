// The boot archive of a scenario: core, init, the configuration, the programs, and other modules.

import Archive
import ELF
import Foundation
import HID

public struct BootImage {
  let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  /// Writes the archive and returns where it is.
  /// - Parameter replacements: modules that are added, or take the place of the scenario's.
  public func make(_ scenario: Scenario, replacements: [ModuleFile] = []) throws -> URL {
    var entries: [(name: String, content: [UInt8])] = [("core", try flatCore())]
    for name in ["init"] + scenario.binaries { entries.append((name, try stripped(name))) }
    entries.append(("config", Array(scenario.config.text.utf8)))
    for module in scenario.modules + replacements {
      let content = try module.bytes()
      entries.removeAll { $0.name == module.name }
      entries.append((module.name, content))
    }
    let folder = repository.images(scenario.name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "boot.archive")
    do { try Data(Archive.make(entries)).write(to: file) } catch let error as ArchiveError {
      throw ToolError("the boot modules cannot be packed (\(error)): names must be shorter than 112 bytes, without spaces")
    }
    return file
  }

  private func flatCore() throws -> [UInt8] {
    let file = [UInt8](try Data(contentsOf: repository.product("core")))
    let program = try Executable(file)
    let segments = program.segments.map { segment in
      (
        address: segment.virtualAddress, content: Array(file[segment.fileOffset..<segment.fileOffset + segment.fileSize]),
        memorySize: Int(segment.memorySize), flags: UInt64(segment.isWritable ? 1 : 0) | (segment.isExecutable ? 2 : 0)
      )
    }
    return Archive.flatImage(entry: program.entry, segments: segments)
  }

  /// The program without debug information, which stays in the build folder.
  private func stripped(_ name: String) throws -> [UInt8] {
    let output = repository.build.appending(path: "images/\(name).stripped")
    try FileManager.default.createDirectory(at: output.deletingLastPathComponent(), withIntermediateDirectories: true)
    let result = try Command("llvm-objcopy", ["--strip-all", repository.product(name).path, output.path]).run()
    guard result.status == 0 else { throw ToolError("cannot strip the program \"\(name)\": \(result.output)") }
    return [UInt8](try Data(contentsOf: output))
  }
}

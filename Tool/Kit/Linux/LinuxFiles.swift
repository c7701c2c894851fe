// What programs of this machine's Linux consist of: they, the shared libraries that the dynamic loader would give them, and the
// kernel; each with the size of its code, and with its linked lines if its debug information is installed.

import DebugLines
import Foundation
import SecurityReport

final class LinuxFiles {
  private let repository: Repository
  /// Where detached debug information lies, in the order of looking.
  let debugFolders: [String]
  /// By path: reading debug information takes long.
  private var measured: [String: ForeignFile] = [:]

  init(_ repository: Repository, debugFolders: [String] = ["/usr/lib/debug"]) {
    self.repository = repository
    self.debugFolders = debugFolders + [repository.build.appending(path: "linux/usr/lib/debug").path]
  }

  // MARK: - Programs and libraries

  /// Programs by name, and all libraries that are loaded with them.
  func files(of programs: [String]) throws -> [ForeignFile] {
    let paths = try programs.map(Self.path)
    let libraries = try Set(paths.flatMap(libraries)).subtracting(paths)
    return try paths.map { try file($0, .program) } + libraries.sorted().map { try file($0, .library) }
  }

  /// The C library's files, whatever job is looked at: lines of others are estimated at their rate.
  /// - Returns: those whose lines are known.
  func references() throws -> [ForeignFile] {
    guard let library = try libraries(of: Self.path(of: "sh")).first(where: { $0.hasSuffix("/libc.so.6") }) else { return [] }
    let folder = URL(filePath: library).deletingLastPathComponent()
    let paths = ["ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6"].map { folder.appending(path: $0).path }
    return try paths.filter { FileManager.default.fileExists(atPath: $0) }.map { try file($0, .library) }
      .filter { $0.measuredLines != nil }
  }

  private static func path(of program: String) throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin", "/usr/sbin"]
    guard let found = folders.map({ "\($0)/\(program)" }).first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw ToolError("\"\(program)\" is not on this machine: install the Debian package that has it") }
    return URL(filePath: found).resolvingSymlinksInPath().path
  }

  /// "libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x...)", and the loader itself, which has no arrow.
  private func libraries(of program: String) throws -> [String] {
    let result = try Command("ldd", [program]).run()
    guard result.status == 0 else { throw ToolError("ldd cannot tell the libraries of \(program):\n\(result.output)") }
    return Self.paths(ofLibraries: result.output).map { URL(filePath: $0).resolvingSymlinksInPath().path }
  }

  static func paths(ofLibraries output: String) -> [String] {
    output.split(separator: "\n").compactMap { line in
      line.split(separator: " ").map { $0.trimmingCharacters(in: .whitespaces) }.first { $0.hasPrefix("/") }
    }
  }

  func file(_ path: String, _ kind: ForeignFile.Kind) throws -> ForeignFile {
    if let known = measured[path] { return known }
    let file = try measure(path, kind)
    measured[path] = file
    return file
  }

  private func measure(_ path: String, _ kind: ForeignFile.Kind) throws -> ForeignFile {
    let name = URL(filePath: path).lastPathComponent
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { throw ToolError("cannot read \(path)") }
    do {
      let size = try LinkedLines.codeBytes(of: [UInt8](bytes))
      return ForeignFile(name, kind, codeBytes: size, measuredLines: try debugFile(of: path).map { try lines($0) })
    } catch let error as DebugLinesError { throw ToolError("\(path): \(error)") }
  }

  // MARK: - Debug information

  /// Debug information lies under the build ID of what it belongs to (GDB's manual, "Separate Debug Files").
  private func debugFile(of path: String) throws -> String? {
    let notes = try Command("readelf", ["-nW", path]).run().output
    let line = notes.split(separator: "\n").first { $0.contains("Build ID: ") }
    guard let identifier = line?.components(separatedBy: "Build ID: ").last, identifier.count > 2 else { return nil }
    let place = ".build-id/\(identifier.prefix(2))/\(identifier.dropFirst(2)).debug"
    return debugFolders.map { "\($0)/\(place)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private func lines(_ path: String) throws -> Int { try linked(path).linesWithCode }

  /// What the line tables of version 5 need nothing of, and what is most of a kernel's debug information.
  private static let unneeded = [
    "info", "abbrev", "loclists", "rnglists", "loc", "ranges", "aranges", "frame", "types", "macro",
  ]

  /// Distributions compress debug information.
  private func linked(_ path: String) throws -> LinkedLines {
    let bytes = try FileManager.default.withTemporaryFolder { folder in
      let copy = folder.appending(path: "copy")
      let removal = Self.unneeded.map { "--remove-section=.debug_\($0)" }
      let result = try Command("objcopy", ["--decompress-debug-sections"] + removal + [path, copy.path]).run()
      guard result.status == 0, let bytes = try? Data(contentsOf: copy) else {
        throw ToolError("objcopy cannot read \(path):\n\(result.output)")
      }
      return bytes
    }
    do { return try LinkedLines([UInt8](bytes)) } catch { throw ToolError("\(path): \(error)") }
  }

  // MARK: - The kernel

  /// The kernel that runs, by the size of its code in memory; or an image with debug information.
  func kernel(image: String? = nil) throws -> ForeignFile {
    let release = try Command("uname", ["-r"]).run().output.trimmingCharacters(in: .whitespacesAndNewlines)
    let places = ["/usr/lib/debug/boot/vmlinux-\(release)", "/usr/lib/debug/lib/modules/\(release)/vmlinux"]
    if let image = image ?? places.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      let linked = try linked(image)
      let name = URL(filePath: image).lastPathComponent
      return ForeignFile(
        name, .kernel, codeBytes: linked.codeBytes, measuredLines: linked.linesWithCode)
    }
    let map = (try? String(contentsOfFile: "/proc/iomem", encoding: .utf8)) ?? ""
    guard let size = Self.kernelCode(inMemoryMap: map) else {
      throw ToolError(
        "only root can tell how large the running kernel is (/proc/iomem): run this as root, or name an image that has debug"
          + " information: --vmlinux FILE")
    }
    return ForeignFile("Linux \(release)", .kernel, codeBytes: size)
  }

  /// "  01000000-02209987 : Kernel code"; without the right to know, all numbers are 0.
  static func kernelCode(inMemoryMap text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasSuffix(" : Kernel code") }) else { return nil }
    let ends = line.split(separator: " ")[0].split(separator: "-").compactMap { Int($0, radix: 16) }
    return ends.count == 2 && ends[1] > ends[0] ? ends[1] - ends[0] + 1 : nil
  }
}

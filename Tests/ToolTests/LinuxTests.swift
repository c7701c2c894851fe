import Foundation
import SecurityReport
import Testing

@testable import ToolKit

@Suite struct LinuxTests {
  private static let repository = Repository(
    root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

  @Test func theKernelsCodeIsWhatTheMemoryMapSays() {
    let map = "00001000-0009fbff : System RAM\n01000000-bfffffff : System RAM\n  01000000-02209987 : Kernel code\n"
    #expect(LinuxFiles.kernelCode(inMemoryMap: map) == 0x120_9988)
    // What those read who have no right to know.
    #expect(LinuxFiles.kernelCode(inMemoryMap: "  00000000-00000000 : Kernel code\n") == nil)
    #expect(LinuxFiles.kernelCode(inMemoryMap: "  what-ever : Kernel code\n") == nil)
    #expect(LinuxFiles.kernelCode(inMemoryMap: "") == nil)
  }

  @Test func librariesAreWhatTheLoaderNames() {
    let output = """
      \tlinux-vdso.so.1 (0x00007ffc8a5f2000)
      \tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f1)
      \tlibgone.so => not found
      \t/lib64/ld-linux-x86-64.so.2 (0x00007f2)

      """
    #expect(LinuxFiles.paths(ofLibraries: output) == ["/lib/x86_64-linux-gnu/libz.so.1", "/lib64/ld-linux-x86-64.so.2"])
  }

  @Test func theSystemSaysItsName() {
    #expect(
      Repository.name(inRelease: "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n") == "Debian GNU/Linux 12 (bookworm)"
    )
    #expect(Repository.name(inRelease: "") == "a Linux that does not say its name")
  }

  @Test func programsOfThisMachineAreMeasured() throws {
    let files = try LinuxFiles(Self.repository, debugFolders: []).files(of: ["gpg"])
    #expect(files.first?.name == "gpg" && files.first?.kind == .program)
    let library = try #require(files.first { $0.name.hasPrefix("libgcrypt.so") })
    #expect(library.kind == .library && library.codeBytes > 200_000)
    #expect(Set(files.map(\.name)).count == files.count)
    #expect(throws: ToolError.self) { try LinuxFiles(Self.repository).files(of: ["no-such-program"]) }
    #expect(throws: ToolError.self) { try LinuxFiles(Self.repository).file("/etc/os-release", .program) }
    #expect(throws: ToolError.self) { try LinuxFiles(Self.repository).kernel(image: "/etc/os-release") }
  }

  /// Whatever is compared, lines are estimated at the same rate.
  @Test func theRateIsThatOfTheCLibrary() throws {
    let known = ["ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6"]
    for file in try LinuxFiles(Self.repository).references() {
      #expect(known.contains(file.name) && (file.measuredLines ?? 0) > 1000 && file.codeBytes > 100_000)
    }
  }

  /// C that is compiled here, with its debug information apart from it as distributions do.
  @Test func linesAreThoseOfTheDetachedDebugInformation() throws {
    let work = FileManager.default.temporaryDirectory.appending(path: "bulkhead-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: work) }
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    let source = "int twice(int x) {\n  return\n    x * 2;\n}\n\nint main(int n, char **v) {\n  return twice(n);\n}\n"
    try source.write(to: work.appending(path: "a.c"), atomically: true, encoding: .utf8)
    let script = """
      set -e; gcc -g -O0 -Wl,--build-id a.c -o a; id=$(readelf -nW a | sed -n 's/.*Build ID: //p')
      mkdir -p d/.build-id/$(echo $id | cut -c1-2); file=d/.build-id/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-).debug
      objcopy --only-keep-debug --compress-debug-sections a $file; strip a
      """
    let made = try Command("sh", ["-c", script], in: work).run()
    try #require(made.status == 0, "\(made.output)")
    let path = work.appending(path: "a").path
    let found = try LinuxFiles(Self.repository, debugFolders: [work.appending(path: "d").path]).file(path, .program)
    // Lines 1, 3, 4, 6, 7, 8: those with an instruction of their own.
    #expect(found.measuredLines == 6)
    #expect(try LinuxFiles(Self.repository, debugFolders: []).file(path, .program).measuredLines == nil)
  }
}

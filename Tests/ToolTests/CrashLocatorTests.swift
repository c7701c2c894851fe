// Finding the program, the address and the line of a crash.

import Foundation
import HID
import Testing

@testable import ToolKit

@Suite struct CrashLocatorTests {
  private func locator() throws -> CrashLocator {
    let scenario = try ScenarioReader(name: "test", folder: URL(fileURLWithPath: "/"), components: ["clock", "shell"]).read(
      """
      scenario test
      + config
        + parent-provides
          + service PD
          + service CPU
          + service ROM
          + service LOG
        + start clock | ram: 1M | caps: 100
          + route | + any-service | + parent
        + start second | ram: 1M | caps: 100
          + binary clock
          + route | + any-service | + parent
      -
      """)
    return CrashLocator(Repository(root: URL(fileURLWithPath: "/repository")), scenario)
  }

  @Test(arguments: [
    (#"[init] child "second" crashed: illegal read of address 0x0 at instruction 0x1001 in thread "main"; x"#, "clock", 0x1001),
    (#"Error: init: illegal READ at 0x38 by thread "main" at ip 0x1030a4a (null pointer)"#, "init", 0x103_0a4a),
    (#"Error: init -> clock: illegal READ at 0x38 by thread "main" at ip 0x10"#, "clock", 0x10),
    ("bulkhead: core failed: fault 0000000000000100  at 0000000000000000  rip 0000000001002000", "core", 0x100_2000),
    ("  error 0000000000000000  rip 00007f800010d030  rflags 0000000000000002", "kernel", 0x7f80_0010_d030),
  ])
  func findsTheProgram(line: String, program: String, address: UInt64) throws {
    let place = try locator().place(in: line)
    #expect(place?.program == program)
    #expect(place?.address == address)
  }

  @Test(arguments: [
    "", #"child "unknown" crashed: x at instruction 0x1"#, #"[init] child "clock" crashed: x at instruction nonsense"#,
    #"child "clock" crashed: x at instruction 0x11111111111111111"#, #"[init -> clock] Error: something at ip 0x1"#,
  ])
  func ignoresOtherLines(line: String) throws { #expect(try locator().place(in: line) == nil) }

  @Test func takesTheInnermostFrameWithALine() {
    let output = "f\n/<compiler-generated>:0:0\ng\n/r/System/A.swift:7:3\nh\n/r/System/B.swift:9:1\n\n"
    let frame = CrashLocator.frame(output, root: "/r")
    #expect(frame?.function == "g")
    #expect(frame?.place == "System/A.swift:7")
    #expect(CrashLocator.frame("??\n??:0:0\n", root: "/r") == nil)
    #expect(CrashLocator.frame("", root: "/r") == nil)
  }

  @Test(arguments: [[], [1, 2, 3], Array("\u{7f}ELF".utf8), [UInt8](repeating: 0, count: 64)])
  func refusesWhatIsNoProgram(file: [UInt8]) { #expect(throws: ToolError.self) { try ProgramSymbols(file) } }

  /// Whatever the headers of a program say, reading it ends.
  @Test func survivesDamagedPrograms() throws {
    var file = Array("\u{7f}ELF".utf8) + [2, 1] + [UInt8](repeating: 0, count: 300)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      file[6 + Int(random.next() % 290)] = UInt8(truncatingIfNeeded: random.next())
      _ = try ProgramSymbols(file).function(at: random.next())
    }
  }

  @Test(arguments: [
    ("Swift version 6.3.1 (swift-6.3.1-RELEASE)", true), ("Swift version 6.10", true), ("Swift version 7.0-dev", true),
    ("Swift version 6.2.9", false), ("Swift version 5.10", false), ("nonsense", false), ("", false),
  ])
  func knowsWhichSwiftIsNeeded(text: String, isRecent: Bool) { #expect(Diagnosis.isRecent(text) == isRecent) }
}

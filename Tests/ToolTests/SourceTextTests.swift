import Testing

@testable import ToolKit

@Suite struct SourceTextTests {
  private static func swift(_ text: String) -> (Int, Int) {
    let source = SourceText(text, .swift)
    return (source.codeLines, source.unsafeExpressions)
  }

  @Test(
    arguments: [
      ("", 0), ("\n\n", 0), ("// only\n/// words\n", 0), ("let a = 1 // with words", 1), ("/* a\n b */ let a = 1", 1),
      ("/* /* nested */ still\n a comment */\nlet b = 2", 1), ("let a = /* 1 */ 2\n\n", 1),
      ("let s = \"// no comment\"\n// one", 1), ("let s = \"\"\"\n  text\n\n  // text\n  \"\"\"\n", 4),
      ("let s = #\"a \" /* b\"#\nlet t = 1", 2), ("let s = \"\\\"/*\"\nlet t = 1", 2),
      ("let s = \"\\(f(\"/*\"))\"\nlet t = 1 /*\n*/", 2), ("let s = #\"\\(a) /*\"# // x\nlet t = #\"\\#(a /* b */) \"#", 2),
    ])
  func linesOfSwift(_ text: String, _ lines: Int) { #expect(Self.swift(text).0 == lines) }

  @Test(
    arguments: [
      ("let a = unsafe b", 1), ("unsafe f(unsafe x.y, unsafe (z))", 3), ("// unsafe f()", 0), ("/* unsafe f() */", 0),
      ("\"unsafe f()\"", 0), ("\"\\(unsafe f()) unsafe\"", 1), ("@unsafe func f() {}", 0), ("unowned(unsafe) let a: B", 0),
      ("nonisolated(unsafe) var a = 1", 0), ("f(unsafe: 1)", 0), ("a.unsafe", 0), ("unsafely(b)", 0),
      ("for unsafe a in b {}", 1), ("#\"\\(unsafe a)\"#", 0), ("#\"\\#(unsafe a)\"#", 1), ("/* /* */ unsafe a */ unsafe b", 1),
    ])
  func unsafeExpressions(_ text: String, _ count: Int) { #expect(Self.swift(text).1 == count) }

  @Test(
    arguments: [
      ("int a; /* b */\n// c\n", 1), ("char c = '\"'; // \"\nint b;", 2), ("/* /* no nesting */ int a;", 1),
      ("const char *s = \"/*\";\nint b;", 2), ("char c = '\\'';\n/* x */", 1), ("int unsafe = 1;", 1),
    ])
  func linesOfC(_ text: String, _ lines: Int) {
    let source = SourceText(text, .c)
    #expect(source.codeLines == lines)
    #expect(source.unsafeExpressions == 0)
  }

  @Test(
    arguments: [
      ("  mov %rax, %rbx # moves\n# words\n", 1), ("#include <a.h>\n# define B 1\n#else\n", 3), ("/* a */\nret // b\n", 1),
      (".ascii \"# /*\"\nret", 2), ("# includes nothing\n", 1),
    ])
  func linesOfAssembly(_ text: String, _ lines: Int) { #expect(SourceText(text, .assembly).codeLines == lines) }

  /// Whatever is cut off, reading ends.
  @Test func everyPrefixEnds() {
    let text = "let s = #\"\"\"\n \\#(f(\"\\(unsafe x)\")) /* \"\"\"# /* a /* b */ c */ 'x' \"y\\"
    for language in [SourceText.Language.swift, .c, .assembly] {
      for count in 0...text.utf8.count { #expect(SourceText(String(text.prefix(count)), language).codeLines <= 2) }
    }
  }
}

@Suite struct SourceModulesTests {
  @Test(
    arguments: [
      ("Logic/Sources/HID/Parser.swift", "Logic/Sources/HID"),
      ("Logic/Sources/Composition/Engine/Engine.swift", "Logic/Sources/Composition"),
      ("System/Bulkhead/Packets/BulkAllocator.swift", "System/Bulkhead"), ("System/Kernel/Calls.swift", "System/Kernel"),
      ("System/Kernel/X86_64/X86.swift", "System/Kernel/X86_64"),
      ("System/Kernel/X86_64/Assembly/include/Instructions.h", "System/Kernel/X86_64/Assembly"),
      ("System/Kernel/X86_64/Firmware/MADT.swift", "System/Kernel/X86_64/Firmware"),
      ("System/RPC/CKernel/include/a.h", "System/RPC/CKernel"), ("System/Servers/gui/Main.swift", "System/Servers/gui"),
      ("System/Servers/password/Assembly/a.c", "System/Servers/password/Assembly"),
      ("Build/fetched/monocypher/monocypher.c", "Build/fetched/monocypher"), ("Build/system/a.swift", nil),
      ("/opt/swift/usr/lib/swift/shims/EmbeddedShims.h", nil), ("Package.swift", nil), ("System/Package.swift", nil),
      ("Logic/Package.swift", nil), ("Tests/CoreTests/A.swift", nil), ("", nil),
    ] as [(String, String?)])
  func folderOfAFile(_ path: String, _ folder: String?) { #expect(SourceModules.folder(of: path) == folder) }

  @Test(
    arguments: [
      ("Swift version 6.3.1 (swift-6.3.1-RELEASE)", "Swift standard library 6.3.1"), ("clang version 21.0.0", nil),
      ("Swift", nil), ("", nil),
    ] as [(String, String?)])
  func namesTheStandardLibrary(_ producer: String, _ name: String?) {
    #expect(ProgramMeasurement.standardLibrary(producer) == name)
  }
}

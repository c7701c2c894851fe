// Checks of the sources and of the kernel's image: promises that a person would otherwise have to look after.

import Foundation

public enum SourceChecks {
  public static func cases(_ repository: Repository) -> [TestCase] {
    [
      TestCase("the kernel has at most 5,000 lines") { lines(["System/Kernel"], 5000, repository) },
      TestCase("core has at most 6,000 lines") { lines(["System/Core"], 6000, repository) },
      TestCase("the GUI server has at most 4,000 lines") {
        lines(
          ["System/Servers/gui", "Logic/Sources/Windowing", "Logic/Sources/Geometry", "Logic/Sources/Input"], 4000, repository)
      },
      TestCase("the settings of who may what have at most 1,500 lines") { lines(settings, 1500, repository) },
      TestCase("the GUI server reads neither typefaces nor pictures") { try imports(repository) },
      TestCase("the kernel has no SSE, MMX or x87 instruction") { try registers(repository) },
      TestCase("no program has constants that another module's could replace") { try outlinedConstants(repository) },
      TestCase("every unsafe expression is in a file that says why it is safe") { unsafe(repository) },
      TestCase("README.md has every measured figure, with its target") { try figures(repository) },
      TestCase("the sources are formatted") { try format(repository) },
    ]
  }

  /// What shows the decisions and has them changed, and what keeps them; all of the broker but how a question is drawn.
  private static let settings = [
    "System/Programs/settings", "System/Servers/consent", "Logic/Sources/Consent", "Logic/Sources/ConsentSettings",
  ]

  /// - Parameter folders: from the repository's root on; a module and those that are made for it alone.
  private static func lines(_ folders: [String], _ limit: Int, _ repository: Repository) -> TestOutcome {
    let counts = folders.map { ($0, LineCounter.count(folder: repository.root.appending(path: $0))) }
    let sum = counts.reduce(0) { $0 + $1.1 }
    return sum <= limit && counts.allSatisfy { $0.1 > 0 }
      ? .passed : .failed("      \(sum) lines: \(counts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))")
  }

  /// Whoever draws has these modules; a program that does shows that they would be found.
  private static func imports(_ repository: Repository) throws -> TestOutcome {
    let readers: Set = ["Typography", "Pictures", "Painting"]
    let modules = ImportedModules(repository)
    let found = try modules.all(of: "System/Servers/gui").intersection(readers)
    guard try modules.all(of: "System/Programs/viewer").isSuperset(of: readers) else {
      return .failed("      the viewer of pictures imports none of what reads them: this test finds nothing")
    }
    return found.isEmpty ? .passed : .failed("      it imports \(found.sorted().joined(separator: ", "))")
  }

  /// Vector and x87 registers, and the instructions on them that name none.
  private static func registers(_ repository: Repository) throws -> TestOutcome {
    try Builder(repository) { _ in }.buildKernel()
    let listing = try Command("llvm-objdump", ["-d", "--no-show-raw-insn", repository.product("kernel").path]).run()
    guard listing.status == 0, listing.output.contains("syscall_entry") else { return .failed("      no disassembly") }
    let instructions = listing.output.split(separator: "\n").filter {
      $0.range(of: #"^\s+[0-9a-f]+:"#, options: .regularExpression) != nil
    }
    let bad = instructions.filter { line in
      let isVector = line.contains("%xmm") || line.contains("%ymm") || line.contains("%mm") || line.contains("%st")
      let isFloating = line.range(of: #":\s+f[a-z]"#, options: .regularExpression) != nil
      return isVector || isFloating
    }
    return bad.isEmpty ? .passed : .failed(bad.prefix(5).map { "      \($0)" }.joined(separator: "\n"))
  }

  /// Swift 6.3.1 names the constants that it takes out of a function by their number in it. Two modules that contain the same
  /// function can number them differently, and the linker keeps one of each name: wrong contents. The toolsets switch that off
  /// (`-sil-disable-pass=object-outliner`). The program is one whose modules had nine such constants.
  private static func outlinedConstants(_ repository: Repository) throws -> TestOutcome {
    try Builder(repository) { _ in }.build(["consent"])
    let bad = try ["core", "init", "consent"].flatMap { program in
      let symbols = try Command("llvm-objdump", ["--syms", repository.product(program).path]).run()
      guard symbols.status == 0, symbols.output.contains(".text") else { return ["\(program) has no symbols"] }
      return symbols.output.split(separator: "\n").map(String.init).filter {
        $0.range(of: "Tv[0-9]*_r$", options: .regularExpression) != nil
      }
    }
    return bad.isEmpty ? .passed : .failed(bad.prefix(5).map { "      \($0)" }.joined(separator: "\n"))
  }

  private static func unsafe(_ repository: Repository) -> TestOutcome {
    let folders = [repository.system, repository.root.appending(path: "Logic/Sources")]
    let bad = folders.flatMap(LineCounter.files).filter { file in
      guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else { return false }
      let isUsed = text.split(separator: "\n").contains {
        $0.contains("unsafe ") && !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//")
      }
      return isUsed && !text.contains("afety:") && !text.contains("unsafe corner")
    }
    return bad.isEmpty
      ? .passed : .failed(bad.map { "      \($0.lastPathComponent) has no \"Safety:\" line" }.joined(separator: "\n"))
  }

  private static func format(_ repository: Repository) throws -> TestOutcome {
    let folders = ["System", "Logic", "Tool", "Tests"].map { repository.root.appending(path: $0) }
    let files = folders.flatMap(LineCounter.files).filter { $0.pathExtension == "swift" && !$0.path.contains("/.build/") }
    let result = try Command(
      "swift-format",
      ["lint", "--strict", "--configuration", repository.root.appending(path: ".swift-format").path] + files.map(\.path)
    ).run()
    return result.status == 0 ? .passed : .failed(result.output.split(separator: "\n").prefix(20).joined(separator: "\n"))
  }

  /// As `bench` prints them; the measured value may be an older one.
  private static func figures(_ repository: Repository) throws -> TestOutcome {
    let text = try String(contentsOf: repository.root.appending(path: "README.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    let missing = MetricGoal.all.filter { goal in
      !rows.contains { $0.count > 4 && [$0[0], $0[1], $0[2], $0[3]] == goal.columns && !$0[4].isEmpty }
    }
    return missing.isEmpty ? .passed : .failed("      no row for \(missing.map(\.name)), or another one than bench prints")
  }
}

// Fuzzing, a little at each test run: Tests/Fuzz has the targets and says more.
//
// The compiler is called directly: the package manager cannot link a program whose main function comes from libFuzzer.

import Foundation

public struct FuzzTests {
  private let repository: Repository

  private struct Target: Sendable {
    let name: String
    /// The modules that it is about and those they need, in the order in which they can be compiled: name, folder.
    let modules: [(name: String, folder: String)]
    /// Starts from the scenarios, too.
    var readsScenarios = false
    /// A component whose C it is about, and the header that declares it: file names in its folder `Assembly`.
    var c: (component: String, source: String, header: String)?
  }

  private static let hid = ("HID", "Logic/Sources/HID")
  private static let targets = [
    Target(name: "HID", modules: [hid], readsScenarios: true),
    Target(
      name: "Composition",
      modules: [
        hid, ("Policy", "Logic/Sources/Policy"), ("Geometry", "Logic/Sources/Geometry"), ("Input", "Logic/Sources/Input"),
        ("Consent", "Logic/Sources/Consent"), ("Composition", "Logic/Sources/Composition"),
      ], readsScenarios: true),
    Target(name: "ELF", modules: [("ELF", "Logic/Sources/ELF")]),
    Target(name: "DebugLines", modules: [("DebugLines", "Logic/Sources/DebugLines")]),
    Target(
      name: "Mail",
      modules: [
        ("Base64", "Logic/Sources/Base64"), ("UTF8Text", "Logic/Sources/UTF8Text"), ("Mail", "Logic/Sources/Mail"),
      ]),
    Target(name: "OpenPGP", modules: [("Base64", "Logic/Sources/Base64"), ("OpenPGP", "Logic/Sources/OpenPGP")]),
    Target(name: "Archive", modules: [("Archive", "Logic/Sources/Archive")]),
    Target(
      name: "TerminalEmulation",
      modules: [
        ("Geometry", "Logic/Sources/Geometry"), ("Input", "Logic/Sources/Input"),
        ("TerminalEmulation", "Logic/Sources/TerminalEmulation"),
      ]),
    Target(
      name: "Pictures",
      modules: [
        ("Geometry", "Logic/Sources/Geometry"), ("Painting", "Logic/Sources/Painting"), ("UTF8Text", "Logic/Sources/UTF8Text"),
        ("Pictures", "Logic/Sources/Pictures"),
      ]),
    Target(name: "PictureDecoding", modules: [], c: ("viewer", "Decoding.c", "include/Decoding.h")),
    Target(
      name: "Firmware",
      modules: [("KernelABI", "System/KernelABI"), ("Firmware", "System/Kernel/X86_64/Firmware")]),
  ]

  /// `BULKHEAD_FUZZ_SECONDS` makes each run longer than 3 seconds.
  public static func cases(_ repository: Repository) -> [TestCase] {
    let seconds = ProcessInfo.processInfo.environment["BULKHEAD_FUZZ_SECONDS"] ?? "3"
    return targets.map { target in
      TestCase("fuzz \(target.name) for \(seconds) s") {
        guard let seconds = Int(seconds), seconds > 0 else {
          throw ToolError("BULKHEAD_FUZZ_SECONDS must be a number of seconds above 0, not \"\(seconds)\"")
        }
        return try FuzzTests(repository: repository).run(target, seconds)
      }
    }
  }

  private func run(_ target: Target, _ seconds: Int) throws -> TestOutcome {
    let folder = repository.build.appending(path: "fuzz/\(target.name)")
    let found = folder.appending(path: "found")
    try FileManager.default.createDirectory(at: found, withIntermediateDirectories: true)
    let program = try compile(target, in: folder)
    var corpus = [found.path, repository.root.appending(path: "Tests/Fuzz/Corpus/\(target.name)").path]
    if target.readsScenarios { corpus.append(try copyScenarios(to: folder.appending(path: "scenarios"))) }
    let options = [
      "-max_total_time=\(seconds)", "-max_len=8192", "-timeout=5", "-rss_limit_mb=1024", "-print_final_stats=1",
      "-artifact_prefix=\(folder.path)/",
    ]
    let result = try Command(program.path, options + corpus).run()
    guard result.status == 0 else {
      let lines = result.output.split(separator: "\n").suffix(25).map { "      | \($0)" }.joined(separator: "\n")
      return .failed("\(lines)\n      run it again with: \(program.path) THE-FILE-NAMED-ABOVE")
    }
    return .passed
  }

  private func copyScenarios(to folder: URL) throws -> String {
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in repository.scenarioNames() {
      try FileManager.default.copyItem(
        at: repository.scenarios.appending(path: "\(name)/scenario.hid"), to: folder.appending(path: "\(name).hid"))
    }
    return folder.path
  }

  // MARK: - Compiling

  private static let flags = [
    "-O", "-swift-version", "6", "-enable-experimental-feature", "Lifetimes", "-sanitize=fuzzer", "-parse-as-library", "-wmo",
    "-suppress-warnings",
  ]

  private func compile(_ target: Target, in folder: URL) throws -> URL {
    var objects: [String] = []
    for module in target.modules {
      let object = folder.appending(path: "\(module.name).o").path
      try swiftc(
        ["-emit-module", "-emit-object", "-module-name", module.name, "-o", object], sources(module.folder), folder)
      objects.append(object)
    }
    let (object, options) = try compileC(target, in: folder)
    objects += object
    let program = folder.appending(path: "fuzz-\(target.name)")
    let source = repository.root.appending(path: "Tests/Fuzz/\(target.name).swift").path
    try swiftc(["-module-name", "Fuzz", "-o", program.path] + options, [source] + objects, folder)
    return program
  }

  /// C is compiled with checks of every access to memory, which Swift does not need.
  /// - Returns: the objects, and what the Swift compiler has to be told besides.
  private func compileC(_ target: Target, in folder: URL) throws -> (objects: [String], options: [String]) {
    guard let c = target.c, let path = repository.folder(of: c.component) else { return ([], []) }
    try FetchedSources(repository).provide(for: c.component)
    let assembly = repository.root.appending(path: "\(path)/Assembly")
    let (object, header) = (folder.appending(path: "C.o").path, assembly.appending(path: c.header))
    let fetched = repository.build.appending(path: "fetched").path
    let arguments = [
      "-O1", "-fsanitize=fuzzer-no-link,address", "-I", header.deletingLastPathComponent().path, "-I", fetched, "-c",
      assembly.appending(path: c.source).path, "-o", object,
    ]
    let result = try Command("clang", arguments, in: folder).run()
    guard result.status == 0 else { throw ToolError("the fuzzer does not build:\n\(result.output)") }
    return ([object], ["-sanitize=address", "-import-objc-header", header.path])
  }

  private func sources(_ folder: String) -> [String] {
    LineCounter.files(repository.root.appending(path: folder)).map(\.path).filter { $0.hasSuffix(".swift") }
  }

  private func swiftc(_ arguments: [String], _ files: [String], _ folder: URL) throws {
    let command = Command("swiftc", Self.flags + ["-I", folder.path] + arguments + files, in: folder)
    let result = try command.run()
    guard result.status == 0 else { throw ToolError("the fuzzer does not build:\n\(result.output)") }
  }
}

// Where in the sources a crash happened: lines of the log that name an instruction of a program get a line behind them.
//
// The function comes from the program's symbol table; file and line from its debug information, by llvm-symbolizer, if that
// is there. The build folder has the unstripped programs.

import Foundation
import HID

public final class CrashLocator {
  private let repository: Repository
  /// Child -> program, at any depth; of children with the same name one.
  private var programs: [String: String] = [:]
  private var known: [String: String] = [:]

  public init(_ repository: Repository, _ scenario: Scenario) {
    self.repository = repository
    collect(scenario.config)
  }

  private func collect(_ config: Node) {
    for start in config.nodes("start") {
      guard let child = start.name else { continue }
      programs[child] = start.node("binary")?.name ?? child
      if let inner = start.node("config") { collect(inner) }
    }
  }

  /// What to print behind a line of the log; nil for lines that name no instruction.
  public func explanation(of line: String) -> String? {
    guard let (program, address) = place(in: line) else { return nil }
    let key = "\(program) \(address)"
    if let text = known[key] { return text.isEmpty ? nil : text }
    let text = locate(program, address).map { "    0x\(String(address, radix: 16)) in \(program) is \($0)" }
    known[key] = text ?? ""
    return text
  }

  /// The program and the address of its instruction that a line names.
  func place(in line: String) -> (program: String, address: UInt64)? {
    let patterns: [(NSRegularExpression, (String) -> String?)] = [
      (Self.child, { [programs] in programs[$0] }), (Self.core, { [programs] in $0 == "init" ? "init" : programs[$0] }),
      (Self.coreItself, { _ in "core" }), (Self.kernel, { _ in "kernel" }),
    ]
    let range = NSRange(line.startIndex..., in: line)
    for (expression, program) in patterns {
      guard let match = expression.firstMatch(in: line, range: range),
        let name = Range(match.range(at: 1), in: line), let digits = Range(match.range(at: 2), in: line),
        let program = program(String(line[name])), let address = UInt64(line[digits], radix: 16)
      else { continue }
      return (program, address)
    }
    return nil
  }

  private static func expression(_ pattern: String) -> NSRegularExpression {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { preconditionFailure("a bad pattern") }
    return expression
  }

  /// Init's lines, core's lines, core's own end, and the kernel's dump.
  private static let child = expression(#"child "([^"]+)" crashed: .* at instruction 0x([0-9a-f]+)"#)
  private static let core = expression(#"^Error: (?:.* -> )?([^:]+): .* at ip 0x([0-9a-f]+)"#)
  private static let coreItself = expression(#"^(bulkhead: core failed): .* rip ([0-9a-f]+)"#)
  private static let kernel = expression(#"^(  error) .* rip ([0-9a-f]{16})"#)

  private func locate(_ program: String, _ address: UInt64) -> String? {
    let file = repository.product(program)
    guard let symbols = try? ProgramSymbols(contentsOf: file), let function = symbols.function(at: address) else { return nil }
    let result = try? Command("llvm-symbolizer", ["--obj=\(file.path)", "0x\(String(address, radix: 16))"]).run()
    let frame = (result?.status == 0 ? result?.output : nil).flatMap { Self.frame($0, root: repository.root.path) }
    let name = readable(frame?.function ?? function.name)
    return frame.map { "\(name), \($0.place)" } ?? name
  }

  /// The innermost frame that has a line of a file: llvm-symbolizer prints two lines a frame.
  static func frame(_ output: String, root: String) -> (function: String, place: String)? {
    let lines = output.split(separator: "\n").map(String.init)
    for index in stride(from: 0, to: lines.count - 1, by: 2) {
      let parts = lines[index + 1].split(separator: ":").map(String.init)
      guard parts.count >= 2, let number = Int(parts[1]), number > 0, !parts[0].contains("<") else { continue }
      let path = parts[0].hasPrefix(root + "/") ? String(parts[0].dropFirst(root.count + 1)) : parts[0]
      return (lines[index], "\(path):\(number)")
    }
    return nil
  }

  private func readable(_ name: String) -> String {
    guard name.hasPrefix("$"), let result = try? Command("swift", ["demangle", "--compact", "--simplified", name]).run(),
      result.status == 0
    else { return name }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

// How large programs are, measured from what the build made of them.
//
// Linked lines come from the line tables of the unstripped programs (module DebugLines says what counts). The Swift standard
// library comes compiled: code of it that was inlined or linked has no lines of its own in those tables, but for the C
// headers of its runtime, which count as any other file. So the library is named as third-party code, and what of the program
// no line of source stands behind is given in bytes (`ComponentSize.codeWithoutLines`).

import DebugLines
import Foundation
import SecurityReport

public struct ProgramMeasurement {
  private let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  /// The sizes of programs that have been built: "kernel", "core", "init" and components.
  /// - Throws: `ToolError` if one is missing or its debug information cannot be read.
  public func sizes(of programs: some Sequence<String>) throws -> ProgramSizes {
    var sizes: [String: ComponentSize] = [:]
    for program in Set(programs) { sizes[program] = try size(of: program) }
    return ProgramSizes(sizes)
  }

  func size(of program: String) throws -> ComponentSize {
    let linked = try linkedLines(of: program)
    var size = ComponentSize()
    for (file, lines) in linked.lines {
      let path = repository.path(of: file) ?? file
      for line in lines { size.linkedLines.insert(line, of: path) }
    }
    size.sources = try SourceModules(repository).sources(of: size.linkedLines.files)
    for library in linked.producers.compactMap(Self.standardLibrary) {
      size.sources["the toolchain's Swift library"] = SourceFile(.swift, lines: 0, thirdParty: library)
    }
    size.binaries[program] = linked.imageBytes
    size.code[program] = linked.codeBytes
    size.codeWithoutLines[program] = max(0, linked.codeBytes - Int(clamping: linked.attributed.count))
    return size
  }

  func linkedLines(of program: String) throws -> LinkedLines {
    let file = repository.product(program)
    guard let bytes = try? Data(contentsOf: file) else {
      throw ToolError("\"\(program)\" is not built: there is no \(file.path)")
    }
    do { return try LinkedLines([UInt8](bytes)) } catch {
      throw ToolError("the size of \"\(program)\" cannot be told: \(error)")
    }
  }

  /// A compiler's words on itself start with "Swift version 6.3.1 (".
  static func standardLibrary(_ producer: String) -> String? {
    let words = producer.split(separator: " ")
    guard words.count > 2, words[0] == "Swift", words[1] == "version" else { return nil }
    return "Swift standard library \(words[2])"
  }
}

// The reader of line tables agrees with another one, GNU readelf, on the programs themselves.

import DebugLines
import Foundation

public enum MeasurementTests {
  /// Swift, C and assembly; versions 4 and 5.
  private static let programs = ["kernel", "core", "init", "hello", "password"]

  public static func cases(_ repository: Repository) -> [TestCase] {
    [
      TestCase("linked lines are those that readelf reads") { try compare(repository) },
      TestCase("boot images have no debug information") { try stripped(repository) },
    ]
  }

  private static func compare(_ repository: Repository) throws -> TestOutcome {
    try Builder(repository) { _ in }.build(["hello", "password"])
    let complaints = try programs.compactMap { try compare($0, repository) }
    return complaints.isEmpty ? .passed : .failed(complaints.joined(separator: "\n"))
  }

  private static func compare(_ program: String, _ repository: Repository) throws -> String? {
    let linked = try ProgramMeasurement(repository).linkedLines(of: program)
    var mine = Set<String>()
    for (file, lines) in linked.lines { for line in lines { mine.insert("\(lastPart(file)):\(line)") } }
    let theirs = try DecodedLines(repository.product(program))
    guard mine.count > 100 else { return "      \(program): only \(mine.count) lines" }
    guard mine == theirs.lines else {
      let some = mine.symmetricDifference(theirs.lines).sorted().prefix(5).joined(separator: ", ")
      return "      \(program): \(mine.count) lines here, \(theirs.lines.count) there; not in both: \(some)"
    }
    let attributed = linked.attributed.count
    return attributed == theirs.addresses ? nil : "      \(program): \(attributed) bytes here, \(theirs.addresses) there"
  }

  private static func stripped(_ repository: Repository) throws -> TestOutcome {
    let scenario = try repository.scenario("hello")
    let archive = try Data(contentsOf: Runner(repository).prepare(scenario))
    let name = Data(".debug_line".utf8)
    return archive.range(of: name) == nil ? .passed : .failed("      the boot archive of hello has a .debug_line")
  }
}

func lastPart(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

/// What `readelf --debug-dump=decodedline` says: rows of file, line, address, and "x" if a statement starts there; the end of a
/// sequence has "-" for its line.
private struct DecodedLines {
  private(set) var lines = Set<String>()
  var addresses: UInt64 { AddressSet(owned).count }

  private var owned: [Range<UInt64>] = []
  private var last: (name: Substring, line: Int, address: UInt64, isStatement: Bool)?
  private let code: [Range<UInt64>]

  init(_ program: URL) throws {
    code = try Self.code(program)
    let listing = try Command("readelf", ["-W", "--debug-dump=decodedline", program.path]).run().output
    for row in listing.split(separator: "\n") { read(row.split(separator: " ")) }
  }

  private mutating func read(_ words: [Substring]) {
    guard words.count >= 3, let address = Self.number(words[2]), words[1] == "-" || Int(words[1]) != nil else { return }
    if let last, address > last.address, last.line > 0, code.contains(where: { $0.contains(last.address) }) {
      owned.append(last.address..<address)
      if last.isStatement { lines.insert("\(last.name):\(last.line)") }
    }
    let name = lastPart(String(words[0]))
    guard let line = Int(words[1]) else {
      last = nil
      return
    }
    last = (name, name.hasPrefix("<") ? 0 : line, address, words.last == "x")
  }

  private static func number(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// The executable sections: name, type, address, offset, size, entry size, flags.
  private static func code(_ program: URL) throws -> [Range<UInt64>] {
    let listing = try Command("readelf", ["-SW", program.path]).run().output
    return listing.split(separator: "\n").compactMap { row in
      let words = row.split(separator: "]").last?.split(separator: " ") ?? []
      guard words.count > 6, words[6].contains("AX"), let start = UInt64(words[2], radix: 16),
        let size = UInt64(words[4], radix: 16)
      else { return nil }
      return start..<start + size
    }
  }
}

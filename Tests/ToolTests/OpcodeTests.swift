// Two methods of an interface with the same opcode would be one: a server answers whichever it looks at first.

import Foundation
import Testing

@Suite struct OpcodeTests {
  private var sessions: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../System/Sessions").standardized
  }

  /// Opcodes by interface, as `Method<Interface, ...> { Method(opcode` says.
  private func opcodes(_ text: String) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for line in text.split(separator: "\n") {
      guard let match = line.firstMatch(of: /: Method<([A-Za-z]+),.*\{ Method\(([0-9]+)/), let opcode = Int(match.2) else {
        continue
      }
      found[String(match.1), default: []].append(opcode)
    }
    return found
  }

  @Test func noOpcodeMeansTwoThings() throws {
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(at: sessions, includingPropertiesForKeys: nil)
    where file.pathExtension == "swift" {
      for (interface, numbers) in opcodes(try String(contentsOf: file, encoding: .utf8)) {
        #expect(Set(numbers).count == numbers.count, "\(interface) in \(file.lastPathComponent): \(numbers.sorted())")
        count += numbers.count
      }
    }
    #expect(count > 100)
  }
}

// The security report as one page: Tool/ReportPage with the report's JSON in it. It refers to nothing outside of itself.

import Foundation

public struct ReportPage {
  private let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  /// - Parameters:
  ///   - title: what the report is about.
  ///   - report: its JSON.
  ///   - before: the JSON of the report to compare it with, and what differs, a fact a line.
  /// - Returns: HTML.
  public func html(title: String, report: String, before: (report: String, facts: [String])? = nil) throws -> String {
    var changes = "null"
    if let before {
      let facts = try JSONEncoder().encode(before.facts)
      changes = "{\"before\": \(before.report), \"facts\": \(String(decoding: facts, as: UTF8.self))}"
    }
    let parts = [
      "TITLE": Self.escaped(title), "STYLE": try part("page.css"), "SCRIPT": try part("page.js"),
      "REPORT": Self.embedded(report), "CHANGES": Self.embedded(changes),
    ]
    return Self.filled(try part("page.html"), parts)
  }

  private func part(_ name: String) throws -> String {
    let file = repository.root.appending(path: "Tool/ReportPage/\(name)")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { throw ToolError("cannot read \(file.path)") }
    return text
  }

  /// Puts each part in the place of its "@NAME@". What was put in is not looked at again.
  private static func filled(_ template: String, _ parts: [String: String]) -> String {
    let pieces = template.components(separatedBy: "@")
    return pieces.enumerated().map { index, piece in index % 2 == 0 ? piece : parts[piece] ?? "@\(piece)@" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }

  /// The same JSON, with nothing in it that would end the element it is in ("<" only occurs in its texts).
  private static func embedded(_ json: String) -> String { json.replacingOccurrences(of: "<", with: "\\u003c") }
}

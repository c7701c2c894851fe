// How many lines of code: not blank, not only a comment.

import Foundation

public enum LineCounter {
  private static let endings = ["swift", "S", "c", "h"]

  public static func count(_ text: String) -> Int {
    var count = 0
    var isInComment = false
    for line in text.split(separator: "\n") {
      let content = line.trimmingCharacters(in: .whitespaces)
      if isInComment {
        if content.contains("*/") { isInComment = false }
        continue
      }
      if content.isEmpty || content.hasPrefix("//") { continue }
      if content.hasPrefix("/*") {
        isInComment = !content.contains("*/")
        continue
      }
      count += 1
    }
    return count
  }

  /// All source files below a folder.
  public static func files(_ folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).filter { endings.contains($0.pathExtension) }.sorted { $0.path < $1.path }
  }

  public static func count(folder: URL) -> Int {
    files(folder).reduce(0) { $0 + count((try? String(contentsOf: $1, encoding: .utf8)) ?? "") }
  }
}

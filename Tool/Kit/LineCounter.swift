// The source files below a folder, and how many lines of code they have: not blank, not only a comment.

import Foundation

public enum LineCounter {
  private static let endings = ["swift", "S", "c", "h"]

  /// What a file is written in, by its ending.
  static func language(of file: URL) -> SourceText.Language {
    switch file.pathExtension {
    case "swift": .swift
    case "S": .assembly
    default: .c
    }
  }

  /// All source files below a folder.
  public static func files(_ folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).filter { endings.contains($0.pathExtension) }.sorted { $0.path < $1.path }
  }

  public static func count(folder: URL) -> Int {
    files(folder).reduce(0) {
      $0 + SourceText((try? String(contentsOf: $1, encoding: .utf8)) ?? "", language(of: $1)).codeLines
    }
  }
}

// Paths of source files, made comparable: two tables name the same file in different ways.

public enum SourcePath {
  static let slash = UInt8(ascii: "/")

  /// - Returns: `path` if it starts at the root, else `path` below `directory`.
  static func join(_ directory: String, _ path: String) -> String {
    if directory.isEmpty || path.utf8.first == slash { return path }
    return path.isEmpty ? directory : directory + "/" + path
  }

  /// Without empty parts, "." and "..".
  public static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.utf8.first == slash ? "/" : "") + parts.joined(separator: "/")
  }

  /// What the compiler made by itself has names like `<compiler-generated>`.
  static func isRealFile(_ path: String) -> Bool {
    guard let name = path.split(separator: "/").last else { return false }
    return name.utf8.first != UInt8(ascii: "<")
  }
}

// Which module a source file belongs to, and what else is in it. A module is a folder; the folder may have others in it.

import Foundation
import SecurityReport

struct SourceModules {
  private let repository: Repository

  init(_ repository: Repository) { self.repository = repository }

  /// Where FetchedSources puts the sources of others, from the repository's root on.
  private static let fetched = "Build/fetched/"
  /// Folders that are modules although they lie in another one.
  private static let nested: Set<Substring> = ["Assembly", "CKernel", "X86_64", "Firmware"]

  /// The folder of a file's module, from the repository's root on; nil if the file is not of this repository.
  /// - Parameter path: from the root on.
  static func folder(of path: String) -> String? {
    let parts = path.split(separator: "/").dropLast()
    guard let first = parts.first else { return nil }
    if path.hasPrefix(fetched) { return parts.count > 2 ? parts.prefix(3).joined(separator: "/") : nil }
    let isComponent = parts.count > 1 && Repository.componentFolders.contains(String(parts[1]))
    guard first == "System" || first == "Logic", parts.count > (first == "Logic" || isComponent ? 2 : 1) else { return nil }
    let top = first == "Logic" || isComponent ? 3 : 2
    let inner = parts.dropFirst(top)
    guard let last = inner.lastIndex(where: { nested.contains($0) }) else { return parts.prefix(top).joined(separator: "/") }
    return parts[...last].joined(separator: "/")
  }

  /// The files of the modules that these files are from; and those of others, for which there is nothing to count but
  /// themselves.
  /// - Parameter paths: from the root on, or absolute if they are outside.
  func sources(of paths: some Sequence<String>) throws -> [String: SourceFile] {
    var sources: [String: SourceFile] = [:]
    for folder in Set(paths.compactMap(Self.folder)) { try sources.merge(files(in: folder)) { mine, _ in mine } }
    return sources
  }

  private func files(in folder: String) throws -> [String: SourceFile] {
    var files: [String: SourceFile] = [:]
    let library = folder.hasPrefix(Self.fetched) ? FetchedSources.name(of: String(folder.dropFirst(Self.fetched.count))) : nil
    for file in LineCounter.files(repository.root.appending(path: folder)) {
      guard let path = repository.path(of: file.path), Self.folder(of: path) == folder else { continue }
      files[path] = try read(file, thirdParty: library)
    }
    return files
  }

  private func read(_ file: URL, thirdParty: String?) throws -> SourceFile {
    let language = LineCounter.language(of: file)
    let text = SourceText(try String(contentsOf: file, encoding: .utf8), language)
    let kind: SourceFile.Language =
      switch language {
      case .swift: .swift
      case .c: .c
      case .assembly: .assembly
      }
    return SourceFile(kind, lines: text.codeLines, unsafeExpressions: text.unsafeExpressions, thirdParty: thirdParty)
  }
}

extension Repository {
  /// A path from the root on; nil if the file is elsewhere. The compilers may know the root by the name that links lead to.
  func path(of file: String) -> String? {
    let roots = [root.standardizedFileURL.path, root.resolvingSymlinksInPath().path].map { $0 + "/" }
    return roots.first { file.hasPrefix($0) }.map { String(file.dropFirst($0.count)) }
  }
}

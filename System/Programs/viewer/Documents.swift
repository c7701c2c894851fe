// What there is to see: ROMs that the configuration names. One at a time is in memory.

import Bulkhead
import HID
import Painting
import Pictures

/// A ROM, and how the person knows it.
struct DocumentEntry {
  let rom: String
  let title: String
  /// Shown when it changes.
  let isLive: Bool

  init?(_ node: Node) {
    guard let name = node.name else { return nil }
    rom = name
    title = node.attribute("title") ?? name
    isLive = (try? node.flag("live", default: false)) ?? false
  }
}

/// What became of reading a document.
enum DocumentContent {
  case picture(Picture, DocumentFormat)
  /// Lines, and how many more there are.
  case text([String], rest: Int)
  /// Why there is nothing to see.
  case nothing(String)
}

final class Documents {
  private let environment: Environment
  let entries: [DocumentEntry]
  private var watched: [(index: Int, content: ROMContent)] = []

  static var mostLines: Int { 400 }
  static var mostColumns: Int { 1000 }
  /// What the program needs for itself.
  private static var reserve: UInt64 { 1 << 20 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    entries = try environment.configuration().node.nodes("document").compactMap { DocumentEntry($0) }
  }

  /// Calls `action` with a document's number whenever it has new content.
  func watch(_ action: @escaping (Int) -> Void) {
    for (index, entry) in entries.enumerated() where entry.isLive {
      guard let content = try? ROMContent(Text(entry.rom), environment: environment) else { continue }
      watched.append((index, content))
      var isFirst = true
      try? content.watch {
        if !isFirst || content.withBytes({ $0.count }) > 0 { action(index) }
        isFirst = false
      }
    }
  }

  func read(_ index: Int) -> DocumentContent {
    if let known = watched.first(where: { $0.index == index }) { return read(known.content) }
    guard let content = try? ROMContent(Text(entries[index].rom), environment: environment) else {
      return .nothing("There is no document of that name.")
    }
    defer { content.close() }
    return read(content)
  }

  private func read(_ content: ROMContent) -> DocumentContent {
    // A copy: nobody changes it while it is looked at.
    let bytes = content.bytes
    let format = DocumentFormat(of: bytes.span)
    switch format {
    case .png, .jpeg, .qoi: return picture(bytes, format)
    case .text: return Self.text(bytes)
    case .unknown:
      return .nothing(bytes.isEmpty ? "There is nothing in it yet." : "This is neither a picture nor text.")
    }
  }

  private func picture(_ bytes: [UInt8], _ format: DocumentFormat) -> DocumentContent {
    let quota = environment.quota
    let free = (quota?.ramLimit ?? 0) - (quota?.ramUsed ?? 0)
    do throws(DecodingFailure) {
      return .picture(try Decoder.picture(bytes.span, format, memory: free - min(free, Self.reserve)), format)
    } catch {
      switch error {
      case .damaged(let why): return .nothing("This picture is damaged: \(why).")
      case .tooLarge(let need): return .nothing("This picture needs \(need >> 20) MB, and there are \(free >> 20) MB for it.")
      }
    }
  }

  private static func text(_ bytes: [UInt8]) -> DocumentContent {
    var (lines, rest, line) = ([String](), 0, [UInt8]())
    func end() {
      if lines.count < mostLines { lines.append(String(decoding: line, as: UTF8.self)) } else { rest += 1 }
      line = []
    }
    for byte in bytes {
      switch byte {
      case 0x0a: end()
      case 0x0d: break
      case 0x09: line += [0x20, 0x20, 0x20, 0x20]
      default: if line.count < mostColumns { line.append(byte) }
      }
    }
    if !line.isEmpty { end() }
    return .text(lines, rest: rest)
  }
}

// Reading a scenario's disks, and whether its script uses only those.

import Foundation
import HID

struct DiskReader {
  private let folder: URL
  private(set) var problems: [Diagnostic] = []

  init(_ folder: URL) { self.folder = folder }

  mutating func read(_ nodes: [Node], steps: [Node]) -> [DiskHardware] {
    let disks = nodes.compactMap { disk($0) }
    for (index, node) in nodes.enumerated() where nodes[..<index].contains(where: { $0.name == node.name }) {
      complain(node, "there is a disk \"\(node.name ?? "")\" already")
    }
    let names = nodes.compactMap(\.name)
    for step in steps {
      guard let name = step.name, !names.contains(name) else { continue }
      complain(step, "the scenario has no disk \"\(name)\"\(Nearest.suggestion(name, in: names))")
    }
    return disks
  }

  private mutating func complain(_ node: Node, _ message: String) { problems.append(Diagnostic(node.position, message)) }

  private mutating func disk(_ node: Node) -> DiskHardware? {
    let allowed = ["name", "size", "content", "file", "folder"]
    for attribute in node.attributes where !allowed.contains(attribute.tag) {
      complain(node, "\"disk\" has no attribute \"\(attribute.tag)\"\(Nearest.suggestion(attribute.tag, in: allowed))")
    }
    guard let name = node.name, DiskHardware.isName(name) else {
      complain(node, "a disk needs a name of at most 20 letters, digits and dashes: \"+ disk NAME | size: 16M\"")
      return nil
    }
    guard (node.attribute("size") == nil) != (node.attribute("file") == nil) else {
      complain(node, "a disk has a size or a file: \"+ disk \(name) | size: 16M\" or \"| file: PATH\"")
      return nil
    }
    return content(node).map { DiskHardware(name: name, content: $0) }
  }

  private mutating func content(_ node: Node) -> DiskHardware.Content? {
    if let file = node.attribute("file") {
      if node.attribute("content") != nil { complain(node, "what a disk with a file contains is the file's content") }
      let url = folder.appending(path: file)
      if FileManager.default.fileExists(atPath: url.path) { return .file(url) }
      complain(node, "there is no file \"\(file)\" beside the scenario")
      return nil
    }
    let text = node.attribute("size") ?? ""
    guard let size = try? MemorySize(text).bytes, size % DiskHardware.sector == 0, size <= DiskHardware.largest else {
      complain(node, "\"size\" is a whole number of sectors of 512 bytes, at most 1G, like 16M; found \"\(text)\"")
      return nil
    }
    if let name = node.attribute("folder") { return archive(node, name, size) }
    switch node.attribute("content") ?? "zeros" {
    case "zeros": return .zeros(size)
    case "numbers": return .numbers(size)
    case let other:
      complain(node, "\"content\" is \"zeros\" or \"numbers\", found \"\(other)\"")
      return nil
    }
  }

  /// The folder's files, by name.
  private mutating func archive(_ node: Node, _ name: String, _ size: Int) -> DiskHardware.Content? {
    if node.attribute("content") != nil { complain(node, "what a disk with a folder contains is the folder's files") }
    let url = folder.appending(path: name)
    guard let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil) else {
      complain(node, "there is no folder \"\(name)\" beside the scenario")
      return nil
    }
    let visible = files.filter { !$0.lastPathComponent.hasPrefix(".") }
    return .archive(visible.sorted { $0.lastPathComponent < $1.lastPathComponent }, size)
  }
}

// Which programs run because the person wants them: the configuration of an init that follows from that.
//
// Invariants: nothing but what the launcher's own configuration declares is ever in it; a program is in it at most once.

import HID

/// A program that a person can start.
public struct LauncherEntry: Sendable {
  /// Of its child.
  public let name: String
  public let title: String
  public let icon: String
  /// It runs anyway, and is asked to show itself.
  public let isCalled: Bool
}

public struct Launcher {
  public let entries: [LauncherEntry]
  public private(set) var mistakes: [String] = []
  /// What stands in the init's configuration whatever runs.
  private let frame: Node
  private let templates: [Node?]
  /// In which version of the configuration it was started; nil: it does not run.
  private var started: [Int?]
  /// How often each was called.
  private var calls: [Int]
  private var version = 1

  /// - Parameter node: `+ init` with what stands in its configuration whatever runs, and programs:
  ///   `+ program viewer | title: Pictures | icon: picture`, with a `start` node, or `call: yes`.
  public init(_ node: Node) {
    frame = node.node("init") ?? Node("init")
    var (entries, templates, mistakes) = ([LauncherEntry](), [Node?](), [String]())
    for program in node.nodes("program") {
      guard let name = program.name else { continue }
      let (start, isCalled) = (program.node("start"), (try? program.flag("call", default: false)) ?? false)
      guard isCalled == (start == nil), start?.name?.isSame(as: name) ?? true,
        !entries.contains(where: { $0.name.isSame(as: name) })
      else {
        mistakes.append("line \(program.position.line): program \"\(name)\" needs \"+ start \(name)\" or \"call: yes\", once")
        continue
      }
      entries.append(
        LauncherEntry(
          name: name, title: program.attribute("title") ?? name, icon: program.attribute("icon") ?? "", isCalled: isCalled))
      templates.append(start)
    }
    (self.entries, self.templates, self.mistakes) = (entries, templates, mistakes)
    started = [Int?](repeating: nil, count: entries.count)
    calls = [Int](repeating: 0, count: entries.count)
  }

  public func isRunning(_ index: Int) -> Bool { started[index] != nil }

  /// The person wants it. True if that changes a report.
  public mutating func launch(_ index: Int) -> Bool {
    guard entries.indices.contains(index), started[index] == nil else { return false }
    if entries[index].isCalled {
      calls[index] += 1
    } else {
      version += 1
      started[index] = version
    }
    return true
  }

  /// The init's state report: programs that came to their end leave the configuration. True if that changes it.
  public mutating func read(_ state: Node) -> Bool {
    guard let known = state.attribute("version").flatMap({ Int.parse($0) }) else { return false }
    var isNews = false
    for child in state.nodes("child")
    where child.attribute("exited") != nil || child.attribute("state")?.isSame(as: "crashed") == true {
      // An older report tells of an earlier instance.
      guard let name = child.name, let index = entries.firstIndex(where: { $0.name.isSame(as: name) }),
        let start = started[index], start <= known
      else { continue }
      started[index] = nil
      isNews = true
    }
    if isNews { version += 1 }
    return isNews
  }

  /// What the init is to run now.
  public var configuration: Node {
    var node = Node("config")
    node.set("version", "\(version)")
    for attribute in frame.attributes { node.set(attribute.tag, attribute.value) }
    for child in frame.nodes { node.append(child) }
    for index in entries.indices where started[index] != nil {
      if let template = templates[index] { node.append(template) }
    }
    return node
  }

  /// Who was called how often.
  public var called: Node {
    var node = Node("called")
    for index in entries.indices where calls[index] > 0 {
      var program = Node("program")
      program.set("name", entries[index].name)
      program.set("times", "\(calls[index])")
      node.append(program)
    }
    return node
  }
}

// A shell: reads lines from a terminal, and does what they say with what this component was given, which is all there is.
//
// Nothing here waits: what depends on other components is a foreground task that Control-C ends.

import Bulkhead
import HID
import Shell
import TerminalClient

/// What has the keys instead of the line editor.
enum Foreground {
  case none
  /// An answer is awaited.
  case waiting(PendingSession)
  case paging(Pager)
  case watching(ROMContent)
}

@main final class ShellProgram: Component {
  let environment: Environment
  let terminal: TerminalConnection
  let configuration: Configuration
  private var keys = TypedKeys()
  private(set) var editor = LineEditor()
  private var foreground = Foreground.none
  private var pendingKeys: [TypedKey] = []

  static var prompt: String { "\u{1b}[1;34mbulkhead\u{1b}[0;2m \u{25b8}\u{1b}[m " }
  static var promptWidth: Int { 11 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    terminal = try TerminalConnection(environment)
    terminal.onInput = { [self] bytes in take(keys.decode(bytes)) }
    terminal.onSize = { [self] in resized() }
    if let words = configuration.node.attribute("welcome") { terminal.write("\u{1b}[2m\(Printable.line(words))\u{1b}[m\r\n") }
    showLine()
    environment.log("shell")
  }

  var columns: Int { Int(terminal.size.columns) }
  private var rows: Int { Int(terminal.size.rows) }

  /// The names of ROMs that the configuration knows, and of those that every component has.
  var romNames: [String] { ["config"] + configuration.node.nodes("rom").compactMap { $0.name } }

  // MARK: Keys

  private func take(_ keys: [TypedKey]) {
    pendingKeys += keys
    // Whoever types ahead is heard later; not without end.
    if pendingKeys.count > 4096 { pendingKeys.removeLast(pendingKeys.count - 4096) }
    var isLineChanged = false
    while !pendingKeys.isEmpty {
      if case .waiting = foreground, pendingKeys[0] != .control(3) {
        guard let interrupt = pendingKeys.firstIndex(of: .control(3)) else { return }
        pendingKeys.removeFirst(interrupt)
      }
      let key = pendingKeys.removeFirst()
      if case .none = foreground { isLineChanged = edit(key) || isLineChanged } else { handle(key) }
    }
    if isLineChanged, case .none = foreground { showLine() }
  }

  /// - Returns: whether the line is to be shown again.
  private func edit(_ key: TypedKey) -> Bool {
    switch editor.handle(key) {
    case .nothing: return false
    case .changed: return true
    case .completes: complete()
    case .clears:
      editor.forget()
      terminal.write("\u{1b}[H\u{1b}[2J")
    case .cancelled: terminal.write("^C\r\n")
    case .ended: terminal.write("\u{1b}[2m(there is nowhere to go; close the window instead)\u{1b}[m\r\n")
    case .submitted(let line): run(line)
    }
    return true
  }

  private func showLine() { terminal.write(shown(&editor)) }

  /// Commands that there are, are green.
  private func shown(_ editor: inout LineEditor) -> String {
    let first = (try? CommandLine.words(editor.text))?.first ?? ""
    let isKnown = Command.all.contains { $0.name.isSame(as: first) }
    return editor.shown(prompt: Self.prompt, promptWidth: Self.promptWidth, columns: columns, color: isKnown ? "32" : "39")
  }

  private func run(_ line: String) {
    // If it came all at once, it was not shown before it was complete.
    var complete = editor
    _ = complete.handle(.up)
    if complete.text.utf8.elementsEqual(line.utf8) { terminal.write(shown(&complete)) }
    editor.forget()
    terminal.write("\r\n")
    do throws(CommandLineError) {
      let words = try CommandLine.words(line)
      if let name = words.first { run(name, Array(words.dropFirst())) }
    } catch { fail("a quote is not closed") }
  }

  private func run(_ name: String, _ arguments: [String]) {
    guard let command = Command.all.first(where: { $0.name.isSame(as: name) }) else {
      return fail("no such command: \(Printable.line(name)) (try help)")
    }
    command.run(self, arguments)
  }

  func fail(_ words: String) { terminal.write("\u{1b}[31m\(words)\u{1b}[m\r\n") }

  func write(_ lines: [String]) {
    var text = ""
    for line in lines { text += line + "\r\n" }
    terminal.write(text)
  }

  private func complete() {
    let before = editor.line[..<editor.cursor]
    let start = before.lastIndex(of: " ").map { $0 + 1 } ?? 0
    var word = ""
    word.unicodeScalars.append(contentsOf: before[start...])
    let candidates = start == 0 ? Command.all.map { $0.name } : romNames + Command.all.map { $0.name }
    let (shared, all) = CommandLine.completions(word, candidates)
    editor.replace(from: start, with: all.count == 1 ? shared + " " : shared)
    if all.count > 1, shared.utf8.elementsEqual(word.utf8) {
      terminal.write("\r\n" + all.map { Printable.line($0) }.joined(separator: "  ") + "\r\n")
      editor.forget()
    }
  }

  // MARK: The foreground

  func wait(for session: PendingSession) { foreground = .waiting(session) }

  func page(_ lines: [String], title: String, isHID: Bool) {
    let pager = Pager(lines, title: title, isHID: isHID, columns: columns, rows: rows)
    foreground = .paging(pager)
    terminal.write(Pager.enter + pager.shown)
  }

  func watch(_ content: ROMContent) { foreground = .watching(content) }

  /// The command is through.
  func finish() {
    foreground = .none
    showLine()
    take([])
  }

  private func handle(_ key: TypedKey) {
    switch foreground {
    case .none: break
    case .waiting(let session):
      session.onChange = nil
      session.close()
      terminal.write("^C\r\n")
      finish()
    case .watching(let content):
      content.close()
      finish()
    case .paging(var pager):
      let outcome = pager.handle(key)
      foreground = .paging(pager)
      if outcome == .changed { terminal.write(pager.shown) }
      if outcome == .ended {
        terminal.write(Pager.leave)
        finish()
      }
    }
  }

  private func resized() {
    switch foreground {
    case .none: showLine()
    case .waiting, .watching: break
    case .paging(var pager):
      pager.resize(columns: columns, rows: rows)
      foreground = .paging(pager)
      terminal.write("\u{1b}[2J" + pager.shown)
    }
  }

  var isFree: Bool {
    if case .none = foreground { return true }
    return false
  }
}

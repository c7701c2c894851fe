// Being called: a window that is there when the person asks for it, of a program that runs all the time.

import Bulkhead
import HID

/// Follows the ROM `called` (`called | + program settings | times: 2`).
final class Call {
  /// Nobody called since `await`.
  private(set) var isAwaited = true
  private let content: ROMContent
  private var times = 0

  /// Nil, and the window is simply there, unless the configuration says `called: yes`.
  static func awaited(_ environment: Environment, _ action: @escaping () -> Void) throws(SessionError) -> Call? {
    guard try environment.configuration().node.attribute("called")?.isSame(as: "yes") == true else { return nil }
    let call = Call(try ROMContent(Text("called"), environment: environment))
    try call.content.watch { if call.read() { action() } }
    return call
  }

  private init(_ content: ROMContent) { self.content = content }

  func await() { isAwaited = true }

  /// True if somebody called since the last time.
  private func read() -> Bool {
    let programs = Node.parse(content.bytes).node?.nodes("program") ?? []
    guard let program = programs.first(where: { $0.name?.isSame(as: "settings") == true }),
      let number = program.attribute("times").flatMap({ Int.parse($0) }), number != times
    else { return false }
    times = number
    isAwaited = false
    return true
  }
}

// Being called: a window that is there when the person asks for it, of a program that runs all the time.

import Bulkhead
import HID

/// Follows the ROM `called` (`called | + program settings | times: 2`), which the launcher writes.
public final class WindowCall {
  /// Nobody called since `await`.
  public private(set) var isAwaited = true
  private let name: String
  private let content: ROMContent
  private var times = 0

  /// Nil, and the window is simply there, unless the configuration says `called: yes`.
  /// - Parameters:
  ///   - name: what the program is called in the ROM.
  ///   - action: whenever the person calls.
  /// - Throws: as opening a ROM session, if the configuration wants one.
  public static func awaited(
    _ environment: Environment, as name: String, _ action: @escaping () -> Void
  ) throws(SessionError) -> WindowCall? {
    guard try environment.configuration().node.attribute("called")?.isSame(as: "yes") == true else { return nil }
    let call = WindowCall(name, try ROMContent(Text("called"), environment: environment))
    try call.content.watch { if call.read() { action() } }
    return call
  }

  private init(_ name: String, _ content: ROMContent) { (self.name, self.content) = (name, content) }

  /// The person does not want to see the window any more, until the next call.
  public func await() { isAwaited = true }

  /// True if somebody called since the last time.
  private func read() -> Bool {
    let programs = Node.parse(content.bytes).node?.nodes("program") ?? []
    guard let program = programs.first(where: { $0.name?.isSame(as: name) == true }),
      let number = program.attribute("times").flatMap({ Int.parse($0) }), number != times
    else { return false }
    times = number
    isAwaited = false
    return true
  }
}

// Who has the keyboard, as the GUI server reports it: for grants that last as long as that.

import Bulkhead
import HID

final class FocusROM {
  private let content: ROMContent
  /// Whose name stands in front of its clients' labels.
  private let windowManager: String?

  /// Nil: the configuration does not say `focus: yes`, and nobody ever has the keyboard.
  static func open(_ environment: Environment, _ changed: @escaping (String) -> Void) throws(SessionError) -> FocusROM? {
    let node = try environment.configuration().node
    guard node.attribute("focus")?.isSame(as: "yes") == true else { return nil }
    return try FocusROM(environment, node.attribute("window_manager"), changed)
  }

  private init(_ environment: Environment, _ manager: String?, _ changed: @escaping (String) -> Void) throws(SessionError) {
    windowManager = manager
    content = try ROMContent(Text("focus"), environment: environment)
    try content.watch { [self] in changed(self.label) }
  }

  /// Of `focus | label: ...`, as the component is called without its window manager; empty if nobody has it.
  private var label: String {
    let label = Node.parse(content.bytes).node?.attribute("label") ?? ""
    return windowManager.flatMap { label.label(below: $0) } ?? label
  }
}

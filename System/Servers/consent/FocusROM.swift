// Who has the keyboard, as the GUI server reports it: for grants that last as long as that.

import Bulkhead
import HID

final class FocusROM {
  private let content: ROMContent

  /// Nil: the configuration does not say `focus: yes`, and nobody ever has the keyboard.
  static func open(_ environment: Environment, _ changed: @escaping (String) -> Void) throws(SessionError) -> FocusROM? {
    guard try environment.configuration().node.attribute("focus")?.isSame(as: "yes") == true else { return nil }
    return try FocusROM(environment, changed)
  }

  private init(_ environment: Environment, _ changed: @escaping (String) -> Void) throws(SessionError) {
    content = try ROMContent(Text("focus"), environment: environment)
    try content.watch { [self] in changed(self.label) }
  }

  /// Of `focus | label: ...`; empty if nobody has it.
  private var label: String { Node.parse(content.bytes).node?.attribute("label") ?? "" }
}

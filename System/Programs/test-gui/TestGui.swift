// Plays everybody around the GUI server at once: the display, the drivers, clients, and those who mean harm.

import Bulkhead
import Geometry
import HID
import Input

@main final class TestGui: Component {
  let environment: Environment
  let display: Viewer
  let input: Session<Event>
  private var failures = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let hasWindows = try environment.configuration().node.attribute("windows") != nil
    display = try hasWindows ? Viewer("display", environment, 400, 300) : Viewer("display", environment, 200, 100)
    input = try environment.open(Event.self, label: Text("input"))
    if hasWindows { try checkWindows() } else { try checkServer() }
    environment.log(failures == 0 ? "all is as it should be" : "\(failures) failures")
    environment.exit(failures)
  }

  /// The GUI server by itself.
  private func checkServer() throws(SessionError) {
    let before = environment.quota
    try checkPicture()
    try checkExclusive()
    try checkWayOut()
    try checkInput()
    try checkWindowManager()
    try checkRefusals()
    try checkFloods()
    checkAccount(before)
    try measureRedraw()
  }

  func expect(_ isTrue: Bool, _ what: String) {
    if isTrue { return }
    failures += 1
    environment.log("FAILED: \(what)")
  }

  func expect(_ color: UInt32, _ expected: UInt32, _ what: String) {
    expect(color == expected, "\(what): \(Hexadecimal.text(color)) instead of \(Hexadecimal.text(expected))")
  }

  /// Does what must be refused.
  func expect(_ failure: GuiFailure, _ what: String, _ body: () throws(GuiFailure) -> Void) {
    do throws(GuiFailure) {
      try body()
      expect(false, "\(what) is refused")
    } catch { expect(error == failure, "\(what) is refused for the right reason, not \(error.rawValue)") }
  }

  func attempt(_ what: String, _ body: () throws(GuiFailure) -> Void) {
    do throws(GuiFailure) { try body() } catch { expect(false, "\(what) is possible: \(error.rawValue)") }
  }

  func submit(_ events: InputEvent...) { try? input.call(Event.submit, EventBatch(events)) }

  /// A point of the picture as drivers say it.
  func pointer(_ x: Int32, _ y: Int32) -> InputEvent {
    let (width, height) = (display.size.width, display.size.height)
    return .pointer(Point((x * 65536 + width - 1) / width, (y * 65536 + height - 1) / height))
  }

  func click(_ x: Int32, _ y: Int32) {
    submit(pointer(x, y), .press(.leftButton, character: nil), .release(.leftButton))
  }

  func isDenied<I: SessionInterface>(_ interface: I.Type, _ label: StaticString) -> Bool {
    do throws(SessionError) { _ = try environment.open(interface, label: Text(label)) } catch {
      if case .denied = error { return true }
    }
    return false
  }

  /// All donations are back.
  private func checkAccount(_ before: QuotaState?) {
    let after = environment.quota
    expect(
      (after?.capabilityLimit ?? 0) == (before?.capabilityLimit ?? 1) && (after?.ramLimit ?? 0) == (before?.ramLimit ?? 1),
      "all donations come back")
  }
}

enum Hexadecimal {
  static func text(_ number: UInt32) -> String { String(number, radix: 16) }
}

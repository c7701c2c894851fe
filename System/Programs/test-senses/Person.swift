// The person before the screen: sees questions and the strip, and clicks.

import Bulkhead
import Consent
import ConsentView
import Geometry
import HID
import Input
import TestSupport

final class Person {
  private let environment: Environment
  private let screen: Screen
  private let input: Session<Event>
  private let control: Session<ConsentControl>
  private let uses: ROMContent

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    screen = try Screen(environment, size: Size(640, 400))
    input = try environment.open(Event.self, label: Text("input"))
    control = try environment.open(ConsentControl.self)
    uses = try ROMContent(Text("uses"), environment: environment)
    try? uses.watch(.io) {}
  }

  /// Lets time pass, while the screen is looked at and news arrive.
  func wait(_ milliseconds: UInt64) { _ = wait(upTo: milliseconds) { false } }

  /// Waits until something is so, for a limited time. False if it did not come to be.
  func wait(upTo milliseconds: UInt64, _ isSo: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + milliseconds * 1000
    while environment.clock.now.microseconds < end {
      if isSo() { return true }
      look()
      environment.entrypoint.pause(.milliseconds(2))
    }
    return isSo()
  }

  /// Shows what changed, and lets news arrive.
  func look() {
    screen.look()
    _ = environment.entrypoint.dispatchPendingIOSignals()
  }

  // MARK: - Questions

  /// Of the question: in the middle of what the strip leaves.
  private var corner: Point {
    let room = Size(screen.size.width, screen.size.height - StripView.height)
    return Point(
      (room.width - QuestionView.size.width) / 2, StripView.height + (room.height - QuestionView.size.height) / 2)
  }

  /// Is a question on the screen? Its head has a colour of its own.
  var isAsked: Bool {
    look()
    return screen.color(corner + Point(4, 22)) == 0x7a2e8c
  }

  private func submit(_ events: [InputEvent]) { try? input.call(Event.submit, EventBatch(events)) }

  private func click(_ point: Point) {
    submit([.pointer(screen.place(of: point))])
    submit([.press(.leftButton, character: nil)])
    wait(60)
    submit([.release(.leftButton)])
  }

  /// Waits for a question, reads it, and answers it. False if there is none, or it stays.
  func answer(_ choice: Choice) -> Bool {
    guard wait(upTo: 20_000, { isAsked }) else { return false }
    wait(900)
    let place = QuestionView.place(of: choice)
    click(Point(place.minX + 8, place.minY + 8) + corner)
    return wait(upTo: 20_000) { !isAsked }
  }

  // MARK: - The strip

  /// The colour of the strip's pill of the newest use.
  private var pillColor: UInt32 {
    look()
    return screen.color(Point(screen.size.width - 8 - 240 + 30, 6))
  }

  /// Does the strip show a use?
  var seesUse: Bool { pillColor == 0xc62f2f }

  /// Presses the strip's button for the newest use; the release follows when it is convenient.
  func pressStop() {
    submit([.pointer(screen.place(of: Point(screen.size.width - 8 - 25, 14)))])
    submit([.press(.leftButton, character: nil)])
  }

  func releaseStop() { submit([.release(.leftButton)]) }

  // MARK: - The settings

  /// The component may ask again.
  func forgive(_ label: StaticString) { try? control.call(ConsentControl.forgive, Text(label)) }

  /// How many uses go on, as the report says.
  var useCount: Int { Node.parse(uses.bytes).node?.nodes("use").count ?? 0 }
}

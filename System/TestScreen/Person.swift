// The person before the screen: sees questions and the strip, and clicks.

import Bulkhead
import Consent
import ConsentView
import Geometry
import HID
import Input

public final class Person {
  private let environment: Environment
  private let screen: Screen
  private let input: Session<Event>
  private let control: Session<ConsentControl>
  private let report: ROMContent
  private let reserved: Int32

  /// Opens `Event` as "input", `Capture` as "display", `ConsentControl`, and the ROM "uses".
  /// - Parameter reserved: rows at the upper end of the screen that a strip has.
  public init(_ environment: Environment, reserved: Int32) throws(SessionError) {
    self.environment = environment
    self.reserved = reserved
    screen = try Screen(environment, size: Size(640, 400))
    input = try environment.open(Event.self, label: Text("input"))
    control = try environment.open(ConsentControl.self)
    report = try ROMContent(Text("uses"), environment: environment)
    try? report.watch(.io) {}
  }

  /// Lets time pass, while the screen is looked at and news arrive.
  public func wait(_ milliseconds: UInt64) { wait(upTo: milliseconds) { false } }

  /// Waits until something is so, for a limited time. False if it did not come to be.
  @discardableResult
  public func wait(upTo milliseconds: UInt64, _ isSo: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + milliseconds * 1000
    while environment.clock.now.microseconds < end {
      if isSo() { return true }
      look()
      environment.entrypoint.pause(.milliseconds(2))
    }
    return isSo()
  }

  /// Shows what changed, and lets news arrive.
  public func look() {
    screen.look()
    _ = environment.entrypoint.dispatchPendingIOSignals()
  }

  // MARK: - Questions

  /// Of the question: in the middle of what the strip leaves.
  private var corner: Point {
    Point(
      (screen.size.width - QuestionView.size.width) / 2,
      reserved + (screen.size.height - reserved - QuestionView.size.height) / 2)
  }

  /// Is a question on the screen? Its head has a colour of its own.
  public var isAsked: Bool {
    look()
    return screen.color(corner + Point(4, 22)) == 0x7a2e8c
  }

  /// The colour of a button of the question.
  public func color(of choice: Choice) -> UInt32 {
    look()
    let place = QuestionView.place(of: choice)
    return screen.color(Point(place.minX + 8, place.minY + 8) + corner)
  }

  public func move(to choice: Choice) {
    let place = QuestionView.place(of: choice)
    move(to: Point(place.minX + 8, place.minY + 8) + corner)
  }

  /// Presses and releases the mouse's button there, without looking whether anything is asked.
  public func click(_ choice: Choice) {
    move(to: choice)
    press(.leftButton)
  }

  /// Waits for a question, reads it, and answers it. False if there is none, or it stays.
  public func answer(_ choice: Choice) -> Bool {
    guard wait(upTo: 20_000, { isAsked }) else { return false }
    wait(900)
    click(choice)
    return wait(upTo: 20_000) { !isAsked }
  }

  // MARK: - Hands

  /// What the input drivers say.
  public func submit(_ events: [InputEvent]) { try? input.call(Event.submit, EventBatch(events)) }

  private func move(to point: Point) { submit([.pointer(screen.place(of: point))]) }

  /// As long as people do.
  public func press(_ key: Key) {
    submit([.press(key, character: nil)])
    wait(60)
    submit([.release(key)])
    wait(60)
  }

  // MARK: - The strip

  /// The colour of the strip's pill of the newest use.
  private var pillColor: UInt32 {
    look()
    return screen.color(Point(screen.size.width - 8 - 240 + 30, 6))
  }

  /// Does the strip show a use?
  public var seesUse: Bool { pillColor == 0xc62f2f }

  /// Presses the strip's button for the newest use; the release follows when it is convenient.
  public func pressStop() {
    move(to: Point(screen.size.width - 8 - 25, 14))
    submit([.press(.leftButton, character: nil)])
  }

  public func releaseStop() { submit([.release(.leftButton)]) }

  // MARK: - The settings

  /// The component may ask again.
  public func forgive(_ label: StaticString) { try? control.call(ConsentControl.forgive, Text(label)) }

  public func stop(_ use: UInt64) throws(ConsentFailure) { try control.call(ConsentControl.stop, use) }

  /// The numbers of the uses that go on, as the report says.
  public var uses: [UInt64] {
    var numbers: [UInt64] = []
    for use in Node.parse(report.bytes).node?.nodes("use") ?? [] {
      if let number = use.attribute("id").flatMap({ UInt64($0) }) { numbers.append(number) }
    }
    return numbers
  }
}

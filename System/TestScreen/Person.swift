// The person before the screen: sees questions and the strip, and clicks.

import Bulkhead
import Consent
import ConsentView
import Geometry
import HID
import Input

public final class Person: Seat {
  private let control: Session<ConsentControl>
  private let report: ROMContent
  private let reserved: Int32

  /// Opens `ConsentControl` and the ROM "uses" besides.
  /// - Parameter reserved: rows at the upper end of the screen that a strip has.
  public init(_ environment: Environment, reserved: Int32) throws(SessionError) {
    self.reserved = reserved
    control = try environment.open(ConsentControl.self)
    report = try ROMContent(Text("uses"), environment: environment)
    try super.init(environment, size: Size(640, 400))
    try? report.watch(.io) {}
  }

  // MARK: - Questions

  /// Of the question: in the middle of what the strip leaves.
  private var corner: Point {
    Point(
      (screen.size.width - QuestionView.size.width) / 2,
      reserved + (screen.size.height - reserved - QuestionView.size.height) / 2)
  }

  /// Is a question on the screen? Its head has a colour of its own.
  public var isAsked: Bool { color(at: corner + Point(4, 22)) == 0x7a2e8c }

  private func point(in choice: Choice) -> Point { QuestionView.place(of: choice).origin + Point(8, 8) + corner }

  /// The colour of a button of the question.
  public func color(of choice: Choice) -> UInt32 { color(at: point(in: choice)) }

  public func move(to choice: Choice) { move(to: point(in: choice)) }

  /// Presses and releases the mouse's button there, without looking whether anything is asked.
  public func click(_ choice: Choice) { click(point(in: choice)) }

  /// Waits for a question, reads it, and answers it. False if there is none, or it stays.
  public func answer(_ choice: Choice) -> Bool {
    guard wait(upTo: 20_000, { isAsked }) else { return false }
    wait(900)
    click(choice)
    return wait(upTo: 20_000) { !isAsked }
  }

  // MARK: - The strip

  /// The colour of the strip's pill of the newest use.
  private var pillColor: UInt32 { color(at: Point(screen.size.width - 8 - 240 + 30, 6)) }

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

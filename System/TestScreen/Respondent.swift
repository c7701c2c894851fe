// Before a screen with the system's own parts on it: sees questions and the strip, and clicks. Needs no session but those of a seat.

import Bulkhead
import Consent
import ConsentView
import Geometry
import Input

public class Respondent: Seat {
  private let reserved: Int32

  /// - Parameter reserved: rows at the upper end of the screen that a strip has.
  public init(_ environment: Environment, size: Size, reserved: Int32) throws(SessionError) {
    self.reserved = reserved
    try super.init(environment, size: size)
  }

  // MARK: - Questions

  /// Of the question: in the middle of what the strip leaves.
  private var corner: Point {
    Point(
      (screen.size.width - QuestionView.size.width) / 2,
      reserved + (screen.size.height - reserved - QuestionView.size.height) / 2)
  }

  /// Where questions are shown.
  public final var questionArea: Rectangle { Rectangle(corner, QuestionView.size) }
  public final var screenSize: Size { screen.size }
  /// What is on the screen there, as it was at the last look.
  public final func color(_ point: Point) -> UInt32 { screen.color(point) }

  /// Is a question on the screen? Its head has a colour of its own.
  public final var isAsked: Bool { color(at: corner + Point(4, 22)) == 0x7a2e8c }

  private func point(in choice: Choice) -> Point { QuestionView.place(of: choice).origin + Point(8, 8) + corner }

  /// The colour of a button of the question.
  public final func color(of choice: Choice) -> UInt32 { color(at: point(in: choice)) }

  public final func move(to choice: Choice) { move(to: point(in: choice)) }

  /// Presses and releases the mouse's button there, without looking whether anything is asked.
  public final func click(_ choice: Choice) { click(point(in: choice)) }

  /// Waits for a question, reads it, and answers it. False if there is none, or it stays.
  public final func answer(_ choice: Choice) -> Bool {
    guard wait(upTo: 20_000, { isAsked }) else { return false }
    wait(900)
    click(choice)
    return wait(upTo: 20_000) { !isAsked }
  }

  // MARK: - The strip

  /// The colour of the strip's pill of the newest use.
  private var pillColor: UInt32 { color(at: Point(screen.size.width - 8 - 53, 6)) }

  /// Does the strip show a use?
  public final var seesUse: Bool { pillColor == 0xc62f2f }

  /// The first half of a click on the strip's button for the newest use: nothing has ended yet.
  public final func pressStop() {
    move(to: Point(screen.size.width - 8 - 25, 14))
    submit([.press(.leftButton, character: nil)])
    wait(60)
  }

  /// The other half, without waiting for anything.
  public final func releaseStop() { submit([.release(.leftButton)]) }
}

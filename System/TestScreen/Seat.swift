// Before a screen, with keyboard and mouse: what a person sees and does, as the drivers of a machine would tell it.

import Bulkhead
import Geometry
import Input

public class Seat {
  public let screen: Screen
  private let environment: Environment
  private let input: Session<Event>

  /// Opens `Event` as "input", and `Capture` as "display".
  public init(_ environment: Environment, size: Size) throws(SessionError) {
    self.environment = environment
    screen = try Screen(environment, size: size)
    input = try environment.open(Event.self, label: Text("input"))
  }

  /// Lets time pass, while the screen is looked at and news arrive.
  public final func wait(_ milliseconds: UInt64) { wait(upTo: milliseconds) { false } }

  /// Waits until something is so, for a limited time. False if it did not come to be.
  @discardableResult
  public final func wait(upTo milliseconds: UInt64, _ isSo: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + milliseconds * 1000
    while environment.clock.now.microseconds < end {
      if isSo() { return true }
      look()
      environment.entrypoint.pause(.milliseconds(2))
    }
    return isSo()
  }

  /// Shows what changed, and lets news arrive.
  public final func look() {
    screen.look()
    _ = environment.entrypoint.dispatchPendingIOSignals()
  }

  /// The colour of a pixel, as it is now.
  public final func color(at point: Point) -> UInt32 {
    look()
    return screen.color(point)
  }

  // MARK: - Hands

  /// What the input drivers say.
  public final func submit(_ events: [InputEvent]) { try? input.call(Event.submit, EventBatch(events)) }

  public final func move(to point: Point) { submit([.pointer(screen.place(of: point))]) }

  /// As long as people do.
  public final func press(_ key: Key) {
    submit([.press(key, character: nil)])
    wait(60)
    submit([.release(key)])
    wait(60)
  }

  public final func click(_ point: Point) {
    move(to: point)
    press(.leftButton)
  }
}

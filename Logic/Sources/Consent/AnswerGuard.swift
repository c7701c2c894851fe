// Between what happens at keyboard and mouse and an answer: makes sure that a person saw the question and meant to answer.
//
// A question counts as seen when nobody touched anything for `quiet` since it appeared. From then on an answer is a press
// and a release of the same button, both of which happened after that. What else is pressed starts the quiet time anew, be it
// another key, a choice that is looked for by keyboard, or a press so soon after another one that it is typing, or a machine's. So
// whoever types when a question appears answers nothing, and keys that are injected can answer only as slowly as a person does: a
// yes by keyboard needs `quiet` before the choice and `quiet` after it.

/// Something that can be chosen.
public enum Choice: Equatable, Sendable {
  /// This time, as far as the rule reaches.
  case yes
  /// Not this time. Nothing is remembered.
  case no
  /// Not this time, and do not ask again.
  case neverAgain
}

/// Times are in milliseconds of a clock that never goes back.
public struct AnswerGuard: Sendable {
  /// Without a touch for so long, a question counts as seen.
  public static var quiet: UInt64 { 700 }
  /// Presses closer to each other than this are no answers.
  public static var burst: UInt64 { 120 }

  private var quietSince: UInt64
  private var lastPress: UInt64?
  private var pressed: Choice?

  /// - Parameter now: when the question is on the screen.
  public init(visibleSince now: UInt64) { quietSince = now }

  /// Can the question be answered now? (For showing the buttons so.)
  public func isArmed(at now: UInt64) -> Bool { now >= quietSince + Self.quiet }

  /// When it will be, if nobody touches anything.
  public var armsAt: UInt64 { quietSince + Self.quiet }

  /// Any key or button went down.
  /// - Parameter choice: what a release would choose, nil: nothing.
  public mutating func press(_ choice: Choice?, at now: UInt64) {
    let isBurst = lastPress.map { now < $0 + Self.burst } ?? false
    lastPress = now
    guard isArmed(at: now), !isBurst, pressed == nil, let choice else { return touch(at: now) }
    pressed = choice
  }

  /// A key or button was released.
  /// - Parameter choice: what the button is that the pointer is on, or the key stands for.
  /// - Returns: the answer, if this is one.
  public mutating func release(_ choice: Choice?, at now: UInt64) -> Choice? {
    guard let started = pressed else {
      // The end of what began before the question appeared.
      if !isArmed(at: now) { touch(at: now) }
      return nil
    }
    pressed = nil
    return started == choice ? started : nil
  }

  private mutating func touch(at now: UInt64) {
    pressed = nil
    quietSince = max(quietSince, now)
  }
}

// A finger on a question: presses where it comes down, and releases where it is lifted. Only one that is alone answers.
//
// It outlives the guard: a finger that was down when a question appeared anew has pressed nothing there.

public struct AnsweringFinger: Sendable {
  private var finger: UInt16?

  public init() {}

  /// A finger came down, or moved.
  /// - Parameter choice: what it is on.
  public mutating func touch(_ finger: UInt16, _ choice: Choice?, _ answers: inout AnswerGuard, at now: UInt64) {
    if let first = self.finger {
      if first != finger { answers.press(nil, at: now) }
      return
    }
    self.finger = finger
    answers.press(choice, at: now)
  }

  /// - Returns: the answer, if this is one.
  public mutating func lift(_ finger: UInt16, _ choice: Choice?, _ answers: inout AnswerGuard, at now: UInt64) -> Choice? {
    guard self.finger == finger else { return nil }
    self.finger = nil
    return answers.release(choice, at: now)
  }
}

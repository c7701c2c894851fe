// A finger on a question: presses where it comes down, and releases where it is lifted. Only one that is alone answers.
//
// It outlives the guard: a finger that was down when a question appeared anew has pressed nothing there.

import Input

public struct AnsweringFinger: Sendable {
  private var first = FirstFinger()

  public init() {}

  /// A finger came down, or moved.
  /// - Parameter choice: what it is on.
  public mutating func touch(_ finger: UInt16, _ choice: Choice?, _ answers: inout AnswerGuard, at now: UInt64) {
    switch first.touch(finger) {
    case .down: answers.press(choice, at: now)
    case .moved: break
    case .other: answers.press(nil, at: now)
    }
  }

  /// - Returns: the answer, if this is one.
  public mutating func lift(_ finger: UInt16, _ choice: Choice?, _ answers: inout AnswerGuard, at now: UInt64) -> Choice? {
    first.lift(finger) ? answers.release(choice, at: now) : nil
  }
}

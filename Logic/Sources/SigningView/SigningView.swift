// The question under a message: exactly what will be signed, and whether it shall be.
//
// All of it can be looked at, and the end of it must have been: before, there is no yes. How much was not looked at is said
// beside the answer. Nothing of the message is drawn outside of its frame, and nothing in there is drawn as it wants to be
// (Logic/Sources/PlainView).
//
// Invariant: an answer is a press and a release that both came `AnswerGuard.quiet` after the last change of what is shown.

import Consent
import Geometry
import Input
import Painting
import PlainView
import Typography

public struct SigningView {
  /// Who wants it, as the system calls it.
  public let requester: String
  /// Bytes of the message.
  public let byteCount: Int
  public let rowCount: Int
  /// SHA-512 of the message; empty if nobody made it.
  public let digest: [UInt8]
  /// The first row that is shown.
  public private(set) var top = 0
  /// Rows that were shown, from the first one on without a gap.
  public private(set) var seen = 0
  private var hasSeenEnd = false
  private var answers: AnswerGuard
  public private(set) var focused = Choice.no
  private var pointer = Point(-1, -1)
  private var finger = AnsweringFinger()

  /// Pixels per point; at first one.
  private(set) var px = Scale(1)

  /// In points.
  public static var size: Size { Size(960, 680) }
  /// Cells of a row, and rows, that are shown at a time.
  public static var columns: Int { 98 }
  public static var rows: Int { 24 }

  private static var never: UInt64 { UInt64.max / 2 }

  public init(requester: String, byteCount: Int, rowCount: Int, digest: [UInt8] = []) {
    self.requester = requester
    self.byteCount = byteCount
    self.rowCount = rowCount
    self.digest = digest
    answers = AnswerGuard(visibleSince: Self.never)
  }

  /// What is to be seen now is on the screen.
  public mutating func appeared(at now: UInt64) {
    answers = AnswerGuard(visibleSince: now)
    if top <= seen { seen = max(seen, min(rowCount, top + Self.rows)) }
    if top + Self.rows >= rowCount { hasSeenEnd = true }
  }

  /// Everything is larger or smaller from now on, or elsewhere. As long as that is not on the screen, nothing answers.
  public mutating func rescale(_ scale: Scale) {
    px = scale
    answers = AnswerGuard(visibleSince: Self.never)
  }

  public func isArmed(at now: UInt64) -> Bool { answers.isArmed(at: now) }
  public var armsAt: UInt64 { answers.armsAt }
  /// Can it be signed, as far as looking at it goes?
  public var canSign: Bool { hasSeenEnd }
  /// Rows that nobody looked at.
  public var unseen: Int { rowCount - seen }

  // MARK: - Input

  /// What an event means.
  public enum Outcome: Equatable, Sendable {
    /// The picture is the same, apart from the focus.
    case nothing
    /// Other rows are to be shown; then `appeared`.
    case scrolled
    /// `yes` or `no`.
    case answered(Choice)
  }

  /// - Parameter now: milliseconds.
  public mutating func handle(_ event: InputEvent, at now: UInt64) -> Outcome {
    switch event {
    case .pointer(let point): pointer = point
    case .touch(let number, let point):
      pointer = point
      finger.touch(number, meaning(of: .touchButton), &answers, at: now)
    case .touchRelease(let number):
      return outcome(of: finger.lift(number, meaning(of: .touchButton), &answers, at: now))
    case .wheel(let distance): return scroll(to: top - Int(distance.y) * 3)
    case .press(let key, _): return press(key, now)
    case .release(let key): return outcome(of: answers.release(meaning(of: key), at: now))
    case .movement, .focusEnter, .focusLeave, .hoverLeave, .closeRequest: break
    }
    return .nothing
  }

  private func outcome(of choice: Choice?) -> Outcome {
    guard let choice else { return .nothing }
    return choice == .yes && !canSign ? .nothing : .answered(choice)
  }

  private mutating func press(_ key: Key, _ now: UInt64) -> Outcome {
    answers.press(meaning(of: key), at: now)
    switch key {
    case .tab, .left, .right: focused = focused == .no ? .yes : .no
    case .up: return scroll(to: top - 1)
    case .down: return scroll(to: top + 1)
    case .pageUp: return scroll(to: top - Self.rows)
    case .pageDown: return scroll(to: top + Self.rows)
    case .home: return scroll(to: 0)
    case .end: return scroll(to: rowCount)
    default: break
    }
    return .nothing
  }

  private mutating func scroll(to row: Int) -> Outcome {
    let target = max(0, min(row, rowCount - Self.rows))
    guard target != top else { return .nothing }
    top = target
    answers = AnswerGuard(visibleSince: Self.never)
    return .scrolled
  }

  private func meaning(of key: Key) -> Choice? {
    switch key {
    case .enter, .space: focused
    case .escape: .no
    case .leftButton, .touchButton: [Choice.no, .yes].first { px(Self.place(of: $0)).contains(pointer) }
    default: nil
    }
  }
}

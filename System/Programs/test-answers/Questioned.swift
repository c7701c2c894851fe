// The person who is asked: holds a key down as long as one question is there, says yes to the next one, and so on.

import Bulkhead
import Consent
import Geometry
import Input
import TestScreen

final class Questioned {
  private let environment: Environment
  private let respondent: Respondent

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    respondent = try Respondent(environment, size: Size(640, 400), reserved: 28)
  }

  /// For ever.
  func live() -> Never {
    respondent.wait(upTo: 20_000) { respondent.color(at: Point(20, 380)) == 0x33_6699 }
    respondent.click(Point(20, 380))
    respondent.press(.a)
    var answers = false
    while true {
      guard respondent.wait(upTo: 50_000, { respondent.isAsked }) else { fail("nobody asks") }
      environment.log("asked")
      if answers { agree() } else { holdKey() }
      answers.toggle()
    }
  }

  /// Nothing is answered by a key that is held before the question counts as seen. Who waits behind the question must not hear
  /// of its release either.
  private func holdKey() {
    respondent.submit([.press(.space, character: nil)])
    environment.log("holds a key")
    respondent.wait(upTo: 10_000) { !respondent.isAsked }
    respondent.submit([.release(.space)])
  }

  private func agree() {
    respondent.wait(upTo: 900) { !respondent.isAsked }
    guard respondent.isAsked else { return }
    environment.log("says yes")
    respondent.click(.yes)
    guard respondent.wait(upTo: 1500, { respondent.seesUse }) else { return }
    environment.log("sees the use")
    if !respondent.wait(upTo: 10_000, { !respondent.seesUse }) { fail("the strip shows a use that is over") }
    // Nor does the next strip, which reads what the last broker reported.
    if respondent.wait(upTo: 1000, { respondent.seesUse }) { fail("the strip shows a use that is over, again") }
  }

  private func fail(_ reason: String) -> Never {
    environment.log("FAILED: " + reason)
    while true { environment.entrypoint.pause(.seconds(1)) }
  }
}

// Types and clicks in the person's place, as input methods may: Enter, and where "Allow" is on a question.

import Bulkhead
import Consent
import ConsentView
import Geometry
import Input

final class Typist {
  private let session: PendingSession
  private let allow: Point

  /// - Parameter screen: pixels of all of it.
  init(_ session: PendingSession, screen: Size) {
    self.session = session
    let button = QuestionView.place(of: .yes)
    let corner = Point((screen.width - QuestionView.size.width) / 2, (screen.height + 28 - QuestionView.size.height) / 2)
    let place = corner + button.origin + Point(button.width / 2, button.height / 2)
    // Places come in 65536ths of the screen.
    allow = Point((place.x * 65536 + screen.width - 1) / screen.width, (place.y * 65536 + screen.height - 1) / screen.height)
  }

  func type() {
    guard session.state == .open else { return }
    let events: [InputEvent] = [
      .press(.enter, character: nil), .release(.enter), .pointer(allow), .press(.leftButton, character: nil),
      .release(.leftButton),
    ]
    try? session.capability.of(Event.self).call(Event.submit, EventBatch(events))
  }
}

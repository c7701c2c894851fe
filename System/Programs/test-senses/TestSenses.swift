// Wants to hear and to see, with and without the person's consent, and checks what it gets.

import Bulkhead
import Consent
import ConsentView
import Geometry
import HID
import Input
import TestScreen
import TestSupport

@main final class TestSenses: Component {
  let environment: Environment
  let person: Person
  let checks: Checks
  let focus: Reporter

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    person = try Person(environment, reserved: StripView.height)
    focus = Reporter(Text("focus"), environment: environment)
    person.wait(200)
    let before = environment.quota
    checkNever()
    checkNo()
    checkMicrophone()
    checkCamera()
    checkLease()
    checkFocus()
    checkScreen()
    try? focus.close()
    person.wait(200)
    let after = environment.quota
    checks.expect(
      after?.ramLimit == before?.ramLimit && after?.capabilityLimit == before?.capabilityLimit, "all donations come back")
    checks.finish()
  }

  func wishToHear(_ label: StaticString) -> PendingSession {
    environment.request(Text("Record"), label: Text(label), donation: Listener.cost)
  }

  func wishToSee(_ label: StaticString) -> PendingSession {
    environment.request(Text("Camera"), label: Text(label), donation: Watcher.cost)
  }

  func finish(_ session: PendingSession) {
    session.close()
    person.wait(upTo: 20_000) { session.state == .closed }
  }

  func isOpen(_ session: PendingSession) -> Bool { person.wait(upTo: 20_000) { session.state == .open } }
}

// MARK: - Without consent

extension TestSenses {
  private func checkNever() {
    checks.expect(wishToHear("unheard").state == .refused(.denied), "what is never given is refused at once")
    checks.expect(wishToHear("unrouted").state == .refused(.denied), "as what does not exist")
    checks.expect(wishToSee("unrouted").state == .refused(.denied), "and so is the camera")
    person.wait(50)
    checks.expect(!person.isAsked, "nobody is asked about them")
  }

  private func checkNo() {
    let session = wishToHear("asked")
    checks.expect(person.answer(.no), "the person is asked, and says no")
    person.wait(upTo: 20_000) { session.state != .opening }
    checks.expect(session.state == .refused(.denied), "no is no")
  }
}

// MARK: - With consent

extension TestSenses {
  private func checkMicrophone() {
    let session = wishToHear("asked")
    checks.expect(person.wait(upTo: 20_000) { person.isAsked }, "the person is asked about the microphone")
    checks.expect(session.state == .opening, "there is no session before the answer")
    environment.log("the person says yes")
    checks.expect(person.answer(.yes) && isOpen(session), "after the yes there is one")
    guard let listener = Listener.begin(session.capability.of(Record.self)) else {
      return checks.expect(false, "it can be used")
    }
    person.wait(upTo: 30_000) { listener.take() && listener.count >= 24_000 }
    checks.expect(listener.first == 0xffff_0000, "the first frame is the first that the microphone ever heard")
    checks.note("frames without a gap:", UInt64(listener.longestRun))
    checks.expect(listener.longestRun >= 2400, "frames arrive as they were heard")
    checks.expect(person.wait(upTo: 20_000) { person.seesUse }, "the strip shows it")
    person.pressStop()
    checks.expect(listener.take(), "a button that is held down ends nothing")
    let before = listener.count
    checkStop("microseconds until the microphone is off:") { !listener.take() }
    checks.note("sound frames after the click:", UInt64(listener.count - before))
    checks.expect(listener.count - before <= Self.periodFrames, "no more comes than what was under way")
    checks.expect(person.wait(upTo: 20_000) { !person.seesUse && person.uses.isEmpty }, "and the strip is empty")
    finish(session)
  }

  /// What the sound card hands over at a time: 10 ms.
  private static var periodFrames: Int { 480 }
  /// Microseconds from one picture of the screen to the next.
  private static var screenFrame: UInt64 { 16_667 }

  /// Lets go of the strip's button, and measures how long it takes until what it ends is over.
  func checkStop(_ what: StaticString, _ isOver: () -> Bool) {
    let start = environment.clock.now.microseconds
    person.releaseStop()
    checks.expect(person.wait(upTo: 20_000, isOver), "one click ends it")
    let time = environment.clock.now.microseconds - start
    checks.note(what, time)
    checks.expect(time <= Self.screenFrame, "within a frame of the screen")
  }

  private func checkCamera() {
    let session = wishToSee("asked")
    checks.expect(person.answer(.yes) && isOpen(session), "the person lets the camera be used")
    guard let watcher = Watcher.begin(session.capability.of(Camera.self)) else {
      return checks.expect(false, "it can be used")
    }
    person.wait(upTo: 30_000) { watcher.take() && watcher.count >= 10 }
    checks.expect(watcher.count >= 10 && watcher.wrong == 0, "frames are whole and in order")
    checks.expect(person.wait(upTo: 20_000) { person.seesUse }, "the strip shows the camera")
    person.pressStop()
    checks.expect(watcher.take(), "a button that is held down ends nothing")
    let last = watcher.last
    checkStop("microseconds until the camera is off:") { !watcher.take() }
    checks.note("camera frames after the click:", watcher.last - last)
    checks.expect(watcher.last - last <= 1, "no more comes than what was under way")
    finish(session)
  }

  private func checkLease() {
    let first = wishToHear("leased")
    checks.expect(person.answer(.yes) && isOpen(first), "the person agrees for three seconds")
    let second = wishToHear("leased")
    checks.expect(isOpen(second) && !person.isAsked, "within that time nobody is asked again")
    let session = first.capability.of(Record.self)
    checks.expect(
      person.wait(upTo: 20_000) { (try? session.call(Record.release, 0)) == nil && Self.isDead(session) }, "then it is over")
    checks.expect(person.wait(upTo: 20_000) { person.uses.isEmpty }, "for all sessions")
    finish(first)
    finish(second)
    person.forgive("test-senses")
  }

  /// A session without ring says so; one that does not exist says nothing.
  private static func isDead(_ session: Capability<Record>) -> Bool {
    do throws(SoundFailure) {
      try session.call(Record.stop)
      return false
    } catch { return error == .unreachable }
  }

  private func checkFocus() {
    let without = wishToHear("focused")
    person.wait(upTo: 20_000) { without.state != .opening }
    checks.expect(without.state == .refused(.denied) && !person.isAsked, "without the keyboard it is refused")
    giveFocus("test-senses -> focused")
    let session = wishToHear("focused")
    checks.expect(person.answer(.yes) && isOpen(session), "with the keyboard it is asked about")
    giveFocus("somebody else")
    let capability = session.capability.of(Record.self)
    checks.expect(person.wait(upTo: 20_000) { Self.isDead(capability) }, "and over when the keyboard goes elsewhere")
    finish(session)
  }

  private func giveFocus(_ label: StaticString) {
    var node = Node("focus")
    node.set("label", label.description)
    try? focus.report(node)
    person.wait(200)
  }
}

// A component that looks at the screen, and what it must not see there.

import Bulkhead
import Consent
import Geometry
import TestScreen
import TestSupport

final class Onlooker {
  private let session: Capability<Capture>
  private let buffer: Mapping
  private let size: Size

  static func cost(_ size: Size) -> Quota {
    let bytes = UInt64(size.area) * 4
    return Quota(ram: Capture.cost.ram + bytes + bytes / 64 + (32 << 10), capabilities: Capture.cost.capabilities + 6)
  }

  /// Nil if the session does not let itself be used.
  static func begin(_ session: Capability<Capture>, _ size: Size) -> Onlooker? {
    guard let screen: Size = try? session.call(Capture.screenSize), screen == size,
      (try? session.call(Capture.setBuffer, size)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Capture.dataspace),
      let buffer = try? Mapping(dataspace.capability, isLasting: true)
    else { return nil }
    return Onlooker(session, buffer, size)
  }

  private init(_ session: Capability<Capture>, _ buffer: consuming Mapping, _ size: Size) {
    self.session = session
    self.buffer = buffer
    self.size = size
  }

  /// Takes over what changed. False if the session is over: the buffer is gone then, too.
  func look() -> Bool {
    do throws(CaptureFailure) {
      _ = try session.call(Capture.capture, .zero)
      return true
    } catch { return false }
  }

  func color(_ point: Point) -> UInt32 {
    buffer.load(Int(point.y * size.width + point.x) * 4, as: UInt32.self) & 0xff_ffff
  }

  /// How many pixels of an area are not as `expected` says.
  func differences(_ area: Rectangle, _ expected: (Point) -> UInt32) -> Int {
    var count = 0
    for y in area.minY..<area.maxY {
      for x in area.minX..<area.maxX where color(Point(x, y)) != expected(Point(x, y)) { count += 1 }
    }
    return count
  }
}

// MARK: - The screen, seen with consent

extension TestSenses {
  func checkScreen() {
    let refused = wishToLook()
    checks.expect(person.wait(upTo: 20_000) { person.isAsked }, "the person is asked about the screen")
    checks.expect(refused.state == .opening && refused.capability == .none, "there is no pixel before the answer")
    checks.expect(person.answer(.no), "the person says no")
    _ = person.wait(upTo: 20_000) { refused.state != .opening }
    checks.expect(refused.state == .refused(.denied) && refused.capability == .none, "nor after a no")
    let session = wishToLook()
    checks.expect(person.answer(.yes) && isOpen(session), "the person lets the screen be seen")
    guard let onlooker = Onlooker.begin(session.capability.of(Capture.self), person.screenSize) else {
      return checks.expect(false, "it can be seen")
    }
    checks.expect(person.wait(upTo: 20_000) { person.seesUse }, "the strip shows it")
    checkPicture(onlooker)
    checkQuestionIsHidden(onlooker)
    person.pressStop()
    checks.expect(onlooker.look(), "a button that is held down ends nothing")
    checkStop("microseconds until the screen is off:") { !onlooker.look() }
    finish(session)
  }

  private func wishToLook() -> PendingSession {
    environment.request(Text("Capture"), label: Text("picture"), donation: Onlooker.cost(person.screenSize))
  }

  private var whole: Rectangle { Rectangle(.zero, person.screenSize) }

  private func checkPicture(_ onlooker: Onlooker) {
    checks.expect(
      person.wait(upTo: 20_000) {
        person.look()
        return onlooker.look() && onlooker.differences(whole) { person.color($0) } == 0
      }, "what it sees is what the person sees")
  }

  /// A question about something else comes up while the screen is being seen.
  private func checkQuestionIsHidden(_ onlooker: Onlooker) {
    let other = wishToHear("questioned")
    checks.expect(person.wait(upTo: 20_000) { person.isAsked }, "another question is on the screen")
    checks.expect(onlooker.look(), "the screen can be seen meanwhile")
    let shown = person.questionArea
    checks.expect(onlooker.differences(shown) { _ in 0 } == 0, "no pixel of the question can be seen")
    checks.expect(onlooker.differences(shown) { person.color($0) } > shown.area / 2, "which the person does see")
    checks.expect(person.answer(.no), "the person answers it")
    _ = person.wait(upTo: 20_000) { other.state != .opening }
  }
}

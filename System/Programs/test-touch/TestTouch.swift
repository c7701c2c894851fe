// Enters a password with a finger. What the driver of a touch screen would say goes the whole way: through the event filter and the
// GUI server, to the keys that the entry component draws.

import Bulkhead
import Geometry
import Input
import TestScreen
import TestSupport

@main final class TestTouch: Component {
  private let checks: Checks
  private let seat: Seat
  private let session: Session<Unlock>

  /// On a screen of 1024x768: two keys of the keyboard, and a place beside it.
  private static var z: Point { Point(355, 493) }
  private static var enter: Point { Point(698, 539) }
  private static var beside: Point { Point(80, 80) }
  /// On the dialog, and on nothing that can be pressed.
  private static var words: Point { Point(512, 300) }

  init(_ environment: Environment) throws(SessionError) {
    checks = Checks(environment)
    seat = try Seat(environment, size: Size(1024, 768))
    session = try environment.open(Unlock.self, label: Text("touched"))
    seat.wait(1000)
    choosePassword()
    checks.expect(state == .waiting, "nobody has a key before the password is entered")
    slide()
    for _ in 0..<4 { tap(Self.z) }
    checks.expect(state == .waiting, "nor before all of it is")
    tap(Self.enter)
    let isUnlocked = seat.wait(upTo: 10_000) { state == .unlocked }
    checks.expect(isUnlocked, "keys on the screen can be pressed by a finger")
    checks.finish()
  }

  private var state: UnlockState? { try? session.call(Unlock.state) }

  private func choosePassword() {
    for key in [Key.m, .y, .s, .enter] { seat.press(key) }
    for _ in 0..<2 { for key in [Key.z, .z, .z, .z, .enter] { seat.press(key) } }
    // The key that is made of it takes its time.
    seat.wait(2000)
  }

  private func tap(_ point: Point) {
    seat.submit([.touch(0, seat.screen.place(of: point))])
    seat.wait(60)
    seat.submit([.touchRelease(0)])
    seat.wait(60)
  }

  /// Neither off a key nor onto one: that is no press. Nor is a second finger's, while the first one rests.
  private func slide() {
    for (start, end) in [(Self.z, Self.beside), (Self.beside, Self.z)] {
      seat.submit([.touch(0, seat.screen.place(of: start))])
      seat.wait(30)
      seat.submit([.touch(0, seat.screen.place(of: end))])
      seat.wait(30)
      seat.submit([.touchRelease(0)])
      seat.wait(30)
    }
    seat.submit([.touch(0, seat.screen.place(of: Self.words)), .touch(3, seat.screen.place(of: Self.z))])
    seat.wait(60)
    seat.submit([.touchRelease(3), .touchRelease(0)])
    seat.wait(60)
  }
}

import Consent
import Geometry
import Input
import Testing

@testable import SigningView

@Suite struct SigningViewTests {
  private func view(rows: Int) -> SigningView {
    var view = SigningView(requester: "mail", byteCount: rows * 10, rowCount: rows)
    view.appeared(at: 0)
    return view
  }

  private func type(_ key: Key, _ view: inout SigningView, at now: UInt64) -> SigningView.Outcome {
    let pressed = view.handle(.press(key, character: nil), at: now)
    if pressed != .nothing { return pressed }
    return view.handle(.release(key), at: now + 60)
  }

  private func click(_ choice: Choice, _ view: inout SigningView, at now: UInt64) -> SigningView.Outcome {
    _ = view.handle(.pointer(SigningView.place(of: choice).origin), at: now)
    return type(.leftButton, &view, at: now)
  }

  @Test func enterAloneIsANo() {
    var view = view(rows: 3)
    #expect(type(.enter, &view, at: 1000) == .answered(.no))
  }

  @Test func tabAndEnterIsAYes() {
    var view = view(rows: 3)
    #expect(type(.tab, &view, at: 1000) == .nothing)
    #expect(type(.enter, &view, at: 2000) == .answered(.yes))
  }

  @Test func nothingIsAnsweredBeforeItWasSeen() {
    var early = view(rows: 3)
    #expect(click(.yes, &early, at: 600) == .nothing)
    var hidden = SigningView(requester: "mail", byteCount: 1, rowCount: 1)
    #expect(click(.yes, &hidden, at: 1_000_000) == .nothing)
    #expect(type(.escape, &hidden, at: 2_000_000) == .nothing)
  }

  @Test func whoTypesAnswersNothing() {
    var view = view(rows: 3)
    for index in 0..<100 as Range<UInt64> {
      let key = [Key.tab, .enter, .space][Int(index % 3)]
      let outcome = type(key, &view, at: 1000 + index * 100)
      #expect(index == 0 || outcome != .answered(.yes))
    }
  }

  @Test func theEndMustHaveBeenLookedAt() {
    var view = view(rows: 1000)
    #expect(!view.canSign)
    #expect(click(.yes, &view, at: 5000) == .nothing)
    #expect(type(.end, &view, at: 10_000) == .scrolled)
    // Not on the screen yet.
    #expect(click(.yes, &view, at: 20_000) == .nothing)
    view.appeared(at: 30_000)
    #expect(view.canSign && view.unseen == 1000 - SigningView.rows)
    #expect(click(.yes, &view, at: 30_500) == .nothing)
    #expect(click(.yes, &view, at: 40_000) == .answered(.yes))
  }

  @Test func pageByPageAllIsSeen() {
    var view = view(rows: 100)
    var now: UInt64 = 1000
    while type(.pageDown, &view, at: now) == .scrolled {
      now += 1000
      view.appeared(at: now)
      now += 1000
    }
    #expect(view.unseen == 0 && view.top == 100 - SigningView.rows)
  }

  @Test func whatWasJumpedOverWasNotSeen() {
    var view = view(rows: 200)
    #expect(type(.end, &view, at: 1000) == .scrolled)
    view.appeared(at: 2000)
    #expect(type(.home, &view, at: 3000) == .scrolled)
    view.appeared(at: 4000)
    #expect(view.unseen == 200 - SigningView.rows)
  }

  @Test func anEmptyOrShortMessageDoesNotScroll() {
    for rows in [0, 1, SigningView.rows] {
      var view = view(rows: rows)
      for key in [Key.down, .up, .pageDown, .pageUp, .home, .end] { #expect(type(key, &view, at: 1000) == .nothing) }
      #expect(view.unseen == 0)
    }
  }

  @Test func atTwoPixelsAPointTheButtonsAreTwiceAsFarAway() {
    var view = view(rows: 3)
    view.rescale(Scale(2))
    view.appeared(at: 1000)
    let place = SigningView.place(of: .yes)
    _ = view.handle(.pointer(place.origin), at: 3000)
    #expect(type(.leftButton, &view, at: 3000) == .nothing, "where it was before")
    _ = view.handle(.pointer(Point(place.minX * 2, place.minY * 2)), at: 5000)
    #expect(type(.leftButton, &view, at: 5000) == .answered(.yes))
  }

  @Test func whatBecameLargerIsAnsweredOnlyAfterItWasSeenSo() {
    var view = view(rows: 3)
    _ = view.handle(.press(.escape, character: nil), at: 5000)
    view.rescale(Scale(2))
    #expect(view.handle(.release(.escape), at: 5100) == .nothing)
    #expect(type(.escape, &view, at: 9000) == .nothing)
    view.appeared(at: 10_000)
    #expect(type(.escape, &view, at: 10_400) == .nothing)
    #expect(type(.escape, &view, at: 12_000) == .answered(.no))
  }
}

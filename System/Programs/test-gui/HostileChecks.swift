// What must be refused, and what must cost nobody but who does it.

import Bulkhead
import Geometry
import Input

extension TestGui {
  func checkRefusals() throws(SessionError) {
    expect(isDenied(Gui.self, "nobody"), "a Gui session without policy is denied")
    expect(isDenied(Capture.self, "nobody"), "a capture without policy is denied")
    expect(isDenied(Event.self, "nobody"), "an event source without policy is denied")
    let (app, other) = (try Painter("app", environment), try Painter("app 2", environment))
    defer {
      app.end()
      other.end()
    }
    attempt("a view") { () throws(GuiFailure) in try app.session.call(Gui.createView, ViewID(1)) }
    expect(.unknownView, "another session's view") { () throws(GuiFailure) in
      try other.place(Rectangle(0, 0, 9, 9))
    }
    expect(.unknownView, "a capability to another session's view") { () throws(GuiFailure) in
      let view: OwnedCapability<GuiView> = try other.session.call(Gui.viewCapability, ViewID(1))
      _ = view.exists
    }
    expect(.unknownView, "adopting what is no view") { () throws(GuiFailure) in
      try app.session.call(Gui.adopt, Pair(ViewID(2), app.session.assuming(GuiView.self)))
    }
    expect(.tooLarge, "a buffer beyond all screens") { () throws(GuiFailure) in
      try app.session.call(Gui.setBuffer, Pair(Size(16385, 1), false))
    }
    expect(.outOfRAM, "a buffer beyond the donation") { () throws(GuiFailure) in
      try app.session.call(Gui.setBuffer, Pair(Size(2000, 2000), false))
    }
  }

  func checkFloods() throws(SessionError) {
    let flood = try Painter("app", environment, donation: 64 << 10)
    defer { flood.end() }
    var made: UInt32 = 0
    do throws(GuiFailure) {
      while made < 1_000_000 {
        try flood.session.call(Gui.createView, ViewID(made))
        made += 1
      }
    } catch { expect(error == .outOfRAM, "a million views end with the donation: \(made)") }
    expect(made > 10 && made < 200, "\(made) views are what the donation pays")
    attempt("views come back") { () throws(GuiFailure) in
      for view in 0..<made { try flood.session.call(Gui.destroyView, ViewID(view)) }
      try flood.session.call(Gui.createView, ViewID(7))
    }
    floodEvents()
    for round in 0..<1000 as Range<Int32> { try? flood.place(Rectangle(round % 50, 0, 50, 50), view: 7) }
    expect(display.look().count <= ChangedAreas.limit, "what changed is few rectangles")
  }

  private func floodEvents() {
    for number in 0..<200 as Range<UInt16> {
      submit(.movement(Point(1, 1)), .press(Key(rawValue: number), character: nil), .release(Key(rawValue: number)))
    }
  }
}

// Who hears what, and what a window manager can do.

import Bulkhead
import Geometry
import Input

extension TestGui {
  func checkInput() throws(SessionError) {
    let (one, other) = (try Painter("app", environment), try Painter("app 2", environment))
    defer {
      one.end()
      other.end()
    }
    attempt("drawing") { () throws(GuiFailure) in
      try one.prepare(50, 40)
      try one.show(0, 0)
      try other.prepare(50, 40)
      try other.show(100, 0)
    }
    click(6, 15)
    environment.entrypoint.dispatchPendingIOSignals()
    expect(one.signals > 0, "a client is told of events")
    expect(
      one.events() == [.pointer(Point(6, 5)), .focusEnter, .press(.leftButton, character: nil), .release(.leftButton)],
      "a click arrives where it is meant")
    expect(other.events().isEmpty && other.signals == 0, "and nowhere else")
    submit(.press(.leftShift, character: nil), pointer(110, 20), .press(.b, character: "B"), .release(.b))
    expect(other.events().isEmpty, "whoever got the first press gets all")
    submit(.release(.leftShift))
    checkDriverThatGoes(one)
    try checkFilter(one)
  }

  /// A keyboard behind the filter, which has a German key map and makes a key of another one.
  private func checkFilter(_ app: Painter) throws(SessionError) {
    let keyboard = try environment.open(Event.self, label: Text("keyboard"))
    let keys: [Key] = [.y, .capsLock, Key(rawValue: 41), .o]
    let events = keys.flatMap { [InputEvent.press($0, character: nil), .release($0)] }
    try? keyboard.call(Event.submit, EventBatch(events))
    try? keyboard.call(Event.submit, EventBatch([.press(.q, character: nil)]))
    expect(
      app.events() == [
        .press(.y, character: "z"), .release(.y), .press(.escape, character: "\u{1b}"), .release(.escape),
        .press(Key(rawValue: 41), character: nil), .release(Key(rawValue: 41)), .press(.o, character: "ô"), .release(.o),
        .press(.q, character: "q"),
      ], "the filter gives keys their characters")
    keyboard.close()
    expect(app.events().last == .release(.q), "a driver that goes releases its keys in the filter, too")
  }

  private func checkDriverThatGoes(_ app: Painter) {
    _ = app.events()
    let driver = try? environment.open(Event.self, label: Text("input"))
    try? driver?.call(Event.submit, EventBatch([.press(.x, character: nil), .focusEnter, .closeRequest]))
    expect(app.events() == [.press(.x, character: nil)], "drivers say nothing but what the person does")
    driver?.close()
    expect(app.events() == [.release(.x)], "a driver that goes releases its keys")
  }

  /// One session places the view of another one, and gives it the keyboard.
  func checkWindowManager() throws(SessionError) {
    let (manager, app) = (try Painter("wm", environment), try Painter("wm -> editor", environment))
    let stranger = try Painter("app", environment)
    defer {
      manager.end()
      app.end()
      stranger.end()
    }
    attempt("adopting") { () throws(GuiFailure) in
      try app.prepare(30, 30)
      app.fill(0x77_7777)
      try app.show(0, 0)
      let view: OwnedCapability<GuiView> = try app.session.call(Gui.viewCapability, ViewID(1))
      try manager.session.call(Gui.adopt, Pair(ViewID(9), view.capability))
      try manager.place(Rectangle(100, 50, 30, 30), view: 9)
      try manager.session.call(Gui.focus, app.session)
    }
    expect(display.color(101, 61), 0x77_7777, "an adopted view is where the adopter says")
    submit(.press(.k, character: nil), .release(.k), pointer(102, 62))
    let heard = app.events()
    expect(heard.contains(.press(.k, character: nil)), "its owner gets the keys")
    expect(heard.contains(.pointer(Point(2, 2))), "and places as it knows them")
    expect(manager.events().isEmpty, "the adopter does not")
    expect(.unknownView, "keyboard for a stranger") { () throws(GuiFailure) in
      try manager.session.call(Gui.focus, stranger.session)
    }
    expect(.unknownView, "keyboard for a session of another kind") { () throws(GuiFailure) in
      try manager.session.call(Gui.focus, display.session.assuming(Gui.self))
    }
    attempt("giving back") { () throws(GuiFailure) in try manager.session.call(Gui.destroyView, ViewID(9)) }
    expect(display.color(101, 61), 0, "a view that is given back is not seen")
  }
}

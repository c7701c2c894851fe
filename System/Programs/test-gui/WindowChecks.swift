// Applications of the window manager, and the person who moves, closes, tiles and switches their windows.

import Bulkhead
import Geometry
import Input

extension TestGui {
  private var red: UInt32 { 0xd0_1010 }
  var green: UInt32 { 0x10_a010 }

  func checkWindows() throws(SessionError) {
    let editor = try Painter("editor", environment)
    attempt("a window") { () throws(GuiFailure) in
      try editor.prepare(160, 80)
      editor.fill(red)
      try editor.show(0, 0)
    }
    // The first window's frame starts at 40, 30 below the strip.
    expectColor(45, 80, red, "a window is placed")
    expect(wait { self.display.color(60, 45) != 0 }, "it has a frame")
    expectColor(39, 70, 0, "and nothing beside it")
    let terminal = try Painter("terminal", environment)
    attempt("another window") { () throws(GuiFailure) in
      try terminal.prepare(160, 80)
      terminal.fill(green)
      try terminal.show(0, 0)
    }
    expectColor(80, 105, green, "the next window is beside the first one")
    checkSelfWill(editor)
    checkDragging(editor)
    checkKeyboard(editor, terminal)
    checkHaste(editor, terminal)
    checkTiling(terminal)
    checkSizes(terminal)
    checkClosing(terminal)
    terminal.end()
    expectColor(380, 120, 0, "a window goes with its session")
    editor.end()
  }

  /// Waits until something is so, or three seconds passed.
  func wait(_ condition: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + 3_000_000
    while environment.clock.now.microseconds < end {
      if condition() { return true }
      environment.entrypoint.dispatchPendingIOSignals()
      environment.entrypoint.pause(.milliseconds(2))
    }
    return false
  }

  func expectColor(_ x: Int32, _ y: Int32, _ color: UInt32, _ what: String) {
    if wait({ self.display.color(x, y) == color }) { return }
    expect(display.color(x, y), color, what)
  }

  /// What an application wishes does not move its window.
  private func checkSelfWill(_ editor: Painter) {
    attempt("wishes") { () throws(GuiFailure) in
      try editor.place(Rectangle(-300, -300, 160, 80))
      try editor.session.call(Gui.execute, ViewCommands([.front(ViewID(1))]))
    }
    expectColor(80, 105, green, "a window cannot raise itself")
    expect(.unknownView, "a capability to a window") { () throws(GuiFailure) in
      let view: OwnedCapability<GuiView> = try editor.session.call(Gui.viewCapability, ViewID(1))
      _ = view.exists
    }
    expect(.unknownView, "the keyboard by wishing") { () throws(GuiFailure) in
      try editor.session.call(Gui.focus, editor.session)
    }
    attempt("wishes") { () throws(GuiFailure) in try editor.place(Rectangle(0, 0, 160, 80)) }
  }

  private func checkDragging(_ editor: Painter) {
    submit(pointer(90, 50))
    submit(.press(.leftButton, character: nil))
    expectColor(80, 105, red, "a frame that is pressed is in front")
    submit(pointer(100, 60))
    submit(pointer(240, 70))
    submit(.release(.leftButton))
    expectColor(196, 95, red, "a window follows the pointer")
    expectColor(80, 105, green, "and is not where it was")
    let heard = editor.events()
    expect(!heard.contains(.press(.leftButton, character: nil)), "an application does not hear what happens on its frame")
    expect(heard.contains(.focusEnter), "but has the keyboard")
  }

  /// Alt-Tab, which no application hears of.
  private func checkKeyboard(_ editor: Painter, _ terminal: Painter) {
    _ = (editor.events(), terminal.events())
    submit(.press(.leftAlt, character: nil), .press(.tab, character: nil), .release(.tab), .release(.leftAlt))
    expect(wait { terminal.events().contains(.focusEnter) }, "Alt-Tab gives the keyboard to the next window")
    submit(.press(.a, character: "a"), .release(.a))
    expect(wait { terminal.events().contains(.press(.a, character: "a")) }, "who has the keyboard hears keys")
    let heard = editor.events()
    expect(!heard.contains(.press(.tab, character: nil)), "nobody hears Tab")
    expect(!heard.contains(.press(.a, character: "a")), "nor what is typed elsewhere")
  }

  private func checkTiling(_ terminal: Painter) {
    submit(
      .press(.leftMeta, character: nil), .press(.right, character: nil), .release(.right), .release(.leftMeta))
    expectSize(terminal, 192, 254, "half of the screen")
    expectColor(380, 120, green, "an application fills its window")
    expectColor(204, 5, 0, "and nothing of the strip")
  }

  private func checkClosing(_ terminal: Painter) {
    _ = terminal.events()
    // The button at the right end of the frame, which begins right below the strip.
    expect(wait { self.display.color(382, 18) != 0 }, "a frame is as large as its window")
    click(382, 24)
    expect(wait { terminal.events().contains(.closeRequest) }, "an application is asked to close its window")
  }
}

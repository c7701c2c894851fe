// The sizes that a person gives a window: by its corner, by its button, with keys.

import Bulkhead
import Geometry
import Input

extension TestGui {
  /// A window that has half of the screen, and has it again afterwards.
  func checkSizes(_ terminal: Painter) {
    key(.down)
    expectSize(terminal, 160, 80, "a window that is not tiled any more")
    // Its frame is 168 by 116 pixels, at 72, 72. What is beside its title is to be nobody's.
    drag(from: (260, 70), to: (260, 170))
    click(120, 85)
    expectColor(200, 170, green, "a window whose frame was clicked is in front")
    drag(from: (238, 186), to: (0, 0))
    expectSize(terminal, 152, 44, "the smallest window")
    drag(from: (230, 150), to: (298, 216))
    expectSize(terminal, 220, 110, "a window whose corner was dragged")
    expectColor(290, 210, green, "which is all that there is of it")
    expectColor(301, 120, 0, "and nothing beside it")
    checkMaximizing(terminal)
    key(.right)
    expectSize(terminal, 192, 254, "half of the screen again")
  }

  private func checkMaximizing(_ terminal: Painter) {
    expectFrame(254, 88)
    click(254, 88)
    expectSize(terminal, 392, 254, "a window that is maximised by its button")
    expectColor(393, 290, green, "which reaches the far corner")
    expectFrame(354, 26)
    click(354, 26)
    expectSize(terminal, 220, 110, "and back by the same button")
    key(.up)
    expectSize(terminal, 392, 254, "a window that is maximised by keyboard")
    key(.down)
    expectSize(terminal, 220, 110, "and back by keyboard")
    expectColor(393, 290, 0, "where it does not cover any more what it did")
    expectFrame(254, 88)
    // A release elsewhere is none on the button.
    submit(pointer(254, 88), .press(.leftButton, character: nil), pointer(254, 150), .release(.leftButton))
    key(.down)
    expectSize(terminal, 220, 110, "a button that was left before the release")
  }

  /// A key of the window manager.
  private func key(_ key: Key) {
    submit(.press(.leftMeta, character: nil), .press(key, character: nil), .release(key), .release(.leftMeta))
  }

  private func drag(from start: (x: Int32, y: Int32), to end: (x: Int32, y: Int32)) {
    submit(pointer(start.x, start.y), .press(.leftButton, character: nil))
    submit(pointer((start.x + end.x) / 2, (start.y + end.y) / 2))
    submit(pointer(end.x, end.y))
    submit(.release(.leftButton))
  }

  /// The decorator has drawn the frame: nobody clicks what is not there yet.
  func expectFrame(_ x: Int32, _ y: Int32) { expect(wait { self.display.color(x, y) != 0 }, "a window has its frame") }

  /// The window gets a size, and the application follows.
  func expectSize(_ window: Painter, _ width: Int32, _ height: Int32, _ what: String) {
    let area = Rectangle(0, 0, width, height)
    guard wait({ (try? window.session.call(Gui.screen)) == area }) else {
      let size = (try? window.session.call(Gui.screen))?.size ?? .zero
      return expect(false, "\(what): \(size.width) x \(size.height) instead of \(width) x \(height)")
    }
    attempt("following") { () throws(GuiFailure) in
      try window.prepare(width, height)
      window.fill(green)
      try window.place(area)
    }
  }
}

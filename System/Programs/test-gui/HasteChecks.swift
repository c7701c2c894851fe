// What is typed in the same moment as a click, or as Alt-Tab, is for nobody but whom that gives the keyboard to.
//
// The hands are faster than anybody's: click and key are in one message, so that no part of the window manager has seen the one when
// the GUI server has the other.

import Bulkhead
import Geometry
import Input

extension TestGui {
  func checkHaste(_ editor: Painter, _ terminal: Painter) {
    expectFrame(120, 85)
    for round in 0..<24 {
      let isEditor = round % 2 == 0
      // By turns on the frame and on what is in it.
      let frame: (x: Int32, y: Int32) = isEditor ? (260, 70) : (120, 85)
      let content: (x: Int32, y: Int32) = isEditor ? (300, 120) : (80, 105)
      type(isEditor ? .e : .t, at: round % 4 < 2 ? frame : content)
      // Sometimes the answers to earlier clicks are on their way, and sometimes they are there.
      if round % 3 == 0 { environment.entrypoint.pause(.milliseconds(UInt64(round))) }
    }
    expectKeys(editor, .e, 12, terminal, .t, 12)
    for (window, other) in [(editor, terminal), (terminal, editor), (editor, terminal), (terminal, editor)] {
      submit(
        .press(.leftAlt, character: nil), .press(.tab, character: nil), .release(.tab), .release(.leftAlt),
        .press(.a, character: nil), .release(.a), .press(.b, character: nil), .release(.b))
      expectKeys(window, .b, 1, other, .b, 0)
    }
  }

  private func type(_ key: Key, at place: (x: Int32, y: Int32)) {
    submit(
      pointer(place.x, place.y), .press(.leftButton, character: nil), .release(.leftButton), .press(key, character: nil),
      .release(key))
  }

  /// Two windows have heard a key so many times, and none of the other's.
  private func expectKeys(
    _ one: Painter, _ oneKey: Key, _ oneCount: Int, _ other: Painter, _ otherKey: Key, _ otherCount: Int
  ) {
    var heard: (one: [InputEvent], other: [InputEvent]) = ([], [])
    let areThere = wait {
      heard.one += one.events()
      heard.other += other.events()
      return heard.one.presses(of: oneKey) >= oneCount && heard.other.presses(of: otherKey) >= otherCount
    }
    expect(areThere, "what is typed arrives: \(heard.one.presses(of: oneKey)), \(heard.other.presses(of: otherKey))")
    if oneKey == otherKey {
      expect(heard.other.presses(of: otherKey) == 0, "and nowhere else")
    } else {
      expect(heard.one.presses(of: otherKey) == 0 && heard.other.presses(of: oneKey) == 0, "and nowhere else")
    }
  }
}

extension [InputEvent] {
  fileprivate func presses(of key: Key) -> Int {
    var count = 0
    for event in self {
      if case .press(key, _) = event { count += 1 }
    }
    return count
  }
}

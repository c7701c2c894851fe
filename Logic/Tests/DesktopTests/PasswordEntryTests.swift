import Geometry
import Input
import Painting
import Testing
import Widgets

@testable import Desktop

@Suite struct PasswordEntryTests {
  @Test func passwordsAreOnlyCounted() throws {
    var interface = UserInterface<PasswordEntry.Wish>(try testStyle(), size: Size(600, 600))
    var entry = PasswordEntry(requester: nil, proof: ("phrase", .black), count: 0)
    interface.show(.dialog(over: .spacer, cancel: .cancel, entry.card()))
    // Nothing to unlock with yet.
    #expect(interface.handle(.press(.enter, character: nil)) != [.unlock])
    #expect(interface.handle(.press(.a, character: "a")).isEmpty)
    #expect(interface.handle(.press(.escape, character: nil)) == [.cancel])
    entry.count = 3
    var before = Picture(Size(600, 600))
    interface.invalidate()
    before.draw { _ = interface.draw(&$0) }
    interface.show(.dialog(over: .spacer, cancel: .cancel, entry.card()))
    #expect(!interface.dirtyRectangles.isEmpty)
  }

  @Test func theKeyboardHasAllOfASCII() throws {
    var found: Set<Unicode.Scalar> = []
    for (isShifted, showsSigns) in [(false, false), (true, false), (false, true), (true, true)] {
      var keyboard = ScreenKeyboard()
      (keyboard.isShifted, keyboard.showsSigns) = (isShifted, showsSigns)
      var interface = UserInterface<ScreenKey>(try testStyle(), size: Size(500, 200))
      interface.show(keyboard.element { $0 })
      for y in stride(from: 4, to: 200, by: 8) as StrideTo<Int32> {
        for x in stride(from: 4, to: 500, by: 8) as StrideTo<Int32> {
          for event in [.pointer(Point(x, y)), .press(.touchButton, character: nil), .release(.touchButton)] as [InputEvent] {
            for key in interface.handle(event) { if case .character(let scalar) = key { found.insert(scalar) } }
          }
        }
      }
    }
    for code in 0x20...0x7e as ClosedRange<UInt8> { #expect(found.contains(Unicode.Scalar(code)), "\(Unicode.Scalar(code))") }
  }
}

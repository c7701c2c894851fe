// A program under test: what it shows follows from what was wished before.

import Geometry
import Input
import Painting
import Typography

@testable import Widgets

enum Wish: Equatable {
  case press(Int)
  case edit(String)
  case choose(Int)
  case cancel
}

/// A face of blocks of 6 by 8 pixels that move the pen by 8.
func testFonts() throws -> Fonts {
  let block = [UInt8](repeating: 255, count: 48)
  let scalars = (0x20...0x7e).map { Unicode.Scalar(UInt8($0)) } + ["\u{2026}", "\u{fffd}"]
  let glyphs = scalars.map { DrawnGlyph($0, advance: 512, left: 1, top: 8, width: 6, height: 8, variants: [block]) }
  let name = FaceName(.sans, .regular, size: 13)
  return try Fonts(Fonts.file([DrawnFace(name, ascent: 8, descent: 2, lineHeight: 12, glyphs: glyphs)]).span)
}

/// An interface with what a test has to do with it.
struct Program {
  var interface: UserInterface<Wish>
  var wishes: [Wish] = []

  init(_ element: Element<Wish>) throws { try self.init(Size(400, 300), element) }

  init(_ size: Size, scale: Int32 = 1, _ element: Element<Wish>) throws {
    interface = UserInterface(Style(.light, fonts: try testFonts(), scale: scale), size: size)
    interface.show(element)
    interface.dirty = Region()
  }

  mutating func send(_ events: InputEvent...) { for event in events { wishes += interface.handle(event) } }
  mutating func click(_ x: Int32, _ y: Int32) {
    send(.pointer(Point(x, y)), .press(.leftButton, character: nil), .release(.leftButton))
  }
  mutating func type(_ text: String) {
    for scalar in text.unicodeScalars { send(.press(.a, character: scalar), .release(.a)) }
  }
  mutating func press(_ keys: Key...) { for key in keys { send(.press(key, character: nil), .release(key)) } }

  func frame(_ index: Int) -> Rectangle { interface.items[index].frame }
  var dirtyArea: Rectangle { interface.dirtyRectangles.reduce(.empty) { $0.union($1) } }

  /// The pixels, drawn as the dirty rectangles say onto what was there before.
  mutating func draw(on picture: inout Picture) {
    picture.draw { _ = interface.draw(&$0) }
  }
}

import Geometry
import Painting
import Testing
import Typography
import Widgets

@testable import Desktop

/// A face of blocks of 6 by 8 pixels that move the pen by 8.
func testStyle(_ theme: Theme = .light, scale: Int32 = 1) throws -> Style {
  let block = [UInt8](repeating: 255, count: 48)
  let scalars = (0x20...0x7e).map { Unicode.Scalar(UInt8($0)) } + ["\u{2026}", "\u{fffd}"]
  let glyphs = scalars.map { DrawnGlyph($0, advance: 512, left: 1, top: 8, width: 6, height: 8, variants: [block]) }
  let name = FaceName(.sans, .regular, size: 13)
  let file = Fonts.file([DrawnFace(name, ascent: 8, descent: 2, lineHeight: 12, glyphs: glyphs)])
  return Style(theme, fonts: try Fonts(file.span), scale: scale)
}

@Suite struct FrameTests {
  let style: Style
  let outer = Rectangle(50, 50, 300, 200)
  let frame = WindowFrame(label: "init -> editor", title: "text", color: Color(0x30_9060), hasFocus: true)

  init() throws { style = try testStyle() }

  @Test func contentAndFrameBelongTogether() {
    let content = Rectangle(10, 40, 100, 50)
    #expect(WindowFrame.content(outer: WindowFrame.outer(content: content, style), style) == content)
  }

  @Test func everyPartIsWhereOneSeesIt() {
    func part(_ x: Int32, _ y: Int32) -> WindowFrame.Part { WindowFrame.part(at: Point(x, y), outer: outer, style) }
    #expect(part(200, 150) == .content)
    #expect(part(200, 65) == .bar)
    #expect(part(330, 65) == .close)
    #expect(part(305, 65) == .maximize)
    #expect(part(50, 150) == .edge(.left))
    #expect(part(349, 150) == .edge(.right))
    #expect(part(200, 50) == .edge(.top))
    #expect(part(200, 252) == .edge(.bottom))
    #expect(part(49, 49) == .edge([.left, .top]))
    #expect(part(345, 249) == .edge([.right, .bottom]))
    #expect(part(40, 150) == .outside)
    #expect(part(.min, .max) == .outside)
  }

  /// The program's part is not touched, whatever the frame says.
  @Test func contentIsLeftAlone() {
    var picture = Picture(Size(400, 300), Color(0x12_3456))
    picture.draw { frame.draw(&$0, outer: outer, style) }
    let content = WindowFrame.content(outer: outer, style)
    for y in content.minY..<content.maxY {
      for x in content.minX..<content.maxX where picture[x, y] != Color(0x12_3456).word {
        Issue.record("\(x) \(y)")
        return
      }
    }
    #expect(picture[outer.minX, 150] == frame.color.word)
  }

  @Test func aLongLabelKeepsItsEndAndLeavesTheButtons() {
    var picture = Picture(Size(400, 300))
    var long = frame
    long.label = String(repeating: "init -> ", count: 100) + "evil"
    long.title = String(repeating: "x", count: 1000)
    picture.draw { long.draw(&$0, outer: outer, style) }
    var (plain, empty) = (Picture(Size(400, 300)), frame)
    (empty.label, empty.title) = ("", "")
    plain.draw { empty.draw(&$0, outer: outer, style) }
    for x in WindowFrame.maximizeButton(outer, style).minX..<outer.maxX {
      #expect((50..<82).allSatisfy { (y: Int32) in picture[x, y] == plain[x, y] })
    }
  }

  /// A program cannot draw its title so that it looks like the label: that stands on the domain's color.
  @Test func titleAndLabelAreToldApart() {
    var (one, other) = (Picture(Size(400, 300)), Picture(Size(400, 300)))
    var imitation = frame
    (imitation.label, imitation.title) = ("", "init -> editor")
    one.draw { frame.draw(&$0, outer: outer, style) }
    other.draw { imitation.draw(&$0, outer: outer, style) }
    #expect(one.pixels != other.pixels)
  }

  @Test func tinyFramesAreSurvived() {
    var picture = Picture(Size(60, 60))
    for side in [0, 1, 5, 40] as [Int32] { picture.draw { frame.draw(&$0, outer: Rectangle(5, 5, side, side), style) } }
  }

  @Test func pointersHaveATip() {
    for scale in [1, 2] as [Int32] {
      let picture = PointerPicture.arrow(scale: scale)
      let tip = PointerPicture.tip
      #expect(picture[tip.x * scale, (tip.y + 2) * scale] >> 24 > 200)
      #expect(picture[picture.size.width - 1, 0] == 0)
    }
  }
}

import Geometry
import Painting
import Testing

@testable import Widgets

@Suite struct LayoutTests {
  @Test func columnsStackAndStretch() throws {
    let program = try Program(
      .column(
        spacing: 10, padding: Padding(20),
        [.text("top"), .card(.flat, .text("rest")).height(.stretch(1)), .button("ok", .press(1))]))
    #expect(program.frame(0) == Rectangle(20, 20, 360, 12))
    #expect(program.frame(1) == Rectangle(20, 42, 360, 300 - 40 - 12 - 30 - 20))
    #expect(program.frame(3) == Rectangle(20, 250, 44, 30))
  }

  @Test func linesShareByWeight() throws {
    let program = try Program(
      .line(
        spacing: 0, alignment: nil,
        [.separator.width(100), .separator.width(.stretch(1)), .separator.width(.stretch(2))]))
    #expect(program.frame(0).width == 100)
    #expect(program.frame(1).width == 100)
    #expect(program.frame(2) == Rectangle(200, 0, 200, 300))
  }

  @Test func alignments() throws {
    let program = try Program(
      .column(spacing: 0, alignment: .trailing, [.text("ab"), .button("", .press(1)), .separator.width(50)]))
    #expect(program.frame(0).minX == 400 - 16)
    #expect(program.frame(1).minX == 400 - 30)
    #expect(program.frame(2).minX == 350)
  }

  @Test func scaleTwoIsTwiceAsLarge() throws {
    let element = Element<Wish>.column(spacing: 10, padding: Padding(20), [.button("", .press(1)), .separator])
    let (one, two) = (try Program(Size(400, 300), element), try Program(Size(800, 600), scale: 2, element))
    #expect(one.frame(0) == Rectangle(20, 20, 30, 30))
    #expect(two.frame(0) == Rectangle(40, 40, 60, 60))
  }

  /// Too little room never makes anything leave its place for another's, or have a negative size.
  @Test(arguments: [0, 1, 7, 33, 100] as [Int32]) func littleRoom(side: Int32) throws {
    let element = Element<Wish>.column(
      padding: Padding(12),
      [
        .line([.text("a long line of text"), .button("button", .press(1)), .field("text", edit: { .edit($0) })]),
        .paragraph("words that wrap"), .choice(["one", "two"], selected: 0) { .choose($0) },
        .scroll(.column([.text("x"), .text("y")])), .table([Column("a"), Column("b", width: 90)], rows: []) { .press($0) },
      ])
    let program = try Program(Size(side, side), .dialog(over: element, .card(.raised, element)))
    #expect(program.interface.items.allSatisfy { $0.frame.width >= 0 && $0.frame.height >= 0 })
    var copy = program
    copy.interface.invalidate()
    var picture = Picture(Size(side, side))
    copy.draw(on: &picture)
  }

  @Test func whatIsScrolledAwayIsNotListed() throws {
    let rows = (0..<1000).map { Element<Wish>.row(.press($0), .text("row \($0)")) }
    let program = try Program(.scroll(.column(spacing: 0, rows)))
    #expect(program.interface.items.count < 30)
  }

  /// Keys and positions do not mix: no two items have the same identity.
  @Test func identitiesAreUnique() throws {
    let children = (0..<20).map { index -> Element<Wish> in
      let button = Element<Wish>.button("\(index)", .press(index))
      return index % 2 == 0 ? button : button.key(UInt64(index - 1))
    }
    let program = try Program(.column(children))
    let identities = program.interface.items.map(\.identity)
    #expect(Set(identities).count == identities.count)
  }

  @Test func menusStayWithinTheWindow() throws {
    let program = try Program(
      .menu(over: .spacer, at: Point(390, 290), cancel: .cancel, [.row(.press(1), .text("an item of a menu"))]))
    let card = program.frame(1)
    #expect(program.interface.bounds.contains(card))
    #expect(card.maxX == 394 && card.maxY == 294)
  }
}

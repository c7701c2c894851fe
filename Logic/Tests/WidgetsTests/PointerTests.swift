import Geometry
import Input
import Testing

@testable import Widgets

@Suite struct PointerTests {
  let buttons = Element<Wish>.column(
    spacing: 10, padding: Padding(10),
    [.button("one", .press(1)), .button("two", nil), .toggle("three", isOn: true, .press(3))])

  @Test func clicksPress() throws {
    var program = try Program(buttons)
    program.click(20, 20)
    program.click(20, 60)
    program.click(20, 100)
    program.click(300, 200)
    #expect(program.wishes == [.press(1), .press(3)])
  }

  @Test func whoMovesAwayBeforeReleasingDidNotMeanIt() throws {
    var program = try Program(buttons)
    program.send(.pointer(Point(20, 20)), .press(.leftButton, character: nil), .pointer(Point(20, 100)), .release(.leftButton))
    program.send(.pointer(Point(300, 200)), .press(.leftButton, character: nil), .pointer(Point(20, 20)), .release(.leftButton))
    program.send(.release(.leftButton))
    #expect(program.wishes.isEmpty)
  }

  @Test func otherButtonsDoNothing() throws {
    var program = try Program(buttons)
    program.send(.pointer(Point(20, 20)), .press(.rightButton, character: nil), .release(.rightButton))
    #expect(program.wishes.isEmpty)
  }

  @Test func anyCoordinatesAreSurvived() throws {
    var program = try Program(.column([.field("text", edit: { .edit($0) }), .scroll(.column([buttons, buttons, buttons]))]))
    for x in [.min, -1, 5, .max] as [Int32] {
      program.click(20, 10)
      program.send(.press(.leftButton, character: nil), .pointer(Point(x, x)), .release(.leftButton), .wheel(Point(x, x)))
      program.send(.pointer(Point(395, 60)), .press(.leftButton, character: nil), .pointer(Point(x, x)), .release(.leftButton))
    }
  }

  @Test func touchWorksLikeTheMouse() throws {
    var program = try Program(buttons)
    program.send(.touch(0, Point(20, 20)), .touchRelease(0))
    #expect(program.wishes == [.press(1)])
    // A second finger is none: it presses nothing, moves nothing, and its going is no release.
    program.send(.touch(0, Point(395, 195)), .touch(1, Point(20, 20)), .touchRelease(1), .touchRelease(0))
    program.send(.touch(0, Point(20, 20)), .touch(1, Point(395, 195)), .touchRelease(1))
    #expect(program.wishes == [.press(1)])
    program.send(.touchRelease(0), .touch(1, Point(20, 100)), .touchRelease(1))
    #expect(program.wishes == [.press(1), .press(1), .press(3)])
    program.wishes.removeAll()
    program.send(.touch(0, Point(20, 20)), .touchRelease(0))
    // Whoever slides off means something else; whoever slides onto something meant what was there before.
    program.send(.touch(0, Point(20, 20)), .touch(0, Point(395, 195)), .touchRelease(0))
    program.send(.touch(0, Point(395, 195)), .touch(0, Point(20, 20)), .touchRelease(0))
    #expect(program.wishes == [.press(1)])
    // A screen that knows one finger is a mouse without buttons but this one.
    program.send(.pointer(Point(20, 20)), .press(.touchButton, character: nil), .release(.touchButton))
    #expect(program.wishes == [.press(1), .press(1)])
  }

  @Test func choicesKnowTheirCells() throws {
    var program = try Program(.column([.choice(["a", "b", "c"], selected: 0) { .choose($0) }]))
    program.click(10, 10)
    program.click(40, 10)
    program.click(90, 10)
    #expect(program.wishes == [.choose(0), .choose(1), .choose(2)])
  }

  /// Behind a dialog nothing reacts; Escape and its own buttons do.
  @Test func dialogsMakeTheRestWait() throws {
    var program = try Program(
      .dialog(over: buttons, cancel: .cancel, .card(.raised, .button("yes", style: .primary, .press(9)))))
    program.click(20, 20)
    program.send(.wheel(Point(0, 1)))
    #expect(program.wishes.isEmpty)
    let button = program.interface.items.last!.frame
    program.click(button.minX + 2, button.minY + 2)
    program.press(.escape)
    #expect(program.wishes == [.press(9), .cancel])
  }

  @Test func menusCloseWhenOneClicksBesideThem() throws {
    var program = try Program(.menu(over: buttons, at: Point(200, 100), cancel: .cancel, [.row(.press(7), .text("item"))]))
    program.click(20, 20)
    #expect(program.wishes == [.cancel])
    program.click(215, 115)
    #expect(program.wishes == [.cancel, .press(7)])
  }

  @Test func wheelsScrollWhatTheyAreOver() throws {
    let rows = (0..<100).map { Element<Wish>.row(.press($0), .text("row \($0)")) }
    var program = try Program(.line(spacing: 0, alignment: nil, [.scroll(.column(spacing: 0, rows)), .spacer]))
    program.send(.pointer(Point(20, 20)), .wheel(Point(0, -1)))
    program.click(20, 10)
    #expect(program.wishes == [.press(2)])
    program.send(.wheel(Point(0, .min)), .wheel(Point(0, .max)))
    program.click(20, 10)
    program.send(.pointer(Point(300, 20)), .wheel(Point(0, -1)))
    program.click(20, 10)
    #expect(program.wishes.suffix(2) == [.press(0), .press(0)])
  }

  @Test func scrollBarsCanBeDragged() throws {
    let rows = (0..<100).map { Element<Wish>.row(.press($0), .text("row \($0)")) }
    var program = try Program(.scroll(.column(spacing: 0, rows)))
    program.send(
      .pointer(Point(395, 10)), .press(.leftButton, character: nil), .pointer(Point(395, 5000)), .release(.leftButton))
    program.click(20, 290)
    #expect(program.wishes == [.press(99)])
  }
}

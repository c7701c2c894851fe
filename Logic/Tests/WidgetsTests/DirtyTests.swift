import Geometry
import Input
import Painting
import Testing

@testable import Widgets

@Suite struct DirtyTests {
  func page(_ value: Int, _ label: String = "label") -> Element<Wish> {
    .column(
      spacing: 10, padding: Padding(10),
      [.text(label), .meter(value, of: 100), .button("press", .press(1)), .field("text", edit: { .edit($0) })])
  }

  @Test func nothingChangedNothingDirty() throws {
    var program = try Program(page(3))
    program.interface.show(page(3))
    #expect(program.interface.dirtyRectangles.isEmpty)
    program.send(.pointer(Point(390, 290)), .movement(Point(1, 1)), .wheel(Point(0, 4)))
    program.press(.f5)
    #expect(program.interface.dirtyRectangles.isEmpty)
  }

  @Test func onlyWhatChangedIsDirty() throws {
    var program = try Program(page(3))
    program.interface.show(page(4))
    #expect(program.dirtyArea.height < 20 && program.dirtyArea.minY > 20)
  }

  @Test func hoverAndPressAreSeen() throws {
    var program = try Program(page(3))
    program.send(.pointer(Point(20, 60)))
    #expect(program.dirtyArea.contains(program.frame(2)) && program.dirtyArea.height < 45)
    _ = program.interface.dirty.drain()
    program.send(.hoverLeave)
    #expect(!program.dirtyArea.isEmpty)
  }

  /// Whatever happens: drawing what is dirty gives the pixels that drawing everything gives.
  @Test func dirtyRectanglesAreEnough() throws {
    var random: UInt64 = 7
    func next(_ limit: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % limit
    }
    var program = try Program(page(0))
    program.interface.invalidate()
    var (screen, number, label) = (Picture(Size(400, 300)), 0, "label")
    let keys: [Key] = [.tab, .left, .right, .space, .backspace, .down, .home, .leftShift, .escape, .enter]
    for step in 0..<600 {
      switch next(8) {
      case 0: program.send(.pointer(Point(Int32(next(420)) - 10, Int32(next(320)) - 10)))
      case 1: program.send(.press(.leftButton, character: nil))
      case 2: program.send(.release(.leftButton))
      case 3: program.send(.press(keys[next(keys.count)], character: nil))
      case 4: program.type("x")
      case 5: program.send(next(2) == 0 ? .focusLeave : .focusEnter)
      case 6: number = next(101)
      default: label = String(repeating: "m", count: next(60))
      }
      let table = Element<Wish>.table(
        [Column("a"), Column("b", width: 60)],
        rows: (0..<next(30)).map { [.text("row \($0)"), .meter($0, of: 30)] }, selected: 3
      ) { .press($0) }
      let base = Element<Wish>.column(spacing: 0, [page(number, label), table])
      program.interface.show(step % 50 > 40 ? .dialog(over: base, cancel: .cancel, .card(.raised, page(1))) : base)
      program.draw(on: &screen)
      guard step % 5 == 0 else { continue }
      var (whole, copy) = (Picture(Size(400, 300)), program)
      copy.interface.invalidate()
      copy.draw(on: &whole)
      let isSame = whole.pixels == screen.pixels
      #expect(isSame, "step \(step)")
      if !isSame { return }
    }
  }

  @Test func resizingAndRestylingDrawEverything() throws {
    var program = try Program(page(1))
    program.interface.resize(Size(500, 200))
    #expect(program.dirtyArea == Rectangle(0, 0, 500, 200))
    _ = program.interface.dirty.drain()
    program.interface.restyle(Style(.dark, fonts: try testFonts()))
    #expect(program.dirtyArea == Rectangle(0, 0, 500, 200))
  }
}

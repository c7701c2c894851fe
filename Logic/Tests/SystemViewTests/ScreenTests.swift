import Geometry
import Input
import Painting
import Testing
import Typography
import Widgets

@testable import SystemView

/// A face of blocks of 6 by 8 pixels that move the pen by 8.
func testStyle(_ theme: Theme = .light, scale: Int32 = 1) throws -> Style {
  let block = [UInt8](repeating: 255, count: 48)
  let scalars = (0x20...0x7e).map { Unicode.Scalar(UInt8($0)) } + ["\u{2026}", "\u{fffd}"]
  let glyphs = scalars.map { DrawnGlyph($0, advance: 512, left: 1, top: 8, width: 6, height: 8, variants: [block]) }
  let name = FaceName(.sans, .regular, size: 13)
  let file = Fonts.file([DrawnFace(name, ascent: 8, descent: 2, lineHeight: 12, glyphs: glyphs)])
  return Style(theme, fonts: try Fonts(file.span), scale: scale)
}

/// The window, as a person uses it.
@Suite struct ScreenTests {
  private var screen = SystemScreen(size: Size(984, 640))
  private var interface: UserInterface<SystemWish>

  init() throws {
    interface = UserInterface(try testStyle(), size: Size(984, 640))
    screen.facts = facts(Self.state, uses: "uses\n+ use | id: 9 | service: Record | label: recorder\n-\n")
    interface.show(screen.element)
    interface.invalidate()
    draw()
  }

  private static let state = """
    + child gui
      + ram | quota: 10M | used: 5M
    + child recorder | state: crashed | crash: breakpoint
      + requested
        + session Gui | state: OK | server: gui
    + child idle | state: stopped

    """

  private mutating func draw() {
    var picture = Picture(Size(984, 640))
    picture.draw { _ = interface.draw(&$0) }
  }

  private mutating func handle(_ events: [InputEvent]) -> [SystemWish] {
    var wishes: [SystemWish] = []
    for event in events {
      for wish in interface.handle(event) {
        wishes.append(wish)
        screen.fulfil(wish)
        interface.show(screen.element)
      }
    }
    return wishes
  }

  private mutating func click(_ place: Point) -> [SystemWish] {
    handle([.pointer(place), .press(.leftButton, character: nil), .release(.leftButton)])
  }

  private mutating func click(component name: String) throws -> [SystemWish] {
    let index = try #require(screen.facts.component("init -> " + name))
    let layout = GraphLayout(screen.facts, room: Size(712, 587))
    return click(layout.frames[index].origin + Point(20, 20 + SystemScreen.barHeight + 1))
  }

  /// All that clicking anywhere can mean.
  private mutating func everything() -> Set<String> {
    var found: Set<String> = []
    for y in stride(from: 4, to: 640, by: 9) as StrideTo<Int32> {
      for x in stride(from: 4, to: 984, by: 9) as StrideTo<Int32> {
        for event in [.pointer(Point(x, y)), .press(.leftButton, character: nil), .release(.leftButton)] as [InputEvent] {
          for wish in interface.handle(event) { found.insert("\(wish)") }
        }
      }
    }
    return found
  }

  @Test mutating func aClickSelectsAndAnotherOneBesideDoesNot() throws {
    #expect(try click(component: "recorder") == [.select("init -> recorder")])
    #expect(screen.selection == 1)
    #expect(click(Point(300, 600)) == [.select(nil)])
    #expect(screen.selection == nil)
  }

  @Test mutating func nothingIsDoneToWhomNobodyLooksAt() {
    let found = everything()
    #expect(!found.contains { $0.hasPrefix("restart") || $0.hasPrefix("stop") })
    #expect(found.contains("revoke(9)"))
  }

  @Test mutating func theButtonsAreForWhomOneLooksAt() throws {
    _ = try click(component: "recorder")
    let found = everything()
    #expect(found.contains("restart(\"init -> recorder\")") && found.contains("stop(\"init -> recorder\")"))
    #expect(found.contains("revoke(9)"))
    #expect(!found.contains { $0.contains("(\"init -> gui\")") && !$0.hasPrefix("select") })
  }

  @Test mutating func withoutTheRoutesItOnlyShows() throws {
    (screen.canSteer, screen.canRevoke) = (false, false)
    _ = try click(component: "recorder")
    #expect(!everything().contains { $0.hasPrefix("restart") || $0.hasPrefix("stop") || $0.hasPrefix("revoke") })
  }

  @Test mutating func oneWishAtATime() throws {
    screen.notice = .waiting("Waiting for your permission.")
    _ = try click(component: "recorder")
    #expect(!everything().contains { $0.hasPrefix("restart") || $0.hasPrefix("stop") })
  }

  @Test mutating func whatIsStoppedIsNotStoppedAgain() throws {
    _ = try click(component: "idle")
    let found = everything()
    #expect(found.contains("restart(\"init -> idle\")") && !found.contains("stop(\"init -> idle\")"))
  }

  @Test mutating func componentsOfOthersAreOnlyShown() throws {
    screen.facts = SystemFacts([
      StateSource(path: "init", node: node("state\n-\n")), StateSource(path: "init -> x", node: node("state\n+ child a\n-\n")),
    ])
    screen.selected = "init -> x -> a"
    interface.show(screen.element)
    #expect(!everything().contains { $0.hasPrefix("restart") || $0.hasPrefix("stop") })
  }

  @Test mutating func theKeyboardWalksThePicture() {
    #expect(handle([.press(.down, character: nil)]).count == 1)
    #expect(screen.selection == 0)
    for _ in 0..<5 { _ = handle([.press(.down, character: nil), .press(.right, character: nil)]) }
    #expect(screen.selection != 0)
    #expect(handle([.press(.escape, character: nil)]) == [.select(nil)])
  }

  @Test mutating func searchingFindsByAnyPart() {
    screen.fulfil(.search("REC"))
    #expect(screen.matches(1) && !screen.matches(0) && screen.listed == [1])
    screen.fulfil(.search(""))
    #expect(screen.listed == [0, 1, 2])
    screen.fulfil(.search("nobody at all, and longer than any name that there is"))
    #expect(screen.listed.isEmpty)
  }

  @Test mutating func theListSorts() {
    screen.loads = [5, nil, 70]
    for (order, expected) in [(SystemOrder.system, [0, 1, 2]), (.cpu, [2, 0, 1]), (.ram, [0, 1, 2])] {
      screen.fulfil(.sort(order))
      #expect(screen.listed == expected)
    }
    screen.fulfil(.show(.list))
    interface.show(screen.element)
    #expect(everything().contains("select(Optional(\"init -> idle\"))"))
  }

  // MARK: - Drawing only what changed

  @Test mutating func whatIsTheSameIsNotDrawnAgain() {
    screen.facts = facts(Self.state, uses: "uses\n+ use | id: 9 | service: Record | label: recorder\n-\n")
    interface.show(screen.element)
    #expect(interface.dirtyRectangles.isEmpty)
  }

  @Test mutating func aNumberDirtiesItsComponentAndNoOther() throws {
    let text = Self.state.replacing("used: 5M", with: "used: 9M")
    screen.facts = facts(text, uses: "uses\n+ use | id: 9 | service: Record | label: recorder\n-\n")
    interface.show(screen.element)
    let dirty = interface.dirtyRectangles
    #expect(!dirty.isEmpty)
    let layout = GraphLayout(screen.facts, room: Size(712, 587))
    let box = layout.frames[0].offset(by: Point(0, SystemScreen.barHeight + 1)).inset(by: -6)
    let bar = Rectangle(0, 0, 984, SystemScreen.barHeight)
    for part in dirty { #expect(box.contains(part) || bar.contains(part), "\(part)") }
  }

  @Test(arguments: [1, 2] as [Int32]) func everyStateIsDrawn(scale: Int32) throws {
    for selected in [nil, "init -> recorder", "init -> gone"] {
      for page in [SystemPage.graph, .list] {
        var screen = screen
        (screen.selected, screen.page) = (selected, page)
        let size = Size(984 * scale, 640 * scale)
        var interface = UserInterface<SystemWish>(try testStyle(scale: scale), size: size)
        interface.show(screen.element)
        interface.invalidate()
        var picture = Picture(size)
        picture.draw { _ = interface.draw(&$0) }
        #expect(picture.pixels.allSatisfy { $0 != 0 })
      }
    }
  }

  @Test func tinyWindowsAreNoTrouble() throws {
    for size in [Size(1, 1), Size(90, 40), Size(300, 120)] {
      var screen = screen
      screen.size = size
      var interface = UserInterface<SystemWish>(try testStyle(), size: size)
      interface.show(screen.element)
      interface.invalidate()
      var picture = Picture(size)
      picture.draw { _ = interface.draw(&$0) }
    }
  }
}

import Geometry
import HID
import Input
import Testing

@testable import WindowManagement

@Suite struct WindowLayoutTests {
  var layout = WindowLayout()
  private var steps = 0
  private var isPressed = false

  /// Windows with their numbers; each 200 by 100 pixels.
  private mutating func list(_ numbers: Int...) {
    var text = "window_list | width: 800 | height: 600\n"
    for number in numbers { text += "+ window \(number) | label: app \(number) | title: t | width: 200 | height: 100\n" }
    layout.update(list: parse(text))
  }

  private func parse(_ text: String) -> Node { Node.parse(Array((text + "-\n").utf8)).node! }

  /// The pointer is there; a change of `pressed` is a press or a release.
  private mutating func pointer(_ window: Int, _ x: Int32, _ y: Int32, pressed: Bool = false) {
    let place = "window: \(window) | x: \(x) | y: \(y)"
    var text = "window_input | \(place)\n"
    if pressed != isPressed {
      steps += 1
      text += "+ \(pressed ? "press" : "release") \(steps) | \(place)\n"
    }
    isPressed = pressed
    layout.update(input: parse(text))
  }

  private mutating func key(_ number: Int, _ name: String, hold: Int = 1) {
    layout.update(input: parse("window_input\n+ key \(number) | code: \(name) | hold: \(hold)\n"))
  }

  @Test mutating func windowsBeginWhereTheConfigurationSays() {
    layout.place(
      parse(
        """
        config
        + place | label: app 2 | x: 300 | y: 50 | width: 400 | height: 300
        + place | label: app 3 | x: 0 | y: 0 | width: 5 | height: 5
        + place | x: 1 | y: 1 | width: 400 | height: 300
        + place | label: app 1 | x: many
        + other

        """))
    list(1, 2, 3)
    #expect(frame(2) == Rectangle(300, 50, 400, 300))
    // What is too small to be a window does not count.
    #expect(frame(1).size == frame(3).size && frame(3).width > 200)
  }

  @Test mutating func aLayoutSaysWhatItFollowsFrom() {
    list(1, 2)
    let mark = { (layout: WindowLayout) in InputMark(layout.report) }
    #expect(mark(layout) == InputMark(clicks: 0, step: 0))
    layout.update(input: parse("window_input | clicked: 1 | clicks: 7\n+ press 3 | window: 2\n+ release 4 | window: 2"))
    #expect(mark(layout) == InputMark(clicks: 7, step: 4))
    // An older state changes neither.
    layout.update(input: parse("window_input | clicked: 1 | clicks: 7\n+ press 3 | window: 2"))
    #expect(mark(layout) == InputMark(clicks: 7, step: 4))
    // Numbers are as large as attributes are.
    #expect(InputMark(clicks: 1 << 40, step: 1 << 31 + 5) == InputMark(clicks: 0, step: 5))
    var next = WindowLayout()
    next.skip(input: parse("window_input | clicks: 9\n+ key 12 | code: KEY_TAB"))
    #expect(mark(next) == InputMark(clicks: 9, step: 12), "what an earlier layout acted on is known")
  }

  private var order: [Int] { layout.windows.map { $0.number } }
  private func frame(_ number: Int) -> Rectangle { layout.windows[layout.index(number)!].frame }

  @Test mutating func aNewWindowIsInFrontAndHasItsSize() {
    list(1)
    list(1, 2)
    #expect(order == [2, 1] && layout.focused == 2)
    #expect(FrameMetrics().content(of: frame(1)).size == Size(200, 100))
    #expect(layout.report.nodes.first?.attribute("focused") == "yes")
  }

  @Test mutating func framesAreDraggedAndRaised() {
    list(1, 2)
    let before = frame(1)
    pointer(1, before.minX + 50, before.minY + 10, pressed: true)
    #expect(order == [1, 2] && layout.focused == 1)
    pointer(1, before.minX + 150, before.minY + 40, pressed: true)
    pointer(1, before.minX + 160, before.minY + 45)
    #expect(frame(1) == before.offset(by: Point(110, 35)))
    pointer(1, 0, 0)
    #expect(frame(1) == before.offset(by: Point(110, 35)))
  }

  @Test mutating func noWindowIsDraggedOutOfReach() {
    list(1)
    let start = frame(1).origin + Point(50, 10)
    pointer(1, start.x, start.y, pressed: true)
    pointer(1, -5000, -5000, pressed: true)
    #expect(frame(1).maxX == 64 && frame(1).minY == 0)
    pointer(1, 5000, 5000)
    #expect(frame(1).minX == 800 - 64 && frame(1).minY == 600 - FrameMetrics().title)
  }

  @Test mutating func edgesResizeButNotBelowTheMinimum() {
    list(1)
    let before = frame(1)
    pointer(1, before.maxX - 1, before.maxY - 1, pressed: true)
    pointer(1, before.maxX + 99, before.maxY + 49, pressed: true)
    #expect(frame(1) == Rectangle(minX: before.minX, minY: before.minY, maxX: before.maxX + 100, maxY: before.maxY + 50))
    pointer(1, -9999, -9999)
    #expect(frame(1).size == FrameMetrics().minimum && frame(1).origin == before.origin)
    // What the person chose stays.
    list(1)
    #expect(frame(1).size == FrameMetrics().minimum)
  }

  @Test mutating func closingNeedsPressAndReleaseOnTheButton() {
    list(1)
    let button = FrameMetrics().closeButton(frame(1).size).offset(by: frame(1).origin)
    pointer(1, button.minX + 9, button.minY + 9, pressed: true)
    pointer(1, button.minX - 99, button.minY + 9)
    #expect(layout.windows[0].closeRequests == 0)
    pointer(1, button.minX + 9, button.minY + 9, pressed: true)
    #expect(layout.report.nodes.first?.attribute("hover") == "close")
    pointer(1, button.minX + 8, button.minY + 8)
    #expect(layout.windows[0].closeRequests == 1 && layout.report.nodes.first?.attribute("close") == "1")
  }

  /// Whoever reads late finds press and release in one report.
  @Test mutating func aClickThatIsOverIsStillAClick() {
    list(1)
    let button = FrameMetrics().closeButton(frame(1).size).offset(by: frame(1).origin)
    let place = "window: 1 | x: \(button.minX + 3) | y: \(button.minY + 3)"
    for _ in 0..<2 {
      layout.update(input: parse("window_input | \(place)\n+ press 1 | \(place)\n+ release 2 | \(place)\n"))
      #expect(layout.windows[0].closeRequests == 1)
    }
  }

  @Test mutating func maximisingAndBack() {
    list(1)
    let before = frame(1)
    let button = FrameMetrics().maximizeButton(before.size).offset(by: before.origin)
    pointer(1, button.minX + 9, button.minY + 9, pressed: true)
    pointer(1, button.minX + 9, button.minY + 9)
    #expect(frame(1) == Rectangle(0, 0, 800, 600))
    key(100, "KEY_DOWN")
    #expect(frame(1) == before)
  }

  @Test mutating func keysTile() {
    list(1)
    key(1, "KEY_LEFT")
    #expect(frame(1) == Rectangle(0, 0, 400, 600))
    key(2, "KEY_RIGHT")
    #expect(frame(1) == Rectangle(400, 0, 400, 600))
    // The same report again is no new key.
    key(2, "KEY_LEFT")
    #expect(frame(1) == Rectangle(400, 0, 400, 600))
  }

  @Test mutating func switchingGoesThroughTheOrderFromBefore() {
    list(1, 2, 3)
    #expect(order == [3, 2, 1])
    key(1, "KEY_TAB", hold: 7)
    #expect(order == [2, 3, 1])
    key(2, "KEY_TAB", hold: 7)
    #expect(order == [1, 3, 2])
    key(3, "KEY_TAB", hold: 8)
    #expect(order == [3, 1, 2] && layout.focused == 3)
  }

  @Test mutating func aProgramThatComesBackFindsItsPlace() {
    list(1)
    pointer(1, frame(1).minX + 50, frame(1).minY + 10, pressed: true)
    pointer(1, 500, 300)
    let before = frame(1)
    list()
    #expect(layout.windows.isEmpty && layout.focused == nil)
    layout.update(list: parse("window_list | width: 800 | height: 600\n+ window 9 | label: app 1 | width: 5 | height: 5\n"))
    #expect(frame(9) == before)
  }

  @Test mutating func clicksInContentsRaise() {
    list(1, 2)
    layout.update(input: parse("window_input | clicked: 1 | clicks: 1\n"))
    #expect(order == [1, 2] && layout.focused == 1)
    layout.update(input: parse("window_input | clicked: 77 | clicks: 2\n"))
    #expect(order == [1, 2])
  }

  @Test mutating func nonsenseDoesNothing() {
    list(1)
    let before = frame(1)
    for text in [
      "window_input | window: 99 | x: 2147483647 | y: -2147483648\n+ press 1 | window: 99\n+ release 2\n",
      "window_input | window: x | x: y\n",
      "window_input\n+ key | code: KEY_LEFT\n+ key 5 | code: KEY_NONE\n",
    ] { layout.update(input: parse(text)) }
    #expect(frame(1) == before)
    layout.update(list: parse("window_list | width: -5\n+ window\n+ window x\n"))
    #expect(layout.windows.isEmpty)
  }

  /// As if the window manager had been restarted: all windows are gone, and come back under other numbers.
  @Test mutating func windowsThatComeBackAreInPlaceAndInOrder() {
    list(1, 2, 3)
    layout.update(input: parse("window_input | clicked: 2 | clicks: 1\n"))
    key(1, "KEY_LEFT")
    let (frames, labels) = (layout.windows.map { $0.frame }, layout.windows.map { $0.label })
    layout.update(list: parse("window_list | width: 800 | height: 600\n"))
    var text = "window_list | width: 800 | height: 600\n"
    for (number, old) in [(1001, 3), (1002, 1), (1003, 2)] {
      text += "+ window \(number) | label: app \(old) | title: t | width: 10 | height: 10\n"
    }
    layout.update(list: parse(text))
    #expect(layout.windows.map { $0.label } == labels && layout.windows.map { $0.frame } == frames)
    #expect(layout.focused == 1003 && layout.windows[0].restored != nil)
  }

  @Test mutating func whoComesBackDoesNotCoverWhatThePersonWentOnWith() {
    list(1, 2)
    list(1)
    layout.update(input: parse("window_input | clicked: 1 | clicks: 1\n"))
    list(1, 2)
    #expect(order == [1, 2] && layout.focused == 1)
  }

  @Test mutating func whatThePersonClosedComesBackInFront() {
    list(1, 2)
    key(1, "KEY_F4")
    list(1)
    layout.update(input: parse("window_input | clicked: 1 | clicks: 1\n"))
    list(1, 2)
    #expect(order == [2, 1] && layout.focused == 2)
  }

  @Test mutating func windowsOfOneProgramAreToldApartByTitle() {
    let list = "window_list | width: 800 | height: 600\n"
    layout.update(
      list: parse(list + "+ window 1 | label: a | title: x | width: 50 | height: 60\n+ window 2 | label: a | title: y\n"))
    let (first, second) = (frame(1), frame(2))
    layout.update(list: parse(list))
    layout.update(list: parse(list + "+ window 11 | label: a | title: y\n+ window 12 | label: a | title: x\n"))
    #expect(frame(12) == first && frame(11) == second)
  }

  @Test mutating func aNewLayoutGoesOnWhereTheOldOneEnded() {
    list(1, 2)
    key(7, "KEY_RIGHT")
    let (report, frames) = (layout.report, [frame(1), frame(2)])
    layout = WindowLayout(after: report, Node("config"))
    // The close request of before is not for the windows of now.
    layout.skip(input: parse("window_input | clicks: 3 | clicked: 1\n+ key 8 | code: KEY_F4 | hold: 1\n"))
    list(1, 2)
    key(8, "KEY_F4")
    #expect([frame(1), frame(2)] == frames && order == [2, 1] && layout.focused == 2)
    #expect(layout.windows.allSatisfy { $0.closeRequests == 0 })
    key(9, "KEY_F4")
    #expect(layout.windows[0].closeRequests == 1)
  }

  /// As if the window manager had been restarted, and the layouter before all windows were back.
  @Test mutating func aNewLayoutKnowsWindowsThatAreJustAway() {
    let places = parse("config\n+ place | label: app 2 | x: 1 | y: 2 | width: 300 | height: 300\n")
    list(1, 2, 3)
    layout.update(input: parse("window_input | clicked: 2 | clicks: 1\n"))
    key(1, "KEY_UP")
    let (frames, before) = (layout.windows.map { $0.frame }, order)
    for remaining in [[], [1], [3], [1, 3]] {
      layout.update(list: parse("window_list | width: 800 | height: 600\n"))
      for number in remaining { list(number) }
      layout = WindowLayout(after: parse(String(layout.report.text.dropLast(2))), places)
      list(1)
      list(1, 3)
      list(1, 2, 3)
      #expect(order == before && layout.windows.map { $0.frame } == frames && layout.focused == 2)
    }
    // Also how large it was before it had all of the screen.
    key(2, "KEY_DOWN")
    #expect(frame(2).size == frame(1).size)
  }

  @Test mutating func aNewLayoutForgetsWhatWasClosedAndWhatWasOnlyPlanned() {
    let places = parse("config\n+ place | label: app 9 | x: 1 | y: 2 | width: 300 | height: 300\n")
    layout.place(places)
    list(1, 2)
    key(1, "KEY_F4")
    list(1)
    #expect(!layout.report.text.contains("app 2") && !layout.report.text.contains("app 9"))
    layout = WindowLayout(after: layout.report, places)
    list(1, 9)
    #expect(frame(9) == Rectangle(1, 2, 300, 300) && order == [1, 9])
  }

  @Test mutating func thePlacesOfManyProgramsAreNotKeptForEver() {
    for number in 1...200 {
      list(number)
      list()
    }
    #expect(layout.remembered.count == WindowLayout.rememberedLimit)
  }
}

import Geometry
import HID
import Testing

@testable import WindowManagement

@Suite struct ScaleTests {
  private func parse(_ text: String) -> Node { Node.parse(Array((text + "\n-\n").utf8)).node! }

  private func list(_ numbers: [Int], scale: Int, width: Int = 1600, height: Int = 900) -> Node {
    var text = "window_list | width: \(width) | height: \(height) | scale: \(scale)"
    for number in numbers { text += "\n+ window \(number) | label: app \(number) | title: t | width: 200 | height: 100" }
    return parse(text)
  }

  private func frame(_ layout: WindowLayout, _ number: Int) -> Rectangle { layout.windows[layout.index(number)!].frame }

  @Test func windowsStayWhereTheyAreForTheEye() {
    var layout = WindowLayout()
    layout.update(list: list([1], scale: 1))
    let before = frame(layout, 1)
    #expect(before == Rectangle(40, 30, 208, 136))
    layout.update(list: list([1], scale: 2))
    #expect(frame(layout, 1) == Rectangle(80, 60, 416, 272), "and not what the program wished in smaller pixels")
    #expect(layout.report.text.contains("scale: 2"))
    layout.update(list: list([1], scale: 1))
    #expect(frame(layout, 1) == before && !layout.report.text.contains("scale"))
  }

  @Test func windowsStayInsideOfTheScreen() {
    var layout = WindowLayout()
    layout.place(parse("config\n+ place | label: app 1 | x: 700 | y: 400 | width: 800 | height: 480"))
    layout.update(list: list([1], scale: 1))
    #expect(frame(layout, 1) == Rectangle(700, 400, 800, 480))
    layout.update(list: list([1], scale: 2, height: 864))
    #expect(frame(layout, 1) == Rectangle(0, 0, 1600, 864))
  }

  @Test func placesAreInPoints() {
    var layout = WindowLayout()
    layout.place(parse("config\n+ place | label: app 2 | x: 10 | y: 20 | width: 300 | height: 200"))
    layout.update(list: list([2], scale: 2))
    #expect(frame(layout, 2) == Rectangle(20, 40, 600, 400))
    var later = WindowLayout(after: layout.report, parse("config"))
    later.update(list: list([2], scale: 2))
    #expect(frame(later, 2) == Rectangle(20, 40, 600, 400), "a layouter that is restarted knows the scale")
  }

  /// A half of the screen stays that half, although the strip and the bar take more of it.
  @Test func whatIsTiledStaysSo() {
    var layout = WindowLayout()
    layout.update(list: list([1], scale: 1))
    layout.update(input: parse("window_input\n+ key 1 | code: KEY_RIGHT | hold: 1"))
    #expect(frame(layout, 1) == Rectangle(800, 0, 800, 900))
    layout.update(list: list([1], scale: 2, height: 800))
    #expect(frame(layout, 1) == Rectangle(800, 0, 800, 800))
    layout.update(input: parse("window_input\n+ key 2 | code: KEY_DOWN | hold: 2"))
    #expect(frame(layout, 1) == Rectangle(80, 60, 416, 272))
  }

  @Test func buttonsAreWhereTheyAreDrawn() {
    for scale in [1, 2] as [Int32] {
      let metrics = FrameMetrics(scale: scale)
      let size = Size(400 * scale, 300 * scale)
      #expect(metrics.part(at: metrics.closeButton(size).origin, of: size) == .close)
      #expect(metrics.part(at: metrics.maximizeButton(size).origin, of: size) == .maximize)
      #expect(metrics.part(at: Point(100 * scale, 10 * scale), of: size) == .title)
      #expect(metrics.part(at: Point(100 * scale, 33 * scale), of: size) == .content)
    }
  }

  @Test func whatIsNoScaleIsOne() {
    for text in ["0", "3", "-2", "many", "99999999999"] {
      #expect(WindowLayout.scale(parse("window_layout | scale: \(text)")) == 1, "\(text)")
    }
  }
}

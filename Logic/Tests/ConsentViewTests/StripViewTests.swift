import Geometry
import Input
import Painting
import Testing
import Typography

@testable import ConsentView

@Suite struct StripViewTests {
  private func strip(_ count: Int, width: Int32 = 1024, scale: Int32 = 1, label: String = "app") -> StripView {
    var view = StripView(StripFonts(.plain, scale: scale))
    view.width = width
    view.uses = (0..<count).map { StripUse(id: UInt64($0), service: "Record", label: "\(label) \($0)") }
    return view
  }

  private func click(_ view: inout StripView, _ x: Int32) -> [UInt64] {
    _ = view.handle(.pointer(Point(x, view.size.height / 2)))
    _ = view.handle(.press(.leftButton, character: nil))
    return view.handle(.release(.leftButton))
  }

  private func ended(_ view: StripView) -> [UInt64] {
    var (view, all) = (view, [UInt64]())
    // Buttons are wider than that.
    for x in stride(from: 0, to: view.width, by: 40) {
      for id in click(&view, x) where !all.contains(id) { all.append(id) }
    }
    return all.sorted()
  }

  @Test(arguments: [0, 1, 2, 3, 4, 10, 100]) func everyUseHasAButton(count: Int) {
    for width in [320, 640, 1024, 1920, 3840] as [Int32] {
      for label in ["a", "app", String(repeating: "long -> ", count: 30)] {
        #expect(ended(strip(count, width: width, label: label)) == (0..<count).map { UInt64($0) }, "\(width)")
        #expect(ended(strip(count, width: width, scale: 2, label: label)) == (0..<count).map { UInt64($0) }, "\(width)")
      }
    }
  }

  /// Whatever labels say, the button for the newest use is at the right edge.
  @Test func theNewestUseIsAtTheEdge() {
    for label in ["", "x", String(repeating: "x", count: 300)] {
      for scale in [1, 2] as [Int32] {
        var view = strip(3, width: 1024 * scale, scale: scale, label: label)
        #expect(click(&view, 991 * scale) == [2])
      }
    }
  }

  @Test func aClickBesideEndsNothing() {
    var view = strip(2)
    #expect(click(&view, 5).isEmpty && click(&view, -1).isEmpty && click(&view, 1020).isEmpty)
  }

  @Test func onlyAPressAndAReleaseOnTheSameButtonEndIt() {
    var view = strip(2)
    let (first, second) = (Point(991, 14), Point(991 - 300, 14))
    _ = view.handle(.pointer(first))
    #expect(view.handle(.press(.leftButton, character: nil)).isEmpty, "it may still be moved away")
    _ = view.handle(.pointer(second))
    #expect(view.handle(.release(.leftButton)).isEmpty)
    _ = view.handle(.pointer(first))
    #expect(view.handle(.release(.leftButton)).isEmpty, "nothing was pressed")
    #expect(view.handle(.press(.rightButton, character: nil)).isEmpty && view.handle(.release(.rightButton)).isEmpty)
    #expect(view.handle(.press(.enter, character: nil)).isEmpty && view.handle(.release(.enter)).isEmpty)
  }

  @Test func aFingerThatSlidesOverTheStripEndsNothing() {
    var view = strip(3)
    for x in stride(from: 200, to: 1024, by: 3) as StrideTo<Int32> { #expect(view.handle(.touch(0, Point(x, 14))).isEmpty) }
    #expect(view.handle(.touchRelease(0)).isEmpty)
    #expect(view.handle(.touch(0, Point(991, 14))).isEmpty)
    #expect(view.handle(.touch(1, Point(991, 14))).isEmpty && view.handle(.touchRelease(1)).isEmpty, "another one's release")
    #expect(view.handle(.touchRelease(0)) == [2])
  }

  /// What begins or ends between the press and the release does not change what was meant.
  @Test func whatWasPressedIsWhatEnds() {
    var view = strip(2)
    _ = view.handle(.pointer(Point(991, 14)))
    _ = view.handle(.press(.leftButton, character: nil))
    view.uses.append(StripUse(id: 9, service: "Camera", label: "another"))
    #expect(view.handle(.release(.leftButton)) == [1])
    _ = view.handle(.press(.leftButton, character: nil))
    view.uses = []
    #expect(view.handle(.release(.leftButton)) == [9])
  }

  @Test func thePointersButtonLooksDifferent() {
    var view = strip(1)
    #expect(view.hovered == nil)
    _ = view.handle(.pointer(Point(991, 14)))
    #expect(view.hovered == 0)
    _ = view.handle(.hoverLeave)
    #expect(view.hovered == nil)
  }

  @Test func roomIsSharedByNeed() {
    #expect(StripView.limit([100, 200], room: 300) == .max)
    #expect(StripView.limit([100, 400], room: 300) == 200)
    #expect(StripView.limit([400, 400], room: 300) == 150)
    #expect(StripView.limit([], room: 10) == .max)
  }

  @Test func drawingDoesNotTrap() {
    for (width, scale) in [(1, 1), (100, 2), (1024, 1), (1920, 2)] as [(Int32, Int32)] {
      var view = strip(5, width: width, scale: scale, label: String(repeating: "w -> ", count: 50))
      view.focus = String(repeating: "f", count: 200)
      var picture = Picture(view.size)
      picture.draw { view.draw(&$0) }
      #expect(picture.pixels.contains { $0 != 0 })
    }
  }
}

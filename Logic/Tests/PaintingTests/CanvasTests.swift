import Geometry
import Testing

@testable import Painting

@Suite struct CanvasTests {
  let red = Color(0xff_0000)

  @Test func drawsOnlyWithinTheClip() {
    var picture = Picture(Size(8, 8), .white)
    picture.draw { canvas in canvas.clipped(to: Rectangle(2, 2, 3, 3)) { $0.fill(Rectangle(-100, -100, 500, 500), red) } }
    for y in 0..<8 as Range<Int32> {
      for x in 0..<8 as Range<Int32> {
        #expect(picture[x, y] == ((2..<5).contains(x) && (2..<5).contains(y) ? red.word : Color.white.word))
      }
    }
  }

  @Test func clipsNarrowAndComeBack() {
    var picture = Picture(Size(4, 4))
    picture.draw { canvas in
      canvas.clipped(to: Rectangle(0, 0, 2, 2)) { inner in
        inner.clipped(to: Rectangle(1, 1, 9, 9)) { #expect($0.clip == Rectangle(1, 1, 1, 1)) }
        inner.clipped(to: Rectangle(3, 3, 1, 1)) { _ in Issue.record("nothing is left to draw on") }
        #expect(inner.clip == Rectangle(0, 0, 2, 2))
      }
      #expect(canvas.clip == Rectangle(0, 0, 4, 4))
    }
  }

  /// Whatever the coordinates: nothing traps, nothing outside changes.
  @Test func survivesAnyCoordinates() {
    let ends: [Int32] = [.min, .min + 1, -1, 0, 3, 100, .max - 1, .max]
    var picture = Picture(Size(5, 5))
    let small = Picture(Size(3, 3), red)
    for x in ends {
      for size in ends {
        let rectangle = Rectangle(x, x, size, size)
        picture.draw { canvas in
          canvas.fill(rectangle, red)
          canvas.replace(rectangle, with: red)
          canvas.frame(rectangle, width: 2, red)
          canvas.draw(small, at: Point(x, size))
          canvas.scroll(rectangle, by: Point(x, size))
          canvas.fillGradient(rectangle, from: red, to: .black)
          canvas.fill(RoundedRectangle(rectangle, radius: size), red)
          canvas.stroke(RoundedRectangle(rectangle, radius: 3), width: 3, red)
          canvas.draw(Shadow(.black, reach: size, drop: x), of: RoundedRectangle(rectangle, radius: x))
        }
      }
    }
    #expect(picture.pixels.count == 25)
  }

  @Test func rowsOfACanvasCanBeFurtherApart() {
    var memory = [UInt32](repeating: 7, count: 20)
    var canvas = Canvas(memory.mutableSpan, size: Size(3, 4), stride: 5)
    canvas.fill(canvas.bounds, .white)
    #expect(memory.enumerated().allSatisfy { $0.element == ($0.offset % 5 < 3 ? Color.white.word : 7) })
  }

  @Test func scrollsBothWays() {
    var picture = Picture(Size(1, 4))
    picture.draw { canvas in
      for y in 0..<4 as Range<Int32> { canvas.fill(Rectangle(0, y, 1, 1), Color(UInt32(y + 1))) }
      canvas.scroll(canvas.bounds, by: Point(0, 1))
    }
    #expect(picture.pixels.map { $0 & 0xff } == [1, 1, 2, 3])
    picture.draw { $0.scroll($0.bounds, by: Point(0, -2)) }
    #expect(picture.pixels.map { $0 & 0xff } == [2, 3, 2, 3])
  }

  @Test func picturesAreClippedAtAllSides() {
    let source = Picture(Size(4, 4), red)
    for origin in [Point(-2, -2), Point(2, 2), Point(-2, 2), Point(9, 9), Point(-9, 0)] {
      for isOpaque in [true, false] {
        var picture = Picture(Size(4, 4))
        picture.draw { $0.draw(source, at: origin, isOpaque: isOpaque) }
        let expected = Rectangle(origin, Size(4, 4)).intersection(Rectangle(0, 0, 4, 4)).area
        #expect(picture.pixels.filter { $0 == red.word }.count == expected)
      }
    }
  }
}

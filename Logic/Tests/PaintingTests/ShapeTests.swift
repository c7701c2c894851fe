import Geometry
import Testing

@testable import Painting

@Suite struct ShapeTests {
  /// The sum of the coverage of a white shape on black, in pixels.
  func area(_ size: Size, _ draw: (inout Canvas) -> Void) -> Double {
    var picture = Picture(size, .black)
    picture.draw(draw)
    return picture.pixels.reduce(0) { $0 + Double($1 & 255) / 255 }
  }

  @Test func squareRoots() {
    for value in 0..<70000 as Range<UInt32> {
      let root = squareRoot(value)
      #expect(root * root <= value && (root + 1) * (root + 1) > value)
    }
    #expect(squareRoot(.max) == 65535)
  }

  @Test func circlesHaveTheirArea() {
    for radius in [3, 8, 20] as [Int32] {
      let circle = area(Size(64, 64)) { $0.fillCircle(center: Point(32, 32), radius: radius, .white) }
      #expect(abs(circle / (Double(radius * radius) * 3.14159) - 1) < 0.02)
      let path = area(Size(64, 64)) {
        var path = Path()
        path.addCircle(center: FinePoint(Point(32, 32)), radius: radius * 256)
        $0.fill(path, .white)
      }
      #expect(abs(path / (Double(radius * radius) * 3.14159) - 1) < 0.02)
    }
  }

  @Test func shapesAreSymmetric() {
    var picture = Picture(Size(30, 20), .black)
    picture.draw { canvas in
      canvas.fill(RoundedRectangle(Rectangle(2, 2, 26, 16), radius: 7), .white.opacity(128))
      canvas.stroke(RoundedRectangle(Rectangle(2, 2, 26, 16), radius: 7), width: 2, .white)
    }
    for y in 0..<20 as Range<Int32> {
      for x in 0..<30 as Range<Int32> {
        #expect(picture[x, y] == picture[29 - x, y])
        #expect(picture[x, y] == picture[x, 19 - y])
      }
    }
  }

  @Test func onlyTheNamedCornersAreRound() {
    var picture = Picture(Size(10, 10), .black)
    picture.draw { $0.fill(RoundedRectangle(Rectangle(0, 0, 10, 10), radius: 5, corners: .top), .white) }
    #expect(picture[0, 0] & 255 < 40)
    #expect(picture[9, 0] & 255 < 40)
    #expect(picture[0, 9] & 255 == 255)
    #expect(picture[9, 9] & 255 == 255)
  }

  /// Drawing in pieces, as after damage, gives the same pixels as drawing at once.
  @Test func clippingDoesNotChangePixels() {
    let draw: (inout Canvas) -> Void = { canvas in
      let shape = RoundedRectangle(Rectangle(10, 8, 30, 20), radius: 9)
      canvas.fillGradient(canvas.bounds, from: Color(0x20_3040), to: Color(0x80_9090))
      canvas.draw(Shadow(.black.opacity(90), reach: 8, drop: 3), of: shape)
      canvas.fill(shape, Color(0xf0_f0f0))
      canvas.stroke(shape, width: 2, Color(0x10_2030))
      canvas.line(from: FinePoint(300, 500), to: FinePoint(11000, 8000), width: 512, Color(0x20_a0ff, alpha: 200))
    }
    var (whole, pieces) = (Picture(Size(50, 40)), Picture(Size(50, 40)))
    whole.draw(draw)
    for top in stride(from: 0, to: 40, by: 7) as StrideTo<Int32> {
      for left in stride(from: 0, to: 50, by: 11) as StrideTo<Int32> {
        pieces.draw { $0.clipped(to: Rectangle(left, top, 11, 7), draw) }
      }
    }
    let isSame = whole.pixels == pieces.pixels
    #expect(isSame)
  }

  @Test func polygonsCoverExactly() {
    let triangle = area(Size(20, 20)) {
      var path = Path()
      path.move(to: FinePoint(Point(2, 2)))
      path.line(to: FinePoint(Point(18, 2)))
      path.line(to: FinePoint(Point(2, 18)))
      $0.fill(
        {
          path.close()
          return path
        }(), .white)
    }
    #expect(abs(triangle - 128) < 0.7)
  }

  /// Overlapping pieces of a line do not count twice, nor cancel.
  @Test func linesOfSeveralPiecesAreEven() {
    var picture = Picture(Size(40, 20), .black)
    picture.draw { canvas in
      var path = Path()
      path.addLine([FinePoint(Point(5, 10)), FinePoint(Point(20, 10)), FinePoint(Point(35, 10))], width: 4 * 256)
      canvas.fill(path, .white)
    }
    for x in 5..<35 as Range<Int32> {
      #expect(picture[x, 9] & 255 == 255)
      #expect(picture[x, 10] & 255 == 255)
      #expect(picture[x, 7] & 255 == 0)
    }
  }

  @Test func emptyAndHugeShapesDrawNothingBad() {
    var picture = Picture(Size(10, 10))
    picture.draw { canvas in
      canvas.fill(Path(), .white)
      canvas.fill(RoundedRectangle(.empty, radius: 9), .white)
      canvas.stroke(RoundedRectangle(Rectangle(1, 1, 1, 1), radius: 9), width: 5, .white)
      canvas.draw(Shadow(.black, reach: 0, drop: 0), of: RoundedRectangle(Rectangle(3, 3, 0, 0), radius: 4))
      canvas.line(from: FinePoint(Point(.min, 3)), to: FinePoint(Point(.max, 4)), width: 256, .white)
    }
  }

  @Test func gradientsRunFromEndToEnd() {
    var picture = Picture(Size(4, 64))
    picture.draw { $0.fillGradient($0.bounds, from: .black, to: .white) }
    #expect(picture[0, 0] & 255 < 3)
    #expect(picture[0, 63] & 255 > 252)
    for y in 1..<64 as Range<Int32> { #expect(picture[1, y] & 255 >= picture[1, y - 1] & 255) }
  }
}

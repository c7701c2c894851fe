import Testing

@testable import Geometry

@Suite struct GeometryTests {
  @Test func nothingTrapsAtTheEndsOfTheRange() {
    let far = Rectangle(.max, .max, .max, .max)
    #expect(far.isEmpty && far.offset(by: Point(.max, .max)).isEmpty)
    let all = Rectangle(minX: .min, minY: .min, maxX: .max, maxY: .max)
    #expect(all.width == .max && !all.isEmpty && all.contains(Point(0, 0)))
    #expect(all.inset(by: .min) == all && all.intersection(far).isEmpty)
    #expect(Rectangle(10, 10, -5, -5).isEmpty && Size(-1, 5).isEmpty)
    #expect(Point(.min, .min) - Point(.max, .max) == Point(.min, .min))
  }

  @Test func unionAndIntersection() {
    let (one, other) = (Rectangle(0, 0, 10, 10), Rectangle(5, 5, 10, 10))
    #expect(one.intersection(other) == Rectangle(5, 5, 5, 5))
    #expect(one.union(other) == Rectangle(0, 0, 15, 15))
    #expect(one.union(.empty) == one && Rectangle.empty.union(one) == one)
    #expect(!one.intersects(Rectangle(10, 0, 5, 5)))
  }

  /// What is left and the hole make up the whole, and no pixel is there twice.
  @Test func subtractingLeavesTheRest() {
    let whole = Rectangle(0, 0, 7, 6)
    for minX in -2...8 as ClosedRange<Int32> {
      for minY in -2...7 as ClosedRange<Int32> {
        for extent in 0...9 as ClosedRange<Int32> {
          let hole = Rectangle(minX, minY, extent, extent)
          var parts: [Rectangle] = []
          whole.subtracting(hole) { parts.append($0) }
          for y in 0..<6 as Range<Int32> {
            for x in 0..<7 as Range<Int32> {
              let point = Point(x, y)
              #expect(parts.filter { $0.contains(point) }.count == (hole.contains(point) ? 0 : 1))
            }
          }
        }
      }
    }
  }

  @Test func aRegionCoversWhatWasAddedWithFewRectangles() {
    var (region, added) = (Region(limit: 4), [Rectangle]())
    var state: UInt32 = 1
    func next(_ bound: UInt32) -> Int32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int32(state >> 8 & 0xffff) % Int32(bound)
    }
    for _ in 0..<200 {
      let rectangle = Rectangle(next(100), next(100), next(20), next(20))
      region.add(rectangle)
      added.append(rectangle)
      #expect(region.rectangles.count <= 4)
    }
    for rectangle in added where !rectangle.isEmpty {
      for y in rectangle.minY..<rectangle.maxY {
        for x in rectangle.minX..<rectangle.maxX {
          #expect(region.rectangles.contains { $0.contains(Point(x, y)) })
        }
      }
    }
    #expect(!region.drain().isEmpty && region.isEmpty)
  }

  @Test func aRegionKeepsApartWhatIsFarApart() {
    var region = Region()
    region.add(Rectangle(0, 0, 10, 10))
    region.add(Rectangle(1000, 1000, 10, 10))
    region.add(Rectangle(2, 2, 3, 3))
    region.add(.empty)
    #expect(region.rectangles == [Rectangle(0, 0, 10, 10), Rectangle(1000, 1000, 10, 10)])
  }
}

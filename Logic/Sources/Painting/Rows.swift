// The innermost loops, one row of pixels each. The unsafe corner of this module: bounds are checked once a row, not once a
// pixel.

import Geometry

extension Canvas {
  /// Runs a loop over the pixels from `minX` up to `maxX` of row `y`, all of which are checked to exist.
  @inline(__always)
  mutating func withRow(_ y: Int32, _ minX: Int32, _ maxX: Int32, _ body: (UnsafeMutablePointer<UInt32>, Int) -> Void) {
    precondition(y >= 0 && y < size.height && minX >= 0 && minX <= maxX && maxX <= size.width, "a row outside the canvas")
    let start = Int(y) &* stride &+ Int(minX)
    // Safety: the row was just checked, and the initializer checked that all rows are within the memory.
    unsafe pixels.withUnsafeMutableBufferPointer { buffer in
      unsafe body(buffer.baseAddress.unsafelyUnwrapped + start, Int(maxX &- minX))
    }
  }

  mutating func setRow(_ y: Int32, _ minX: Int32, _ maxX: Int32, _ word: UInt32) {
    guard minX < maxX else { return }
    // Safety: withRow checked that there are `count` pixels.
    unsafe withRow(y, minX, maxX) { row, count in unsafe row.update(repeating: word, count: count) }
  }

  mutating func fillRow(_ y: Int32, _ minX: Int32, _ maxX: Int32, _ color: Color) {
    if color.isOpaque { return setRow(y, minX, maxX, color.word) }
    guard minX < maxX, color.alpha > 0 else { return }
    let (word, rest) = (color.word, 255 &- color.word >> 24)
    // Safety: withRow checked that there are `count` pixels.
    unsafe withRow(y, minX, maxX) { row, count in
      for index in 0..<count { unsafe row[index] = word &+ Pixel.scaled(row[index], by: rest) }
    }
  }

  /// Lays a color over one pixel within the clip, as much as `coverage` of 255 says.
  @inline(__always)
  mutating func blend(_ x: Int32, _ y: Int32, _ color: Color, _ coverage: UInt8) {
    let word = Pixel.scaled(color.word, by: UInt32(coverage))
    // Safety: withRow checked that there is a pixel.
    unsafe withRow(y, x, x &+ 1) { row, _ in unsafe row[0] = Pixel.over(word, row[0]) }
  }

  /// Lays a color over a row from `origin` on, as much as each element of `coverage` says.
  mutating func tintRow(_ coverage: borrowing Span<UInt8>, from origin: Point, _ color: Color) {
    let (count, word) = (coverage.count, color.word)
    guard count > 0 else { return }
    // Safety: withRow checked that there are as many pixels as elements.
    unsafe coverage.withUnsafeBufferPointer { coverage in
      unsafe withRow(origin.y, origin.x, origin.x + Int32(count)) { row, _ in
        for index in 0..<count {
          let amount = unsafe coverage[index]
          guard amount > 0 else { continue }
          unsafe row[index] = Pixel.over(Pixel.scaled(word, by: UInt32(amount)), row[index])
        }
      }
    }
  }

  mutating func copyRow(_ source: borrowing Span<UInt32>, to target: Point) {
    guard !source.isEmpty else { return }
    // Safety: withRow checked that there are as many pixels as elements; the canvas is borrowed exclusively, so they do
    // not overlap.
    unsafe source.withUnsafeBufferPointer { source in
      unsafe withRow(target.y, target.x, target.x + Int32(source.count)) { row, count in
        unsafe row.update(from: source.baseAddress.unsafelyUnwrapped, count: count)
      }
    }
  }

  mutating func blendRow(_ source: borrowing Span<UInt32>, to target: Point) {
    guard !source.isEmpty else { return }
    // Safety: withRow checked that there are as many pixels as elements.
    unsafe source.withUnsafeBufferPointer { source in
      unsafe withRow(target.y, target.x, target.x + Int32(source.count)) { row, count in
        for index in 0..<count { unsafe row[index] = Pixel.over(source[index], row[index]) }
      }
    }
  }

  /// Copies a piece of a row, which may overlap with the target.
  mutating func moveRow(from source: Point, to target: Point, count: Int) {
    precondition(source.y >= 0 && source.y < size.height && source.x >= 0, "a row outside the canvas")
    precondition(Int(source.x) + count <= Int(size.width), "a row outside the canvas")
    let distance = Int(source.y - target.y) * stride + Int(source.x - target.x)
    // Safety: source and target rows were checked to exist; `update` allows overlaps.
    unsafe withRow(target.y, target.x, target.x + Int32(count)) { row, count in
      unsafe row.update(from: row + distance, count: count)
    }
  }
}

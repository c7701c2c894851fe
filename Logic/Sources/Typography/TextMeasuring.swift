// How much room text needs, and making it fit.

import Geometry

extension Face {
  /// Pixels that a line of text needs.
  public func width(_ text: String) -> Int32 { width(text.unicodeScalars) }

  func width(_ scalars: some Sequence<Unicode.Scalar>) -> Int32 {
    var pen = Pen(at: 0)
    for scalar in scalars { pen.advance(glyph(pen.place(scalar, self))) }
    return pen.end
  }

  /// Where a cursor stands before each character, and after the last one: one more than there are characters. Pixels.
  public func stops(_ scalars: [Unicode.Scalar]) -> [Int32] {
    var pen = Pen(at: 0)
    var stops: [Int32] = []
    for scalar in scalars {
      let index = pen.place(scalar, self)
      stops.append((pen.position + 32) >> 6)
      pen.advance(glyph(index))
    }
    return stops + [pen.end]
  }

  /// The cursor's place that is nearest to a pixel: a number of characters from the start.
  public func nearestStop(_ scalars: [Unicode.Scalar], to x: Int32) -> Int {
    let stops = stops(scalars)
    var best = 0
    for index in 0..<stops.count where abs(stops[index] - x) < abs(stops[best] - x) { best = index }
    return best
  }

  /// The text, or as much of its start as fits into `width` pixels with an ellipsis behind it.
  public func fitted(_ text: String, width limit: Int32) -> String {
    guard width(text) > limit else { return text }
    var scalars = String.UnicodeScalarView()
    let room = limit - width("…")
    var pen = Pen(at: 0)
    for scalar in text.unicodeScalars {
      pen.advance(glyph(pen.place(scalar, self)))
      if pen.end > room { break }
      scalars.append(scalar)
    }
    while scalars.last == " " { scalars.removeLast() }
    scalars.append("…")
    return String(scalars)
  }

  /// Breaks text into lines of at most `width` pixels: at line breaks, else after spaces, else, in a word that is longer
  /// than a line, anywhere. Never returns no line.
  /// - Parameter most: if there would be more lines, the last one ends in an ellipsis.
  public func lines(_ text: String, width limit: Int32, most: Int = .max) -> [String] {
    var breaker = LineBreaker(self, limit: limit)
    for scalar in text.unicodeScalars { breaker.add(scalar) }
    let lines = breaker.finish()
    guard lines.count > max(1, most) else { return lines.map { String($0) } }
    let last = String(lines[most - 1]) + " " + String(lines[most])
    return lines.prefix(most - 1).map { String($0) } + [fitted(last, width: limit)]
  }
}

/// Breaks scalars into lines.
private struct LineBreaker {
  let face: Face
  let limit: Int32
  private var lines: [String.UnicodeScalarView] = []
  private var line: [Unicode.Scalar] = []

  init(_ face: Face, limit: Int32) {
    self.face = face
    self.limit = limit
  }

  mutating func add(_ scalar: Unicode.Scalar) {
    guard scalar != "\n" else { return end(line.count) }
    line.append(scalar)
    guard scalar != " ", line.count > 1, face.width(line) > limit else { return }
    let space = line.lastIndex(of: " ")
    end(space.map { $0 + 1 } ?? line.count - 1)
  }

  mutating func finish() -> [String.UnicodeScalarView] {
    end(line.count)
    return lines
  }

  /// Ends the line after so many scalars; the rest starts the next one.
  private mutating func end(_ count: Int) {
    var view = String.UnicodeScalarView()
    var visible = count
    while visible > 0, line[visible - 1] == " " { visible -= 1 }
    for scalar in line[0..<visible] { view.append(scalar) }
    lines.append(view)
    line.removeFirst(count)
  }
}

/// Where text stands within its room.
public enum Alignment: Sendable {
  case leading
  case center
  case trailing
}

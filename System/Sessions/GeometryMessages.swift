// How places and sizes travel in messages: x or width in the lower half of a word, y or height in the upper.

import Geometry
import Input
import RPC

extension Point: Message {
  public func encode(into message: inout MessageWriter) { message.append(word) }
  public init(from message: inout MessageReader) throws(MessageError) { self.init(word: try message.next()) }
}

extension Size: Message {
  public func encode(into message: inout MessageWriter) { message.append(Point(width, height).word) }

  public init(from message: inout MessageReader) throws(MessageError) {
    let point = Point(word: try message.next())
    guard point.x >= 0, point.y >= 0 else { throw .malformed }
    self.init(point.x, point.y)
  }
}

/// Its first and its last corner.
extension Rectangle: Message {
  public func encode(into message: inout MessageWriter) {
    message.append(Point(minX, minY).word)
    message.append(Point(maxX, maxY).word)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let (first, last) = (Point(word: try message.next()), Point(word: try message.next()))
    guard first.x <= last.x, first.y <= last.y else { throw .malformed }
    self.init(minX: first.x, minY: first.y, maxX: last.x, maxY: last.y)
  }
}

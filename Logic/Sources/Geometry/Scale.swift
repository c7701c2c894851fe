// Points and pixels: sizes of what people look at are written in points, and drawn with one or two pixels for each.

/// Pixels per point. Called as a function, it makes pixels of points: `px(24)`.
public struct Scale: Equatable, Sendable {
  /// At least 1.
  public let times: Int32

  public init(_ times: Int32) { self.times = max(1, times) }

  @inlinable public func callAsFunction(_ points: Int32) -> Int32 { points * times }
  @inlinable public func callAsFunction(_ size: Size) -> Size { Size(self(size.width), self(size.height)) }
  @inlinable public func callAsFunction(_ area: Rectangle) -> Rectangle {
    Rectangle(self(area.minX), self(area.minY), self(area.width), self(area.height))
  }
}

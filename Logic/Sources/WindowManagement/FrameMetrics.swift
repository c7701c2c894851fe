// How a window's frame is divided: the layouter, the window manager and the decorator must mean the same. The lengths are
// those with which `Desktop.WindowFrame` draws. The layout says for which scale it was made.

import Geometry

/// What of a frame the pointer is on.
public enum FramePart: Equatable, Sendable {
  case title, close, maximize, content
  /// An edge or a corner: which of the four edges move with it.
  case edge(left: Bool, top: Bool, right: Bool, bottom: Bool)
}

public struct FrameMetrics {
  /// Pixels per point.
  let scale: Int32

  public init(scale: Int32 = 1) { self.scale = scale }

  /// Pixels of the bar with the label.
  public var title: Int32 { 32 * scale }
  /// Pixels at the other edges, by which a window can be resized.
  public var border: Int32 { 4 * scale }
  /// How far along an edge a corner reaches.
  var corner: Int32 { 16 * scale }
  /// No window becomes smaller than this, with its frame.
  public var minimum: Size { Size(160 * scale, 80 * scale) }

  /// Where the application draws.
  public func content(of frame: Rectangle) -> Rectangle {
    Rectangle(
      minX: frame.minX + border, minY: frame.minY + title, maxX: frame.maxX - border, maxY: frame.maxY - border)
  }

  /// The frame of a window with that content.
  public func frame(around content: Size) -> Size {
    Size(content.width.clampedAdding(border * 2), content.height.clampedAdding(title + border))
  }

  /// The button to close, within a frame at the origin.
  public func closeButton(_ size: Size) -> Rectangle {
    Rectangle(size.width - 29 * scale, 5 * scale, 22 * scale, 22 * scale)
  }

  public func maximizeButton(_ size: Size) -> Rectangle { closeButton(size).offset(by: Point(-26 * scale, 0)) }

  /// What is at a place of a frame; the place is relative to the frame's first corner.
  public func part(at point: Point, of size: Size) -> FramePart {
    let (isLeft, isRight) = (point.x < border, point.x >= size.width - border)
    let (isTop, isBottom) = (point.y < border, point.y >= size.height - border)
    if isLeft || isRight || isTop || isBottom {
      let isUpOrDown = isTop || isBottom
      return .edge(
        left: isLeft || (isUpOrDown && point.x < corner), top: isTop || (!isUpOrDown && point.y < corner),
        right: isRight || (isUpOrDown && point.x >= size.width - corner),
        bottom: isBottom || (!isUpOrDown && point.y >= size.height - corner))
    }
    if closeButton(size).contains(point) { return .close }
    if maximizeButton(size).contains(point) { return .maximize }
    return point.y < title ? .title : .content
  }
}

// How a window's frame is divided: the layouter, the window manager and the decorator must mean the same. The lengths are
// those with which `Desktop.WindowFrame` draws at one pixel a point.

import Geometry

/// What of a frame the pointer is on.
public enum FramePart: Equatable, Sendable {
  case title, close, maximize, content
  /// An edge or a corner: which of the four edges move with it.
  case edge(left: Bool, top: Bool, right: Bool, bottom: Bool)
}

public enum FrameMetrics {
  /// Pixels of the bar with the label.
  public static var title: Int32 { 32 }
  /// Pixels at the other edges, by which a window can be resized.
  public static var border: Int32 { 4 }
  /// How far along an edge a corner reaches.
  static var corner: Int32 { 16 }
  /// No window becomes smaller than this, with its frame.
  public static var minimum: Size { Size(160, 80) }

  /// Where the application draws.
  public static func content(of frame: Rectangle) -> Rectangle {
    Rectangle(
      minX: frame.minX + border, minY: frame.minY + title, maxX: frame.maxX - border, maxY: frame.maxY - border)
  }

  /// The frame of a window with that content.
  public static func frame(around content: Size) -> Size {
    Size(content.width.clampedAdding(border * 2), content.height.clampedAdding(title + border))
  }

  /// The button to close, within a frame at the origin.
  public static func closeButton(_ size: Size) -> Rectangle {
    Rectangle(size.width - 29, 5, 22, 22)
  }

  public static func maximizeButton(_ size: Size) -> Rectangle { closeButton(size).offset(by: Point(-26, 0)) }

  /// What is at a place of a frame; the place is relative to the frame's first corner.
  public static func part(at point: Point, of size: Size) -> FramePart {
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

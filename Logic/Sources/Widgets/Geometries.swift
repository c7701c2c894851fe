// Where the parts of controls are: the same for drawing and for the mouse.

import Geometry
import Typography

/// A line of text that can be edited.
struct FieldGeometry {
  /// Where text is seen.
  let inner: Rectangle
  let icon: Rectangle

  init(_ frame: Rectangle, _ hasIcon: Bool, _ style: Style) {
    let padding = style.px(10)
    icon = Rectangle(frame.minX + padding, frame.minY, hasIcon ? style.px(14) : 0, frame.height)
    inner = Rectangle(
      minX: hasIcon ? icon.maxX + style.px(7) : frame.minX + padding, minY: frame.minY, maxX: frame.maxX - padding,
      maxY: frame.maxY)
  }

  /// Where the text starts: further left when the cursor would be out of sight.
  func textStart(_ editing: FieldEditing, _ face: Face) -> Int32 {
    let stops = face.stops(editing.scalars)
    let cursor = stops[editing.cursor]
    guard let end = stops.last, end > inner.width else { return inner.minX }
    return inner.minX - max(0, min(cursor - inner.width * 3 / 4, end - inner.width + 2))
  }
}

/// One of a few, side by side.
struct ChoiceGeometry {
  private(set) var cells: [Rectangle] = []

  init(_ frame: Rectangle, _ labels: [String], _ style: Style) {
    let inner = frame.inset(by: style.px(2))
    let widths = labels.map { style.face(.body).width($0) + style.px(24) }
    let spare = max(0, inner.width - widths.reduce(0, +)) / Int32(max(1, labels.count))
    var x = inner.minX
    for width in widths {
      cells.append(Rectangle(x, inner.minY, min(width + spare, inner.maxX - x), inner.height))
      x = min(x + width + spare, inner.maxX)
    }
  }

  /// - Parameter x: from the frame's left side.
  func index(at x: Int32) -> Int? {
    guard let first = cells.first else { return nil }
    return cells.firstIndex { x + first.minX - 2 < $0.maxX }
  }
}

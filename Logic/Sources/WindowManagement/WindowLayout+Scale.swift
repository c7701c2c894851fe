// Another scale: windows are where they were, as large as they were for the eye, and inside of the screen.

import Geometry
import HID

extension WindowLayout {
  /// Of a list of windows, or of a layout: 1 or 2.
  public static func scale(_ node: Node) -> Int32 { node.whole("scale") == 2 ? 2 : 1 }

  /// - Parameter before: the screen until now; what is maximised or tiled keeps its part of it.
  mutating func rescale(to new: Int32, from before: Size) {
    let old = scale
    setScale(new)
    drag = nil
    hovered = nil
    for index in windows.indices {
      let window = windows[index]
      windows[index].frame =
        window.restored == nil ? inside(window.frame.scaled(old, to: new)) : portion(window.frame, of: before)
      windows[index].restored = window.restored.map { inside($0.scaled(old, to: new)) }
      // What the application wished was in pixels of the other scale.
      windows[index].isSized = true
    }
    for index in remembered.indices {
      remembered[index].frame = inside(remembered[index].frame.scaled(old, to: new))
      remembered[index].restored = remembered[index].restored.map { inside($0.scaled(old, to: new)) }
    }
  }

  private func portion(_ frame: Rectangle, of before: Size) -> Rectangle {
    guard !before.isEmpty else { return inside(frame) }
    func x(_ value: Int32) -> Int32 { Int32(clamping: Int(value) * Int(screen.width) / Int(before.width)) }
    func y(_ value: Int32) -> Int32 { Int32(clamping: Int(value) * Int(screen.height) / Int(before.height)) }
    return Rectangle(minX: x(frame.minX), minY: y(frame.minY), maxX: x(frame.maxX), maxY: y(frame.maxY))
  }

  /// No larger than the screen, and nowhere outside of it.
  private func inside(_ frame: Rectangle) -> Rectangle {
    if screen.isEmpty { return frame }
    let size = Size(min(frame.width, screen.width), min(frame.height, screen.height))
    return Rectangle(
      Point(max(0, min(frame.minX, screen.width - size.width)), max(0, min(frame.minY, screen.height - size.height))), size)
  }
}

extension Rectangle {
  func scaled(_ old: Int32, to new: Int32) -> Rectangle {
    func scaled(_ value: Int32) -> Int32 { Int32(clamping: Int(value) * Int(new) / Int(old)) }
    return Rectangle(Point(scaled(minX), scaled(minY)), Size(scaled(width), scaled(height)))
  }
}

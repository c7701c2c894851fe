// The part of the window that shows a picture: it follows the mouse and the wheel.

import Geometry
import Input
import Painting
import Pictures
import Widgets

final class PictureRoom {
  private(set) var picture: Picture
  private(set) var view: PictureView
  /// Where it was drawn, in the window.
  private var frame = Rectangle.empty
  private var pointer = Point.zero
  private var isDragging = false

  /// - Parameter room: how much room there will be, as far as one knows before it is drawn.
  init(_ picture: Picture, room: Size) {
    self.picture = picture
    view = PictureView(picture: picture.size, room: room)
  }

  func draw(_ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    if frame.size != view.room { view.resize(frame.size) }
    self.frame = frame
    canvas.draw(picture, view, at: frame.origin)
  }

  func fit() { view.fit() }
  func showPixels() { view.zoom(to: PictureView.one, at: Point(view.room.width / 2, view.room.height / 2)) }
  func zoom(_ steps: Int) { view.zoom(steps) }

  /// True if there is something else to be seen now.
  func handle(_ event: InputEvent) -> Bool {
    let before = view
    switch event {
    case .pointer(let place), .touch(_, let place):
      if isDragging { view.pan(by: place - pointer) }
      pointer = place
    case .press(.leftButton, _): isDragging = frame.contains(pointer)
    case .release(.leftButton): isDragging = false
    case .wheel(let notches) where frame.contains(pointer):
      view.zoom(Int(max(-8, min(notches.y, 8))), at: pointer - frame.origin)
    default: break
    }
    return view != before
  }
}

// A capture that is no display.

import Bulkhead
import Geometry
import Painting
import TestScreen

final class Eye {
  private let screen: Screen
  /// There was nothing to be seen where the dialog is.
  private(set) var sawNothing = false
  /// There never was anything but nothing, and the window's colour.
  private(set) var sawNoOther = true

  init(_ environment: Environment) throws(SessionError) {
    screen = try Screen(environment, size: Size(1024, 768), label: "eye")
  }

  func look() {
    if screen.look().isEmpty { return }
    for y in stride(from: 4, to: screen.size.height, by: 12) as StrideTo<Int32> {
      for x in stride(from: 4, to: screen.size.width, by: 12) as StrideTo<Int32> { see(Point(x, y)) }
    }
  }

  private func see(_ point: Point) {
    let color = screen.color(point)
    let isInDialog = abs(point.x - screen.size.width / 2) < 200 && abs(point.y - screen.size.height / 2) < 200
    if color == 0, isInDialog { sawNothing = true }
    if color != 0, color != TestPassword.color.word & 0xff_ffff { sawNoOther = false }
  }
}

// What this test looks for on the screen.

import Bulkhead
import Geometry
import Painting
import TestScreen

extension Screen {
  /// How many pixels are brighter than any ground of the dark theme.
  func inked(_ area: Rectangle) -> Int {
    var count = 0
    for y in area.minY..<area.maxY {
      for x in area.minX..<area.maxX where Color(color(Point(x, y))).brightness > 120 { count += 1 }
    }
    return count
  }
}

// How large everything is: one or two pixels a point, the same for all clients, those that ask the person included.
//
// Whoever may choose is policy. The choice is never a way to make anything unreadable: there is no other scale than these two, and
// on a screen where a question would not have room at two pixels a point there is one.

import Geometry

extension Desk {
  /// No smaller screen shows two pixels a point.
  public static var leastDoubledScreen: Size { Size(1280, 800) }

  /// Pixels per point: 1 or 2.
  public var scale: Int32 {
    let least = Self.leastDoubledScreen
    return wantedScale == 2 && screen.width >= least.width && screen.height >= least.height ? 2 : 1
  }

  private var wantedScale: Int32 { chosenScale ?? policy.scale }

  /// A client chooses for all.
  /// - Returns: false, and nothing changes, if it may not, or if there is no such scale.
  public func chooseScale(_ scale: UInt64, by client: Client) -> Bool {
    guard policy.choosesScale(client.label), scale == 1 || scale == 2 else { return false }
    let before = self.scale
    chosenScale = Int32(scale)
    if self.scale != before { scaleChanged() }
    return true
  }

  /// Rows at the top, in pixels.
  var strip: Int32 { policy.strip * scale }

  /// Every client's part of the screen may be another one now.
  private func scaleChanged() {
    hasScreenNews = true
    viewsChanged()
    damage(Rectangle(.zero, screen))
  }
}

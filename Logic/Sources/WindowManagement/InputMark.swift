// How much of what the person did a layout follows from. A layout that does not follow from all of it may say that a window has the
// keyboard which the person has left meanwhile.

import HID

public struct InputMark: Equatable {
  let clicks: Int
  let step: Int

  /// - Parameters:
  ///   - clicks: how often a window was clicked.
  ///   - step: the number of the last step on a frame, or key of the window manager.
  public init(clicks: Int, step: Int) {
    // Attributes hold 31 bits.
    (self.clicks, self.step) = (clicks & 0x3fff_ffff, step & 0x3fff_ffff)
  }

  /// What a layout says of itself.
  public init(_ layout: Node) { self.init(clicks: Int(layout.whole("clicks")), step: Int(layout.whole("step"))) }

  func write(to node: inout Node) {
    node.set("clicks", "\(clicks)")
    node.set("step", "\(step)")
  }
}

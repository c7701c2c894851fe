// What a display shows while somebody who is exclusive asks the person something: that, the strip, and one colour.
//
// Whatever clients draw, wherever and how often, not a pixel of the picture depends on them then: nobody can put words beside a
// question, or draw a second one. Captures that are no displays see no more and no less of it than before: they do not learn that
// somebody is asked.

import Geometry

extension Desk {
  /// What is left of views if the first one that surrounds itself hides those behind it.
  func surrounded(_ views: [ShownView]) -> (views: [ShownView], ground: UInt32) {
    guard let index = views.firstIndex(where: { $0.surround != nil }), let ground = views[index].surround else {
      return (views, 0)
    }
    let owner = views[index].view.owner
    let others = views[index...].filter { $0.view.owner === owner || $0.view.placer.domain?.isStrip == true }
    return (views[..<index] + others, ground)
  }

  /// All of the picture is another one as soon as somebody surrounds itself, or nobody does so any more.
  func updateSurround() {
    let now = shownViews.first { $0.surround != nil }?.view.owner
    guard now !== surrounding else { return }
    surrounding = now
    damage(Rectangle(.zero, screen))
  }
}

extension ShownView {
  /// Both who owns the pixels and who places them have to be trusted with all of the screen.
  fileprivate var surround: UInt32? { view.placer.domain?.surround == nil ? nil : view.owner.domain?.surround }
}

extension Domain {
  /// Part of the screen is its alone.
  fileprivate var isStrip: Bool { reserved > 0 }
}

// What has to be drawn for a rectangle: each pixel once, except where something translucent is in front.
//
// Views are gone through from front to back; what a view covers is cut out of what those behind it have to draw. The steps are
// found in that order and done in the reverse one, so that a translucent view finds what it is blended with.
//
// Bound: at a pixel at most `depthLimit` translucent views are blended; the last of them counts as opaque. So nobody can make
// a frame arbitrarily expensive by stacking glass.

import Geometry

extension Desk {
  static var translucentLimit: Int { 6 }

  /// A rectangle that the views from `index` on have to fill.
  private struct Remainder {
    let rectangle: Rectangle
    let index: Int
    let depth: Int
  }

  /// Adds the steps for a rectangle, in the order in which they have to be done.
  func drawingSteps(for rectangle: Rectangle, showsAll: Bool, into steps: inout [DrawStep]) {
    let (views, ground) = showsAll ? displayedViews : (shownViews, 0)
    var found: [DrawStep] = []
    var work = [Remainder(rectangle: rectangle, index: 0, depth: 0)]
    while let next = work.popLast() {
      guard let index = Self.firstView(of: views, next) else {
        found.append(.fill(next.rectangle, ground))
        continue
      }
      let shown = views[index]
      let part = next.rectangle.intersection(shown.area)
      next.rectangle.subtracting(part) { work.append(Remainder(rectangle: $0, index: index + 1, depth: next.depth)) }
      let isLast = next.depth + 1 >= Self.translucentLimit
      found.append(Self.step(shown, part, showsAll: showsAll, isOpaque: isLast))
      if case .blend = found[found.count - 1] {
        work.append(Remainder(rectangle: part, index: index + 1, depth: next.depth + 1))
      }
    }
    steps.append(contentsOf: found.reversed())
  }

  private static func firstView(of views: [ShownView], _ remainder: Remainder) -> Int? {
    for index in remainder.index..<views.count where views[index].area.intersects(remainder.rectangle) { return index }
    return nil
  }

  private static func step(_ shown: ShownView, _ part: Rectangle, showsAll: Bool, isOpaque: Bool) -> DrawStep {
    let client = shown.view.owner
    // Neither who owns the pixels nor who places them may be hidden.
    let isSeen = showsAll || (client.domain?.isCaptured == true && shown.view.placer.domain?.isCaptured == true)
    if !isSeen { return .fill(part, 0) }
    if client.hasAlpha && !isOpaque { return .blend(part, client, from: shown.bufferOrigin) }
    return .copy(part, client, from: shown.bufferOrigin)
  }
}

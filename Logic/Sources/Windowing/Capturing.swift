// Captures: who sees the picture, and what of it has to be drawn for them.
//
// Invariant: what a capture keeps is of fixed size (`Region`), whatever clients do.

import Geometry

/// Somebody who sees the picture.
public final class CaptureClient {
  /// The person sees it: nothing is left out, and the picture is as large as its buffer.
  public internal(set) var isDisplay: Bool
  public internal(set) var size = Size.zero
  /// What changed since it last looked, in places of the picture.
  var region = Region(limit: 8)
  /// Where it last looked.
  var origin = Point.zero
  /// It looked and there was nothing: tell it when there is.
  var isWaiting = false

  init(isDisplay: Bool) { self.isDisplay = isDisplay }
}

/// One step of drawing: rectangles in places of the picture.
public enum DrawStep {
  /// Nothing is there that may be seen: 0xRRGGBB instead.
  case fill(Rectangle, UInt32)
  /// Pixels of a client; `from` is where the first pixel of its buffer would be.
  case copy(Rectangle, Client, from: Point)
  /// The same, over what is there already.
  case blend(Rectangle, Client, from: Point)
}

extension Desk {
  /// Adds a capture; nil if policy does not let it see anything.
  public func addCapture(_ label: String) -> CaptureClient? {
    guard let policy = policy.capture(for: label) else { return nil }
    let capture = CaptureClient(isDisplay: policy.isDisplay)
    captures.append(capture)
    return capture
  }

  public func remove(_ capture: CaptureClient) {
    captures.removeAll { $0 === capture }
    updateScreen()
  }

  /// The capture has a buffer of that size now, with nothing in it.
  public func resize(_ capture: CaptureClient, to size: Size) {
    capture.size = size
    updateScreen()
    capture.region.add(Rectangle(.zero, screen))
  }

  /// As large as the largest display. Without displays the size stays, so that a driver that is restarted changes nothing.
  private func updateScreen() {
    var (width, height) = (Int32(0), Int32(0))
    for capture in captures where capture.isDisplay {
      (width, height) = (max(width, capture.size.width), max(height, capture.size.height))
    }
    let size = Size(width, height)
    if size.isEmpty || size == screen { return }
    screen = size
    hasScreenNews = true
    pointer = Point(min(pointer.x, width - 1), min(pointer.y, height - 1))
    viewsChanged()
    damage(Rectangle(.zero, size))
  }

  /// Part of the picture is not what it was.
  func damage(_ rectangle: Rectangle) {
    let seen = rectangle.intersection(Rectangle(.zero, screen))
    if seen.isEmpty { return }
    for capture in captures { capture.region.add(seen) }
  }

  /// Pixels of the client's buffer changed.
  public func refresh(_ client: Client, _ rectangle: Rectangle) {
    client.awaitsFrame = true
    let changed = rectangle.intersection(Rectangle(.zero, client.bufferSize))
    if changed.isEmpty { return }
    for shown in shownViews where shown.view.owner === client {
      damage(changed.offset(by: shown.bufferOrigin).intersection(shown.area))
    }
  }

  /// The client has another buffer. What is in it is seen from the next `refresh` on; what it does not cover any more is drawn
  /// at once.
  public func setBuffer(_ client: Client, _ size: Size, hasAlpha: Bool) {
    let before = shownViews.filter { $0.view.owner === client }
    let isOtherKind = client.hasAlpha != hasAlpha
    client.bufferSize = size
    client.hasAlpha = hasAlpha
    viewsChanged()
    for old in before {
      guard !isOtherKind, let new = shownViews.first(where: { $0.view === old.view }) else {
        damage(old.area)
        continue
      }
      old.area.subtracting(new.area) { damage($0) }
    }
  }

  /// The captures that wait and have something to look at now.
  public func takeCaptureNews() -> [CaptureClient] {
    var told: [CaptureClient] = []
    for capture in captures where capture.isWaiting && !capture.region.isEmpty {
      capture.isWaiting = false
      told.append(capture)
    }
    return told
  }

  /// What a capture has to draw to see the picture from that place on, and what of its buffer changes by that.
  public func look(_ capture: CaptureClient, from origin: Point) -> (areas: [Rectangle], steps: [DrawStep]) {
    let window = Rectangle(origin, capture.size)
    if capture.origin != origin {
      capture.origin = origin
      capture.region.add(window)
    }
    var (areas, steps): ([Rectangle], [DrawStep]) = ([], [])
    for rectangle in capture.region.drain() {
      let part = rectangle.intersection(window)
      if part.isEmpty { continue }
      areas.append(part.offset(by: Point.zero - origin))
      drawingSteps(for: part, showsAll: capture.isDisplay, into: &steps)
    }
    capture.isWaiting = areas.isEmpty
    return (areas, steps)
  }
}

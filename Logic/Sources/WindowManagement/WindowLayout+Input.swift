// What the person does to frames, and with the keys of the window manager.

import Geometry
import HID
import Input

/// A frame that follows the pointer.
struct Drag {
  let window: Int
  let part: FramePart
  let start: Point
  let frame: Rectangle
}

extension WindowLayout {
  /// The newest state of the input: readers may skip states, so that presses and releases have numbers.
  ///
  ///     window_input | window: 3 | x: 100 | y: 50 | clicked: 4 | clicks: 17
  ///     + press 8    | window: 3 | x: 100 | y: 50
  ///     + release 9  | window: 3 | x: 100 | y: 50
  ///     + key 12     | code: KEY_TAB | hold: 5
  public mutating func update(input: Node) {
    let clicks = Int(input.whole("clicks"))
    if clicks != seenClicks {
      seenClicks = clicks
      activate(Int(input.whole("clicked")))
    }
    for node in input.nodes { handle(step: node) }
    let (window, point) = Self.place(input)
    if drag != nil { follow(point) } else { hovered = part(window, point).map { (window, $0) } }
  }

  private static func place(_ node: Node) -> (window: Int, point: Point) {
    (Int(node.whole("window")), Point(node.whole("x"), node.whole("y")))
  }

  private mutating func handle(step node: Node) {
    guard let number = node.number, number > seenStep else { return }
    seenStep = number
    let (window, point) = Self.place(node)
    switch node.type {
    case let type where type.isSame(as: "press"): press(window, point)
    case let type where type.isSame(as: "release"): release(window, point)
    case let type where type.isSame(as: "key"): handle(node)
    default: break
    }
  }

  private func part(_ window: Int, _ point: Point) -> FramePart? {
    guard let index = index(window) else { return nil }
    let frame = windows[index].frame
    return metrics.part(at: point - frame.origin, of: frame.size)
  }

  private mutating func press(_ window: Int, _ point: Point) {
    guard let part = part(window, point), let index = index(window) else { return }
    drag = Drag(window: window, part: part, start: point, frame: windows[index].frame)
    hovered = (window, part)
    activate(window)
  }

  /// Only a release on the same button counts.
  private mutating func release(_ window: Int, _ point: Point) {
    guard let drag else { return }
    follow(point)
    self.drag = nil
    guard drag.window == window, part(window, point) == drag.part, let index = index(window) else { return }
    if drag.part == .close { windows[index].closeRequests += 1 }
    if drag.part == .maximize { toggleMaximized(index) }
  }

  private mutating func follow(_ point: Point) {
    guard let drag, let index = index(drag.window), point != drag.start || windows[index].frame != drag.frame else { return }
    let distance = point - drag.start
    switch drag.part {
    case .title: windows[index].frame = kept(drag.frame.offset(by: distance))
    case .edge(let left, let top, let right, let bottom):
      windows[index].frame = resized(drag.frame, distance, (left, top, right, bottom))
      windows[index].isSized = true
    case .close, .maximize, .content: return
    }
    windows[index].restored = nil
  }

  /// So much of the title stays on the screen that it can be dragged back.
  private func kept(_ frame: Rectangle) -> Rectangle {
    let least = 64 * scale
    let x = min(max(frame.minX, least - frame.width), max(screen.width - least, 0))
    let y = min(max(frame.minY, 0), max(screen.height - metrics.title, 0))
    return Rectangle(Point(x, y), frame.size)
  }

  private func resized(
    _ frame: Rectangle, _ distance: Point, _ edges: (left: Bool, top: Bool, right: Bool, bottom: Bool)
  ) -> Rectangle {
    let minimum = metrics.minimum
    return Rectangle(
      minX: edges.left ? min(frame.minX + distance.x, frame.maxX - minimum.width) : frame.minX,
      minY: edges.top ? max(min(frame.minY + distance.y, frame.maxY - minimum.height), 0) : frame.minY,
      maxX: edges.right ? max(frame.maxX + distance.x, frame.minX + minimum.width) : frame.maxX,
      maxY: edges.bottom ? max(frame.maxY + distance.y, frame.minY + minimum.height) : frame.maxY)
  }

  // MARK: Keys

  private mutating func handle(_ key: Node) {
    guard let name = key.attribute("code"), let code = Key(name: name) else { return }
    if code == .tab { return switchWindow(hold: Int(key.whole("hold"))) }
    guard let focused, let index = index(focused) else { return }
    let whole = Rectangle(.zero, screen)
    let middle = screen.width / 2
    switch code {
    case .left: tile(index, Rectangle(minX: 0, minY: 0, maxX: middle, maxY: whole.maxY))
    case .right: tile(index, Rectangle(minX: middle, minY: 0, maxX: whole.maxX, maxY: whole.maxY))
    case .up: tile(index, whole)
    case .down: restore(index)
    case .f4: windows[index].closeRequests += 1
    default: break
    }
  }

  /// While the modifier is held, each press goes one window further in the order that was there before.
  private mutating func switchWindow(hold: Int) {
    if switching?.hold != hold { switching = (hold, windows.map { $0.number }, 0) }
    guard var state = switching, !state.order.isEmpty else { return }
    state.position = (state.position + 1) % state.order.count
    switching = state
    // The order behind the chosen one is that from before.
    for number in state.order.reversed() { activate(number) }
    activate(state.order[state.position])
  }

  private mutating func tile(_ index: Int, _ frame: Rectangle) {
    if windows[index].restored == nil { windows[index].restored = windows[index].frame }
    windows[index].frame = frame
    windows[index].isSized = true
  }

  private mutating func restore(_ index: Int) {
    guard let frame = windows[index].restored else { return }
    windows[index].frame = frame
    windows[index].restored = nil
  }

  private mutating func toggleMaximized(_ index: Int) {
    if windows[index].restored == nil { tile(index, Rectangle(.zero, screen)) } else { restore(index) }
  }
}

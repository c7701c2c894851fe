// A user interface that is shown: what there is, what the user does to it, and what has to be drawn anew.
//
// One turn: events come in through `handle`, which returns what the user wants; the program changes its state and calls
// `show` with what there is to see now; `draw` paints what became dirty. Nothing happens, and nothing is drawn, unless an
// event or a change says so.

import Geometry
import Input
import Painting
import Typography

/// A user interface in a rectangle of its own.
public struct UserInterface<Message> {
  public private(set) var style: Style
  public private(set) var size: Size
  /// Where no element is, one sees what is behind: for dialogs whose shadow falls on it.
  private let isSeeThrough: Bool
  var items: [Item<Message>] = []
  /// How each item looked when `items` was made or interaction changed it.
  private var looks: [UInt64] = []
  private var root: Element<Message>?
  /// What it means when the user closes the window.
  public var close: Message?
  var dirty = Region()
  var state = InteractionState()

  /// - Parameters:
  ///   - size: pixels.
  ///   - isSeeThrough: there is no background; what it is drawn into has to have an alpha channel.
  public init(_ style: Style, size: Size, isSeeThrough: Bool = false) {
    self.style = style
    self.size = size
    self.isSeeThrough = isSeeThrough
  }

  public var bounds: Rectangle { Rectangle(.zero, size) }

  /// Changes what is shown.
  public mutating func show(_ element: Element<Message>) {
    root = element
    layOut()
  }

  public mutating func resize(_ size: Size) {
    guard size != self.size else { return }
    self.size = size
    invalidate()
    layOut()
  }

  public mutating func restyle(_ style: Style) {
    self.style = style
    invalidate()
    layOut()
  }

  /// Everything is to be drawn anew.
  public mutating func invalidate() { dirty.add(bounds) }

  /// The rectangles that have to be drawn anew; `draw` draws them.
  public var dirtyRectangles: [Rectangle] { dirty.rectangles }

  /// Draws what is dirty.
  /// - Parameter canvas: at least as large as the interface.
  /// - Returns: what was drawn.
  public mutating func draw(_ canvas: inout Canvas) -> [Rectangle] {
    let parts = dirty.drain()
    let drawing = Drawing(style: style, state: state)
    for part in parts {
      canvas.clipped(to: part) { canvas in
        canvas.replace(part, with: isSeeThrough ? .clear : style.theme.background)
        for item in items where item.extent(style).intersects(canvas.clip) { drawing.draw(item, &canvas) }
      }
    }
    return parts
  }

  // MARK: Finding out what changed

  mutating func layOut() {
    guard let root else { return }
    let state = state
    var placing = Placing<Message>(style) { state.scrollOffset($0) }
    placing.place(root, 1, in: bounds, clip: bounds)
    let before = items
    let looksBefore = looks
    items = placing.items
    focusWithinLayer()
    looks = items.map { look($0) }
    for index in 0..<max(before.count, items.count) { compare(index, before, looksBefore) }
  }

  private mutating func compare(_ index: Int, _ before: [Item<Message>], _ looksBefore: [UInt64]) {
    if index < before.count, index < items.count {
      let (old, new) = (before[index], items[index])
      if old.identity == new.identity, old.frame == new.frame, old.clip == new.clip, looksBefore[index] == looks[index] {
        return
      }
    }
    if index < before.count { dirty.add(bounds.intersection(before[index].extent(style))) }
    if index < items.count { dirty.add(bounds.intersection(items[index].extent(style))) }
  }

  /// After an interaction that does not move anything: whatever looks different is dirty.
  mutating func updateLooks() {
    for index in 0..<items.count {
      let look = look(items[index])
      if look != looks[index] {
        looks[index] = look
        dirty.add(bounds.intersection(items[index].extent(style)))
      }
    }
  }

  private func look(_ item: Item<Message>) -> UInt64 {
    var fingerprint = Fingerprint()
    switch item.content {
    case .element(let kind):
      kind.describe(&fingerprint)
      if case .row(let content, _) = kind, content.isSelected { fingerprint.add(state.isActive) }
    case .scrollbar(let metrics):
      fingerprint.add(metrics.content)
      fingerprint.add(metrics.offset)
    case .scrim: break
    }
    state.describe(item.identity, &fingerprint)
    return fingerprint.value
  }
}

// The keyboard: everything can be done with it.
//
// Tab goes on, shift-tab back; arrows move within lists and choices; space and enter press; escape cancels.

import Geometry
import Input
import Typography

extension UserInterface {
  mutating func press(_ key: Key, _ character: Unicode.Scalar?) -> [Message] {
    state.modifiers.see(key, isDown: true)
    if let item = item(state.focus), let wishes = press(key, character, on: item) { return wishes }
    if state.focus == nil, let wishes = pressUnfocused(key) { return wishes }
    switch key {
    case .tab: moveFocus(forward: !state.modifiers.shift) { $0.isFocusable }
    case .escape: return cancel()
    case .enter: return pressPrimary()
    case .pageDown, .pageUp: scrollPage(down: key == .pageDown)
    case .down where state.focus == nil, .up where state.focus == nil: moveFocus(forward: key == .down) { $0.isRow }
    default: break
    }
    return []
  }

  /// Arrows go to the first element that knows what to do with them; nil: there is none.
  private mutating func pressUnfocused(_ key: Key) -> [Message]? {
    let layer = topLayer
    for item in items where item.layer == layer {
      guard case .custom(let content)? = item.kind, let wish = content.key?(key) else { continue }
      focus(item)
      return [wish]
    }
    return nil
  }

  /// Nil if the key means nothing to the item.
  private mutating func press(_ key: Key, _ character: Unicode.Scalar?, on item: Item<Message>) -> [Message]? {
    switch (item.kind, key) {
    case (.field(let content)?, _): return edit(content, key, character)
    case (.choice(let content)?, .left), (.choice(let content)?, .right):
      let next = content.selected + (key == .right ? 1 : -1)
      return content.labels.indices.contains(next) ? [content.message(next)] : []
    case (.row?, .down), (.row?, .up): return selectNextRow(forward: key == .down)
    case (.custom(let content)?, _): return content.key?(key).map { [$0] }
    case (_, .space), (_, .enter): return activate(item, at: Point(-1, -1))
    default: return nil
    }
  }

  private mutating func edit(_ content: FieldContent<Message>, _ key: Key, _ character: Unicode.Scalar?) -> [Message]? {
    if key == .enter { return content.submit.map { [$0] } }
    var editing = FieldEditing(content.text, cursor: state.cursor, anchor: state.anchor)
    let before = editing.scalars
    guard editing.press(key, character, state.modifiers) else { return nil }
    (state.cursor, state.anchor) = (editing.cursor, editing.anchor)
    return before == editing.scalars ? [] : [content.edit(editing.text)]
  }

  /// What pressing an item means.
  /// - Parameter place: where, within the item; negative if by keyboard.
  mutating func activate(_ item: Item<Message>, at place: Point) -> [Message] {
    switch item.kind {
    case .button(let content)?: return content.message.map { [$0] } ?? []
    case .toggle(let content)?: return content.message.map { [$0] } ?? []
    case .row(let content, _)?: return content.message.map { [$0] } ?? []
    case .choice(let content)?:
      guard place.x >= 0, let index = ChoiceGeometry(item.frame, content.labels, style).index(at: place.x) else { return [] }
      return [content.message(index)]
    case .custom(let content)?:
      return content.press?(Point(place.x / style.scale, place.y / style.scale)).map { [$0] } ?? []
    default: return []
    }
  }

  // MARK: Focus

  mutating func focus(_ item: Item<Message>) {
    guard state.focus != item.identity else { return }
    state.focus = item.identity
    if case .field(let content)? = item.kind {
      (state.anchor, state.cursor) = (0, content.text.unicodeScalars.count)
    } else {
      (state.anchor, state.cursor) = (0, 0)
    }
    reveal(item)
  }

  /// Moves to the next item, round and round, that fulfils a condition.
  private mutating func moveFocus(forward: Bool, _ condition: (Item<Message>) -> Bool) {
    let layer = topLayer
    let stops = items.filter { $0.layer == layer && condition($0) }
    guard !stops.isEmpty else { return }
    state.showsFocus = true
    let current = stops.firstIndex { $0.identity == state.focus }
    let next = current.map { ($0 + (forward ? 1 : stops.count - 1)) % stops.count } ?? (forward ? 0 : stops.count - 1)
    focus(stops[next])
  }

  /// Arrows select the neighbour, and stop at the ends.
  private mutating func selectNextRow(forward: Bool) -> [Message] {
    let layer = topLayer
    let rows = items.filter { $0.layer == layer && $0.isRow }
    guard let current = rows.firstIndex(where: { $0.identity == state.focus }) else { return [] }
    let next = current + (forward ? 1 : -1)
    guard rows.indices.contains(next) else { return [] }
    state.showsFocus = true
    focus(rows[next])
    // In a menu, arrows only move; in a list, they select.
    return layer > 0 ? [] : activate(rows[next], at: Point(-1, -1))
  }

  /// When a dialog opens, the keyboard goes there: to what is typed into, else to what the user most likely wants. What has
  /// gone has no focus.
  mutating func focusWithinLayer() {
    let layer = topLayer
    if let item = item(state.focus), item.layer == layer { return }
    state.focus = nil
    guard layer > 0 else { return }
    let stops = items.filter { $0.layer == layer && $0.isFocusable }
    if let first = stops.first(where: { $0.isField }) ?? stops.first(where: { $0.isPrimary }) ?? stops.first { focus(first) }
  }

  // MARK: Cancelling, pressing, scrolling

  private func cancel() -> [Message] {
    let layer = topLayer
    for item in items where item.layer == layer {
      if case .scrim(let modal) = item.content { return modal.cancel.map { [$0] } ?? [] }
    }
    return []
  }

  /// Enter presses what the user most likely wants.
  private func pressPrimary() -> [Message] {
    let layer = topLayer
    for item in items where item.layer == layer {
      if case .button(let content)? = item.kind, content.style == .primary { return content.message.map { [$0] } ?? [] }
    }
    return []
  }

  private var firstScrollbar: ScrollMetrics? {
    let layer = topLayer
    for item in items where item.layer == layer {
      if case .scrollbar(let metrics) = item.content, metrics.most > 0 { return metrics }
    }
    return nil
  }

  private mutating func scrollPage(down: Bool) {
    guard let metrics = firstScrollbar else { return }
    let distance = max(style.px(20), metrics.viewport - style.px(40))
    scroll(metrics, to: metrics.offset + (down ? distance : -distance))
  }

  /// Scrolls until an item is seen.
  private mutating func reveal(_ item: Item<Message>) {
    for bar in items {
      guard case .scrollbar(let metrics) = bar.content, bar.clip == item.clip, metrics.most > 0 else { continue }
      let above = item.clip.minY - item.frame.minY
      let below = item.frame.maxY - item.clip.maxY
      if above > 0 { scroll(metrics, to: metrics.offset - above - style.px(4)) }
      if above <= 0, below > 0 { scroll(metrics, to: metrics.offset + below + style.px(4)) }
    }
  }
}

extension Item {
  fileprivate var isField: Bool {
    guard case .field? = kind else { return false }
    return true
  }

  fileprivate var isPrimary: Bool {
    guard case .button(let content)? = kind else { return false }
    return content.style == .primary
  }

  var isRow: Bool {
    guard case .row(let content, _)? = kind else { return false }
    return content.message != nil
  }
}

// The mouse and fingers.

import Geometry
import Input
import Typography

extension UserInterface {
  /// Takes an event.
  /// - Returns: what the user wants, in order.
  public mutating func handle(_ event: InputEvent) -> [Message] {
    var wishes: [Message] = []
    switch event {
    case .pointer(let point): wishes = move(to: point)
    case .touch(let finger, let point): wishes = touch(finger, point)
    case .press(.leftButton, _), .press(.touchButton, _): wishes = pressPointer()
    case .release(.leftButton), .release(.touchButton): wishes = releasePointer()
    case .touchRelease(let finger): wishes = state.finger.lift(finger) ? releasePointer() : []
    case .wheel(let notches): scroll(by: -max(-100, min(notches.y, 100)) * style.px(60))
    case .press(let key, let character): wishes = press(key, character)
    case .release(let key): state.modifiers.see(key, isDown: false)
    case .focusEnter: state.isActive = true
    case .focusLeave: (state.isActive, state.modifiers) = (false, Modifiers())
    case .hoverLeave: (state.hover, state.pointer) = (nil, Point(-1, -1))
    case .closeRequest: wishes = close.map { [$0] } ?? []
    case .movement: break
    }
    updateLooks()
    return wishes
  }

  /// The number of the topmost layer: only what is in it reacts.
  var topLayer: Int { items.last?.layer ?? 0 }

  private func item(at point: Point) -> Item<Message>? {
    let layer = topLayer
    return items.last { $0.layer == layer && $0.isSensitive && $0.clip.contains(point) && $0.frame.contains(point) }
  }

  func item(_ identity: UInt64?) -> Item<Message>? { items.first { $0.identity == identity } }

  private mutating func move(to point: Point) -> [Message] {
    // Far from the ends of the number range, so that sums need no care.
    state.pointer = Point(max(-1 << 20, min(point.x, 1 << 20)), max(-1 << 20, min(point.y, 1 << 20)))
    guard let pressed = item(state.pressed) else {
      state.hover = item(at: point)?.identity
      return []
    }
    switch pressed.content {
    case .scrollbar(let metrics): drag(metrics, pressed.frame)
    case .element(.field(let content)): placeCursor(pressed, content, selecting: true)
    default: state.hover = pressed.frame.contains(point) ? pressed.identity : nil
    }
    return []
  }

  /// A finger presses where it comes down, and then moves what it pressed.
  private mutating func touch(_ finger: UInt16, _ point: Point) -> [Message] {
    switch state.finger.touch(finger) {
    case .down:
      let wishes = move(to: point)
      return wishes + pressPointer()
    case .moved: return move(to: point)
    case .other: return []
    }
  }

  private mutating func pressPointer() -> [Message] {
    guard let item = item(at: state.pointer) else { return [] }
    state.pressed = item.identity
    state.showsFocus = false
    if item.isFocusable { focus(item) }
    switch item.content {
    case .scrim(let modal):
      let isOutside = !items.contains {
        $0.layer == item.layer && $0.identity != item.identity && $0.frame.contains(state.pointer)
      }
      return isOutside && modal.place != nil ? modal.cancel.map { [$0] } ?? [] : []
    case .scrollbar(let metrics): state.grab = (state.pointer.y, metrics.offset)
    case .element(.field(let content)): placeCursor(item, content, selecting: state.modifiers.shift)
    case .element: break
    }
    return []
  }

  /// What is released where it was pressed counts.
  private mutating func releasePointer() -> [Message] {
    let item = item(state.pressed)
    state.pressed = nil
    defer { state.hover = self.item(at: state.pointer)?.identity }
    guard let item, item.layer == topLayer, item.frame.contains(state.pointer) else { return [] }
    return activate(item, at: state.pointer - item.frame.origin)
  }

  private mutating func placeCursor(_ item: Item<Message>, _ content: FieldContent<Message>, selecting: Bool) {
    let face = style.face(.body)
    var editing = FieldEditing(content.text, cursor: state.cursor, anchor: state.anchor)
    let start = FieldGeometry(item.frame, content.icon != nil, style).textStart(editing, face)
    editing.move(to: face.nearestStop(editing.scalars, to: state.pointer.x - start), selecting: selecting)
    (state.cursor, state.anchor) = (editing.cursor, editing.anchor)
  }

  // MARK: Scrolling

  private mutating func drag(_ metrics: ScrollMetrics, _ track: Rectangle) {
    let room = max(1, track.height - metrics.handle(track: track.height, least: style.px(28)).length)
    let distance = Int(state.pointer.y - state.grab.pointer) * Int(metrics.most) / Int(room)
    scroll(metrics, to: state.grab.offset + Int32(truncatingIfNeeded: distance))
  }

  /// Scrolls what the pointer is over.
  private mutating func scroll(by distance: Int32) {
    let layer = topLayer
    for item in items.reversed() where item.layer == layer && item.clip.contains(state.pointer) {
      if case .scrollbar(let metrics) = item.content, metrics.most > 0 {
        return scroll(metrics, to: metrics.offset.clampedAdding(distance))
      }
    }
  }

  mutating func scroll(_ metrics: ScrollMetrics, to offset: Int32) {
    let offset = max(0, min(offset, metrics.most))
    guard offset != metrics.offset else { return }
    state.scroll(metrics.identity, to: offset)
    layOut()
  }
}

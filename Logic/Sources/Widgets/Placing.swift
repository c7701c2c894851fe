// Giving every element its place.

import Geometry
import Typography

/// Places elements, and lists what is to be drawn.
struct Placing<Message> {
  let measuring: Measuring<Message>
  /// How far a scrolling element was scrolled.
  let offset: (UInt64) -> Int32
  private(set) var items: [Item<Message>] = []
  private var layer = 0

  private var style: Style { measuring.style }

  init(_ style: Style, offset: @escaping (UInt64) -> Int32) {
    measuring = Measuring(style: style)
    self.offset = offset
  }

  mutating func place(_ element: Element<Message>, _ identity: UInt64, in frame: Rectangle, clip: Rectangle) {
    switch element.kind {
    case .spacer: break
    case .stack(let stack, let children): place(stack, children, identity, in: frame, clip: clip)
    case .board(_, let children): place(children, identity, in: frame, clip: clip)
    case .card(let card, let child):
      add(.element(element.kind), identity, frame, clip)
      place(child, Self.identity(identity, child, 0), in: inside(frame, card.padding), clip: clip)
    case .row(_, let child):
      add(.element(element.kind), identity, frame, clip)
      place(child, Self.identity(identity, child, 0), in: inside(frame, Padding(10, 0)), clip: clip)
    case .scroll(let child): scroll(child, identity, in: frame, clip: clip)
    case .modal(let below, let modal, let above):
      place(below, Self.identity(identity, below, 0), in: frame, clip: clip)
      place(modal, above, Self.identity(identity, above, 1), in: frame, clip: clip)
    default: add(.element(element.kind), identity, frame, clip)
    }
  }

  private mutating func add(_ content: Item<Message>.Content, _ identity: UInt64, _ frame: Rectangle, _ clip: Rectangle) {
    items.append(Item(identity: identity, frame: frame, clip: clip, layer: layer, content: content))
  }

  private func inside(_ frame: Rectangle, _ padding: Padding) -> Rectangle {
    Rectangle(
      minX: frame.minX + style.px(padding.left), minY: frame.minY + style.px(padding.top),
      maxX: frame.maxX - style.px(padding.right), maxY: frame.maxY - style.px(padding.bottom))
  }

  private static func identity(_ parent: UInt64, _ child: Element<Message>, _ index: Int) -> UInt64 {
    var fingerprint = Fingerprint()
    fingerprint.add(parent)
    // A key is no index.
    fingerprint.add(child.key == nil)
    fingerprint.add(child.key ?? UInt64(index))
    return fingerprint.value
  }
}

// MARK: - Stacks

extension Placing {
  private mutating func place(
    _ stack: StackContent, _ children: [Element<Message>], _ identity: UInt64, in frame: Rectangle, clip: Rectangle
  ) {
    let inner = inside(frame, stack.padding)
    let gaps = measuring.spacing(stack, children)
    let isColumn = stack.axis == .vertical
    let measuring = measuring
    let shares =
      isColumn
      ? measuring.shares(children, .vertical, of: inner.height - gaps) { measuring.height($0, width: inner.width) }
      : measuring.shares(children, .horizontal, of: inner.width - gaps) { measuring.width($0) }
    var position = isColumn ? inner.minY : inner.minX
    for index in 0..<children.count {
      let child = children[index]
      let place =
        isColumn
        ? across(child, in: Rectangle(inner.minX, position, inner.width, shares[index]), stack.alignment)
        : upright(child, in: Rectangle(position, inner.minY, shares[index], inner.height), stack.alignment)
      // Nobody sees what is scrolled away.
      let visible = place.intersects(clip.inset(by: -style.px(32))) || place.isEmpty
      if visible { self.place(child, Self.identity(identity, child, index), in: place, clip: clip) }
      position += shares[index] + style.px(stack.spacing)
    }
  }

  /// The place of a column's child within its slot.
  private func across(_ child: Element<Message>, in slot: Rectangle, _ alignment: Alignment?) -> Rectangle {
    guard let width = ownWidth(child, alignment) else { return slot }
    let room = max(0, slot.width - width)
    let x: Int32 =
      switch alignment ?? .leading {
      case .leading: 0
      case .center: room / 2
      case .trailing: room
      }
    return Rectangle(slot.minX + x, slot.minY, min(width, slot.width), slot.height)
  }

  /// The width of a child that does not fill its column.
  private func ownWidth(_ child: Element<Message>, _ alignment: Alignment?) -> Int32? {
    switch child.width {
    case .fixed: return measuring.width(child)
    case .stretch: return nil
    case .content: break
    }
    switch child.kind {
    case .button, .toggle, .choice, .icon, .custom: return measuring.width(child)
    default: return alignment == nil ? nil : measuring.width(child)
    }
  }

  /// The place of a line's child within its slot.
  private func upright(_ child: Element<Message>, in slot: Rectangle, _ alignment: Alignment?) -> Rectangle {
    if case .stretch = child.height { return slot }
    guard let alignment else { return slot }
    let height = min(slot.height, measuring.height(child, width: slot.width))
    let room = slot.height - height
    let y: Int32 =
      switch alignment {
      case .leading: 0
      case .center: room / 2
      case .trailing: room
      }
    return Rectangle(slot.minX, slot.minY + y, slot.width, height)
  }
}

// MARK: - Boards

extension Placing {
  private mutating func place(
    _ children: [(place: Point, element: Element<Message>)], _ identity: UInt64, in frame: Rectangle, clip: Rectangle
  ) {
    for (index, child) in children.enumerated() {
      let width = measuring.width(child.element)
      let size = Size(width, measuring.height(child.element, width: width))
      let place = Rectangle(frame.origin + Point(style.px(child.place.x), style.px(child.place.y)), size)
      if place.intersects(clip) {
        self.place(child.element, Self.identity(identity, child.element, index), in: place, clip: clip)
      }
    }
  }
}

// MARK: - Scrolling and dialogs

extension Placing {
  private mutating func scroll(_ child: Element<Message>, _ identity: UInt64, in frame: Rectangle, clip: Rectangle) {
    let height = max(frame.height, measuring.height(child, width: frame.width))
    let offset = max(0, min(self.offset(identity), height - frame.height))
    let inner = clip.intersection(frame)
    let place = Rectangle(frame.minX, frame.minY - offset, frame.width, height)
    self.place(child, Self.identity(identity, child, 0), in: place, clip: inner)
    let metrics = ScrollMetrics(identity: identity, viewport: frame.height, content: height, offset: offset)
    let bar = Rectangle(minX: frame.maxX - style.px(10), minY: frame.minY, maxX: frame.maxX, maxY: frame.maxY)
    var fingerprint = Fingerprint()
    fingerprint.add(identity)
    fingerprint.add(0xba5 as UInt64)
    add(.scrollbar(metrics), fingerprint.value, bar, inner)
  }

  private mutating func place(
    _ modal: ModalContent<Message>, _ element: Element<Message>, _ identity: UInt64, in frame: Rectangle, clip: Rectangle
  ) {
    layer += 1
    var fingerprint = Fingerprint()
    fingerprint.add(identity)
    fingerprint.add(0x5c41 as UInt64)
    add(.scrim(modal), fingerprint.value, frame, clip)
    let width = min(measuring.width(element), frame.width - style.px(32))
    let height = min(measuring.height(element, width: width), frame.height - style.px(16))
    place(element, identity, in: corner(modal, Size(width, height), frame), clip: clip)
    layer -= 1
  }

  /// A dialog stands in the middle, a little above; a menu where it was asked for, but within the frame.
  private func corner(_ modal: ModalContent<Message>, _ size: Size, _ frame: Rectangle) -> Rectangle {
    guard let place = modal.place else {
      let room = frame.height - size.height
      return Rectangle(Point(frame.minX + (frame.width - size.width) / 2, frame.minY + room * 4 / 9), size)
    }
    let margin = style.px(6)
    let x = min(frame.minX + style.px(place.x), frame.maxX - size.width - margin)
    let y = min(frame.minY + style.px(place.y), frame.maxY - size.height - margin)
    return Rectangle(Point(max(frame.minX + margin, x), max(frame.minY + margin, y)), size)
  }
}

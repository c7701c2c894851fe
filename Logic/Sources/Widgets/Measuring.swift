// How much room elements need. Pixels.

import Geometry
import Typography

/// Measures elements in a style.
struct Measuring<Message> {
  let style: Style

  // MARK: Width

  func width(_ element: Element<Message>) -> Int32 {
    if case .fixed(let points) = element.width { return style.px(points) }
    switch element.kind {
    case .text(let content): return width(content)
    case .icon: return style.px(16)
    case .button(let content): return width(content)
    case .toggle(let content):
      let sign = style.px(content.isSwitch ? 34 : 16)
      return content.label.utf8.isEmpty ? sign : sign + style.px(8) + style.face(.body).width(content.label)
    case .choice(let content):
      return content.labels.reduce(style.px(4)) { $0 + style.face(.body).width($1) + style.px(24) }
    case .field: return style.px(200)
    case .meter: return style.px(96)
    case .dots: return style.px(220)
    case .separator, .spacer: return 0
    case .custom(let content): return style.px(content.size.width)
    case .stack(let stack, let children): return width(stack, children)
    case .board(let size, _): return style.px(size.width)
    case .card(let card, let child): return width(child) + style.px(card.padding.left + card.padding.right)
    case .row(_, let child): return width(child) + style.px(20)
    case .scroll(let child): return width(child)
    case .modal(let below, _, _): return width(below)
    }
  }

  private func width(_ content: TextContent) -> Int32 {
    guard content.mostLines > 1 else { return style.face(content.role).width(content.text) }
    return style.face(content.role).lines(content.text, width: .max).reduce(0) { max($0, style.face(content.role).width($1)) }
  }

  private func width(_ content: ButtonContent<Message>) -> Int32 {
    let padding = content.style == .plain ? style.px(8) : style.px(14)
    let icon = content.icon == nil ? 0 : style.px(16)
    let label = content.label.utf8.isEmpty ? 0 : style.face(.strong).width(content.label)
    let gap = icon > 0 && label > 0 ? style.px(6) : 0
    return max(style.px(30), padding * 2 + icon + gap + label)
  }

  private func width(_ stack: StackContent, _ children: [Element<Message>]) -> Int32 {
    let padding = style.px(stack.padding.left + stack.padding.right)
    switch stack.axis {
    case .vertical: return children.reduce(0) { max($0, width($1)) } + padding
    case .horizontal: return children.reduce(spacing(stack, children)) { $0 + width($1) } + padding
    }
  }

  func spacing(_ stack: StackContent, _ children: [Element<Message>]) -> Int32 {
    style.px(stack.spacing) * Int32(max(0, children.count - 1))
  }

  // MARK: Height

  /// The height that it needs if it is that wide.
  func height(_ element: Element<Message>, width: Int32) -> Int32 {
    if case .fixed(let points) = element.height { return style.px(points) }
    switch element.kind {
    case .text(let content): return height(content, width)
    case .icon: return style.px(16)
    case .button, .choice, .field: return style.controlHeight
    case .toggle: return style.px(22)
    case .meter: return style.px(6)
    case .dots: return style.px(44)
    case .separator: return style.hairline
    case .spacer: return 0
    case .custom(let content): return style.px(content.size.height)
    case .stack(let stack, let children): return height(stack, children, width)
    case .board(let size, _): return style.px(size.height)
    case .card(let card, let child):
      let inner = width - style.px(card.padding.left + card.padding.right)
      return height(child, width: inner) + style.px(card.padding.top + card.padding.bottom)
    case .row(_, let child): return max(style.rowHeight, height(child, width: width - style.px(20)) + style.px(8))
    case .scroll(let child): return height(child, width: width)
    case .modal(let below, _, _): return height(below, width: width)
    }
  }

  private func height(_ content: TextContent, _ width: Int32) -> Int32 {
    let face = style.face(content.role)
    guard content.mostLines > 1 else { return face.lineHeight }
    return face.lineHeight * Int32(face.lines(content.text, width: width, most: content.mostLines).count)
  }

  private func height(_ stack: StackContent, _ children: [Element<Message>], _ width: Int32) -> Int32 {
    let inner = width - style.px(stack.padding.left + stack.padding.right)
    let padding = style.px(stack.padding.top + stack.padding.bottom)
    switch stack.axis {
    case .vertical: return children.reduce(spacing(stack, children)) { $0 + height($1, width: inner) } + padding
    case .horizontal:
      let widths = shares(children, .horizontal, of: inner - spacing(stack, children)) { self.width($0) }
      var highest: Int32 = 0
      for index in 0..<children.count { highest = max(highest, height(children[index], width: widths[index])) }
      return highest + padding
    }
  }

  // MARK: Sharing

  /// What each of some elements gets of the room along an axis: first what has a size, then stretching ones share the rest.
  func shares(
    _ children: [Element<Message>], _ axis: Axis, of room: Int32,
    natural: (Element<Message>) -> Int32
  ) -> [Int32] {
    var (left, weights) = (room, Int32(0))
    var shares: [Int32] = []
    for child in children {
      if case .stretch(let weight) = child.extent(axis) {
        weights += max(1, weight)
        shares.append(0)
      } else {
        let share = max(0, min(natural(child), left))
        shares.append(share)
        left -= share
      }
    }
    for index in 0..<children.count {
      guard case .stretch(let weight) = children[index].extent(axis) else { continue }
      shares[index] = max(0, left * max(1, weight) / weights)
      left -= shares[index]
      weights -= max(1, weight)
    }
    return shares
  }
}

extension Element {
  func extent(_ axis: Axis) -> Extent { axis == .horizontal ? width : height }
}

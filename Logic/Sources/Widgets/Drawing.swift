// What elements look like.

import Geometry
import Painting
import Typography

/// Draws items in a style, as the interaction has them.
struct Drawing {
  let style: Style
  let state: InteractionState

  var theme: Theme { style.theme }

  func draw<Message>(_ item: Item<Message>, _ canvas: inout Canvas) {
    canvas.clipped(to: item.extent(style)) { canvas in
      switch item.content {
      case .element(let kind): draw(kind, item, &canvas)
      case .scrollbar(let metrics): draw(metrics, item.frame, isHeld: item.identity == state.pressed, &canvas)
      case .scrim(let modal): if modal.place == nil { canvas.fill(item.frame, theme.scrim) }
      }
    }
  }

  private func draw<Message>(_ kind: Element<Message>.Kind, _ item: Item<Message>, _ canvas: inout Canvas) {
    let frame = item.frame
    let look = Look(item.identity, state)
    switch kind {
    case .text(let content): draw(content, frame, &canvas)
    case .icon(let icon, let tint): canvas.draw(icon, in: frame, size: style.px(16), theme[tint])
    case .button(let content):
      drawButton(content.label, content.icon, content.style, isEnabled: content.message != nil, frame, look, &canvas)
    case .toggle(let content):
      let isEnabled = content.message != nil
      if content.isSwitch {
        drawSwitch(isOn: content.isOn, isEnabled: isEnabled, content.label, frame, look, &canvas)
      } else {
        drawCheckbox(isOn: content.isOn, isEnabled: isEnabled, content.label, frame, look, &canvas)
      }
    case .choice(let content): drawChoice(content.labels, content.selected, frame, look, &canvas)
    case .field(let content): drawField(content.text, content.placeholder, content.icon, frame, look, &canvas)
    case .meter(let content): draw(content, frame, &canvas)
    case .dots(let content): draw(content, frame, &canvas)
    case .separator: canvas.fill(frame, theme.border)
    case .custom(let content): content.draw(&canvas, frame, style)
    case .card(let content, _): draw(content.style, frame, &canvas)
    case .row(let content, _): drawRow(isSelected: content.isSelected, frame, look, &canvas)
    case .spacer, .stack, .board, .scroll, .modal: break
    }
  }

  // MARK: Words

  private func draw(_ content: TextContent, _ frame: Rectangle, _ canvas: inout Canvas) {
    let face = style.face(content.role)
    guard content.mostLines > 1 else {
      let text = content.keepsEnd ? face.fittedLabel(content.text, width: frame.width).text : content.text
      return canvas.draw(text, in: frame, face, theme[content.tint], content.alignment)
    }
    var line = Rectangle(frame.minX, frame.minY, frame.width, face.lineHeight)
    for text in face.lines(content.text, width: frame.width, most: content.mostLines) {
      canvas.draw(text, in: line, face, theme[content.tint], content.alignment)
      line = line.offset(by: Point(0, face.lineHeight))
    }
  }

  private func draw(_ content: MeterContent, _ frame: Rectangle, _ canvas: inout Canvas) {
    let bar = Rectangle(frame.minX, frame.minY + (frame.height - style.px(6)) / 2, frame.width, style.px(6))
    canvas.fill(style.rounded(bar, style.px(3)), theme.track)
    guard content.value > 0 else { return }
    let width = max(bar.height, Int32(Int(bar.width) * Int(content.value) / 1000))
    let color = content.tint == .accent ? theme.accent : theme[content.tint]
    canvas.fill(style.rounded(Rectangle(bar.origin, Size(width, bar.height)), style.px(3)), color)
  }

  private func draw(_ content: DotsContent, _ frame: Rectangle, _ canvas: inout Canvas) {
    drawWell(frame, isFocused: content.isActive, style.px(10), &canvas)
    let (step, radius) = (style.px(15), style.px(4))
    let most = max(1, (frame.width - style.px(24)) / step)
    let count = min(Int32(clamping: content.count), most)
    var x = frame.minX + (frame.width - (count - 1) * step) / 2
    for _ in 0..<max(0, count) {
      canvas.fillCircle(center: Point(x, frame.minY + frame.height / 2), radius: radius, theme.text)
      x += step
    }
  }

  // MARK: Surfaces

  private func draw(_ card: CardStyle, _ frame: Rectangle, _ canvas: inout Canvas) {
    let shape = style.rounded(frame, style.cardRadius)
    switch card {
    case .background: canvas.fill(frame, theme.background)
    case .tinted: canvas.fill(shape, theme.accent.opacity(theme.isDark ? 44 : 24))
    case .flat:
      canvas.fill(shape, theme.surface)
      canvas.stroke(shape, width: style.hairline, theme.border)
    case .raised:
      canvas.draw(style.deepShadow, of: shape)
      canvas.draw(style.lightShadow, of: shape)
      canvas.fill(shape, theme.surface)
      canvas.stroke(shape, width: style.hairline, theme.isDark ? theme.outline : theme.border)
    }
  }

  private func drawRow(isSelected: Bool, _ frame: Rectangle, _ look: Look, _ canvas: inout Canvas) {
    let shape = style.rounded(frame, style.px(6))
    if isSelected { canvas.fill(shape, state.isActive ? theme.selection : theme.hover.over(theme.hover)) }
    if look.isHovered || look.isPressed { canvas.fill(shape, look.isPressed ? theme.press.opacity(128) : theme.hover) }
    if look.hasRing { canvas.stroke(shape, width: style.px(2), theme.accent) }
  }

  private func draw(_ metrics: ScrollMetrics, _ track: Rectangle, isHeld: Bool, _ canvas: inout Canvas) {
    guard metrics.most > 0 else { return }
    let handle = metrics.handle(track: track.height, least: style.px(28))
    let bar = Rectangle(track.minX + style.px(3), track.minY + handle.start, style.px(5), handle.length).inset(by: 0)
    let color = theme.secondary.opacity(isHeld ? 200 : 96)
    canvas.fill(style.rounded(bar, style.px(3)), color)
  }
}

/// How the user's doings show on an item.
struct Look {
  let isHovered: Bool
  /// Held down, with the pointer on it.
  let isPressed: Bool
  let isFocused: Bool
  /// Whether a ring shows where the keyboard is.
  let hasRing: Bool

  init(_ identity: UInt64, _ state: InteractionState) {
    isHovered = state.hover == identity && state.pressed == nil
    isPressed = state.pressed == identity && state.hover == identity
    isFocused = state.focus == identity && state.isActive
    hasRing = isFocused && state.showsFocus
  }
}

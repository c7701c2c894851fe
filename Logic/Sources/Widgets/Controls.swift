// What controls look like: buttons, check boxes, switches, choices, fields.

import Geometry
import Painting
import Typography

extension Drawing {
  func drawRing(_ frame: Rectangle, _ radius: Int32, _ canvas: inout Canvas) {
    let shape = style.rounded(frame.inset(by: -style.ringWidth), radius + style.ringWidth)
    canvas.stroke(shape, width: style.ringWidth, theme.accent.opacity(110))
  }

  // MARK: Buttons

  func drawButton(
    _ label: String, _ icon: Icon?, _ kind: ButtonStyle, isEnabled: Bool, _ frame: Rectangle, _ look: Look,
    _ canvas: inout Canvas
  ) {
    let shape = style.rounded(frame, style.controlRadius)
    if look.hasRing { drawRing(frame, style.controlRadius, &canvas) }
    let text: Color
    switch kind {
    case .primary, .danger:
      text = drawFilled(kind == .danger ? theme.danger : theme.accent, shape, isEnabled: isEnabled, &canvas)
    case .standard:
      drawFrame(shape, isEnabled: isEnabled, &canvas)
      text = isEnabled ? theme.text : theme.disabled
    case .plain: text = isEnabled ? theme.text : theme.disabled
    }
    if isEnabled, look.isPressed {
      canvas.fill(shape, theme.press)
    } else if isEnabled, look.isHovered {
      canvas.fill(shape, kind == .standard || kind == .plain ? theme.hover : Color(0xffffff, alpha: 24))
    }
    drawContent(label, icon, frame, text, &canvas)
  }

  private func drawFilled(_ color: Color, _ shape: RoundedRectangle, isEnabled: Bool, _ canvas: inout Canvas) -> Color {
    guard isEnabled else {
      canvas.fill(shape, theme.track)
      return theme.disabled
    }
    canvas.draw(style.lightShadow, of: shape)
    canvas.fill(shape, color)
    // Light from above.
    canvas.stroke(shape, width: style.hairline, Color(0x000000, alpha: 30))
    return theme.onAccent
  }

  private func drawFrame(_ shape: RoundedRectangle, isEnabled: Bool, _ canvas: inout Canvas) {
    if isEnabled, !theme.isDark { canvas.draw(style.lightShadow, of: shape) }
    canvas.fill(shape, isEnabled ? theme.control : theme.background)
    canvas.stroke(shape, width: style.hairline, isEnabled ? theme.outline : theme.border)
  }

  private func drawContent(_ label: String, _ icon: Icon?, _ frame: Rectangle, _ color: Color, _ canvas: inout Canvas) {
    let face = style.face(.strong)
    guard let icon else { return canvas.draw(label, in: frame.inset(by: style.px(4)), face, color, .center) }
    let size = style.px(16)
    let width = label.utf8.isEmpty ? size : size + style.px(6) + face.width(label)
    let start = frame.minX + (frame.width - width) / 2
    canvas.draw(icon, in: Rectangle(start, frame.minY, size, frame.height), size: size, color)
    let words = Rectangle(minX: start + size + style.px(6), minY: frame.minY, maxX: frame.maxX, maxY: frame.maxY)
    canvas.draw(label, in: words, face, color)
  }

  // MARK: On and off

  func drawCheckbox(
    isOn: Bool, isEnabled: Bool, _ label: String, _ frame: Rectangle, _ look: Look, _ canvas: inout Canvas
  ) {
    let size = style.px(16)
    let box = Rectangle(frame.minX, frame.minY + (frame.height - size) / 2, size, size)
    let shape = style.rounded(box, style.px(4))
    if look.hasRing { drawRing(box, style.px(4), &canvas) }
    if isOn {
      canvas.fill(shape, isEnabled ? theme.accent : theme.track)
      canvas.draw(.check, in: box, size: style.px(14), isEnabled ? theme.onAccent : theme.disabled)
    } else {
      canvas.fill(shape, isEnabled ? theme.control : theme.background)
      canvas.stroke(shape, width: style.px(1), look.isHovered ? theme.secondary : theme.outline)
    }
    if look.isPressed { canvas.fill(shape, theme.press) }
    drawLabel(label, after: box, frame, isEnabled: isEnabled, &canvas)
  }

  func drawSwitch(
    isOn: Bool, isEnabled: Bool, _ label: String, _ frame: Rectangle, _ look: Look, _ canvas: inout Canvas
  ) {
    let (width, height) = (style.px(34), style.px(20))
    let box = Rectangle(frame.minX, frame.minY + (frame.height - height) / 2, width, height)
    if look.hasRing { drawRing(box, height / 2, &canvas) }
    let off = theme.isDark ? theme.outline : theme.outline
    canvas.fill(style.rounded(box, height / 2), isOn ? (isEnabled ? theme.accent : theme.track) : isEnabled ? off : theme.track)
    let knob = Rectangle(isOn ? box.maxX - height : box.minX, box.minY, height, height).inset(by: style.px(2))
    canvas.draw(style.lightShadow, of: style.rounded(knob, height / 2))
    canvas.fill(style.rounded(knob, height / 2), isEnabled ? .white : theme.surface)
    if look.isPressed { canvas.fill(style.rounded(box, height / 2), theme.press) }
    drawLabel(label, after: box, frame, isEnabled: isEnabled, &canvas)
  }

  private func drawLabel(_ label: String, after sign: Rectangle, _ frame: Rectangle, isEnabled: Bool, _ canvas: inout Canvas) {
    let words = Rectangle(minX: sign.maxX + style.px(8), minY: frame.minY, maxX: frame.maxX, maxY: frame.maxY)
    canvas.draw(label, in: words, style.face(.body), isEnabled ? theme.text : theme.disabled)
  }

  func drawChoice(_ labels: [String], _ selected: Int, _ frame: Rectangle, _ look: Look, _ canvas: inout Canvas) {
    if look.hasRing { drawRing(frame, style.controlRadius, &canvas) }
    canvas.fill(style.rounded(frame, style.controlRadius), theme.track)
    let cells = ChoiceGeometry(frame, labels, style).cells
    for (index, cell) in cells.enumerated() {
      let isSelected = index == selected
      if isSelected {
        let shape = style.rounded(cell, style.controlRadius - style.px(2))
        canvas.draw(style.lightShadow, of: shape)
        canvas.fill(shape, theme.isDark ? theme.secondary.mixed(with: theme.control, 176) : theme.control)
      } else if index > 0, index - 1 != selected {
        canvas.fill(Rectangle(cell.minX, cell.minY + style.px(6), 1, cell.height - style.px(12)), theme.outline)
      }
      canvas.draw(labels[index], in: cell, style.face(.body), isSelected ? theme.text : theme.secondary, .center)
    }
  }

  // MARK: Text fields

  /// Something sunk in, to type into.
  func drawWell(_ frame: Rectangle, isFocused: Bool, _ radius: Int32, _ canvas: inout Canvas) {
    let shape = style.rounded(frame, radius)
    if isFocused { drawRing(frame, radius, &canvas) }
    canvas.fill(shape, theme.control)
    canvas.stroke(shape, width: style.hairline, isFocused ? theme.accent : theme.outline)
  }

  func drawField(
    _ text: String, _ placeholder: String, _ icon: Icon?, _ frame: Rectangle, _ look: Look, _ canvas: inout Canvas
  ) {
    drawWell(frame, isFocused: look.isFocused, style.controlRadius, &canvas)
    let geometry = FieldGeometry(frame, icon != nil, style)
    if let icon { canvas.draw(icon, in: geometry.icon, size: style.px(14), theme.secondary) }
    let face = style.face(.body)
    if text.utf8.isEmpty { canvas.draw(placeholder, in: geometry.inner, face, theme.disabled) }
    canvas.clipped(to: geometry.inner.inset(by: -style.px(2))) { canvas in
      guard look.isFocused else {
        if !text.utf8.isEmpty { canvas.draw(text, in: geometry.inner, face, theme.text) }
        return
      }
      drawEditing(FieldEditing(text, cursor: state.cursor, anchor: state.anchor), geometry, face, &canvas)
    }
  }

  private func drawEditing(_ editing: FieldEditing, _ geometry: FieldGeometry, _ face: Face, _ canvas: inout Canvas) {
    let start = geometry.textStart(editing, face)
    let stops = face.stops(editing.scalars)
    let height = face.ascent + face.descent
    let top = geometry.inner.minY + (geometry.inner.height - height) / 2
    let selection = editing.selection
    if !selection.isEmpty {
      let (left, right) = (start + stops[selection.lowerBound], start + stops[selection.upperBound])
      canvas.fill(Rectangle(minX: left, minY: top, maxX: right, maxY: top + height), theme.accent.opacity(70))
    }
    canvas.draw(editing.text, at: Point(start, face.baseline(in: geometry.inner)), face, theme.text)
    let cursor = start + stops[editing.cursor]
    canvas.fill(Rectangle(cursor - style.scale / 2, top, style.px(1), height), theme.accentText)
  }
}

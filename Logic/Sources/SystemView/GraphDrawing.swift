// What components and lines look like.

import Geometry
import HID
import Painting
import Typography
import Widgets

/// What is seen of a component in the picture.
struct ComponentBox {
  let component: ComponentFacts
  /// Of 1000; nil: not known.
  let load: Int?
  let isSelected: Bool
  /// It has nothing to do with what is looked at.
  let isPale: Bool
  let isSmall: Bool
  let color: Color

  /// Another number whenever it looks different.
  var version: UInt64 {
    var fingerprint = Fingerprint()
    fingerprint.add(component.name)
    fingerprint.add(detail)
    fingerprint.add(UInt64(barLength))
    fingerprint.add(UInt64(component.worst?.rawValue ?? 9) << 8 | UInt64(component.grants.count))
    fingerprint.add(isSelected)
    fingerprint.add(isPale)
    fingerprint.add(isSmall)
    fingerprint.add(component.condition.isUp)
    return fingerprint.value
  }

  /// In steps that can be seen.
  private var barLength: Int { (component.ram?.permille ?? 0) / 10 }

  /// The second line.
  var detail: String {
    switch component.condition {
    case .crashed: return "crashed"
    case .stopped: return "stopped"
    case .incomplete: return "cannot start"
    case .exited(let value): return "exited with \(value)"
    case .running: break
    }
    guard let ram = component.ram else { return "" }
    guard let load, load > 0 else { return ram.bytesForPeople }
    return ram.used.bytesForPeople + ", " + load.percentForPeople + " CPU"
  }

  func draw(_ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    let (shape, theme) = (RoundedRectangle(frame, radius: style.px(8)), style.theme)
    let isUp = component.condition.isUp
    let alarm = component.worst == .failure
    canvas.fill(shape, isUp ? theme.surface : theme.background)
    if isSelected { canvas.fill(shape, theme.selection) }
    let stripe = isUp ? color : alarm ? theme.danger : theme.disabled
    canvas.clipped(to: Rectangle(frame.minX, frame.minY, style.px(4), frame.height)) { $0.fill(shape, stripe) }
    let outline = isSelected ? theme.accent : alarm ? theme.danger : theme.outline
    canvas.stroke(shape, width: isSelected || alarm ? style.px(2) : 1, outline)
    drawWords(&canvas, frame, style)
    if isPale { canvas.fill(shape, theme.background.opacity(150)) }
  }

  private func drawWords(_ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    let theme = style.theme
    let left = frame.minX + style.px(12)
    var right = frame.maxX - style.px(8)
    let name = Rectangle(left, frame.minY + style.px(6), right - left, style.px(17))
    if let worst = component.worst {
      canvas.fillCircle(center: Point(right - style.px(4), name.minY + name.height / 2), radius: style.px(4), theme[worst.tint])
      right -= style.px(14)
    }
    if let grant = component.grants.first {
      let icon = Rectangle(right - style.px(14), name.minY, style.px(14), name.height)
      canvas.draw(grant.icon, in: icon, size: style.px(13), theme.dangerText)
      right -= style.px(18)
    }
    let words = Rectangle(minX: left, minY: name.minY, maxX: max(left, right), maxY: name.maxY)
    canvas.draw(component.name, in: words, style.face(.strong), component.condition.isUp ? theme.text : theme.secondary)
    if isSmall { return }
    let line = Rectangle(left, name.maxY, frame.maxX - style.px(8) - left, style.px(14))
    canvas.draw(detail, in: line, style.face(.caption), component.worst == .failure ? theme.dangerText : theme.secondary)
    if component.condition.isUp {
      drawBar(&canvas, Rectangle(left, line.maxY + style.px(3), frame.maxX - style.px(8) - left, style.px(3)), style)
    }
  }

  private func drawBar(_ canvas: inout Canvas, _ bar: Rectangle, _ style: Style) {
    canvas.fill(bar, style.theme.track)
    let width = bar.width * Int32(barLength) / 100
    let tight = (component.ram?.permille ?? 0) > 970
    canvas.fill(Rectangle(bar.origin, Size(width, bar.height)), tight ? style.theme.warning : style.theme.accent)
  }
}

extension Alert.Weight {
  var tint: Tint {
    switch self {
    case .notice: .secondary
    case .warning: .warning
    case .failure: .danger
    }
  }
}

extension Grant {
  var icon: Icon {
    if service.isSame(as: "Record") { return .microphone }
    if service.isSame(as: "Camera") { return .camera }
    return service.isSame(as: "Capture") ? .screen : .shield
  }
}

/// The lines, and the areas of the groups behind them.
struct GraphLines {
  let facts: SystemFacts
  let layout: GraphLayout
  let selected: Int?

  /// Another number whenever it looks different.
  var version: UInt64 {
    var fingerprint = Fingerprint()
    fingerprint.add(UInt64(truncatingIfNeeded: selected ?? -1))
    for frame in layout.frames {
      fingerprint.add(frame.minX)
      fingerprint.add(frame.minY)
    }
    for link in facts.links {
      fingerprint.add(UInt64(link.client) << 40 | UInt64(link.server) << 8 | (link.isUsed ? 1 : 0) | (link.asks ? 2 : 0))
    }
    for group in facts.groups { fingerprint.add(group.path) }
    return fingerprint.value
  }

  func draw(_ canvas: inout Canvas, _ origin: Point, _ style: Style) {
    for (group, area) in zip(facts.groups, layout.areas) { draw(group, area, &canvas, origin, style) }
    // What is looked at comes last, on top.
    for link in facts.links where !isSelected(link) && link.isUsed {
      draw(link, &canvas, origin, style, selected == nil ? style.theme.outline : style.theme.border, width: 1)
    }
    for link in facts.links where isSelected(link) {
      let color = link.client == selected ? style.theme.accent : style.theme.success
      draw(
        link, &canvas, origin, style, link.isUsed ? color : color.opacity(110), width: link.isUsed ? style.px(2) : style.px(1))
    }
  }

  private func isSelected(_ link: Link) -> Bool { selected == link.client || selected == link.server }

  private func draw(_ group: Group, _ area: Rectangle, _ canvas: inout Canvas, _ origin: Point, _ style: Style) {
    let frame = place(area, origin, style)
    canvas.stroke(style.rounded(frame, style.px(10)), width: style.hairline, style.theme.border)
    let words = Rectangle(frame.minX + style.px(18), frame.minY + style.px(6), frame.width - style.px(36), style.px(18))
    let ram = group.ram.map { ", " + $0.bytesForPeople + " in use" } ?? ""
    canvas.draw(
      group.path + " (\(group.members.count) components" + ram + ")", in: words, style.face(.heading), style.theme.secondary)
  }

  private func place(_ area: Rectangle, _ origin: Point, _ style: Style) -> Rectangle {
    Rectangle(origin.x + style.px(area.minX), origin.y + style.px(area.minY), style.px(area.width), style.px(area.height))
  }

  private func draw(
    _ link: Link, _ canvas: inout Canvas, _ origin: Point, _ style: Style, _ color: Color, width: Int32
  ) {
    let corners = layout.route(link).map { Point(origin.x + style.px($0.x), origin.y + style.px($0.y)) }
    guard let end = corners.last, corners.count >= 2 else { return }
    for index in 1..<corners.count { drawPart(corners[index - 1], corners[index], &canvas, color, width) }
    canvas.fillCircle(center: end, radius: style.px(3), color)
  }

  private func drawPart(_ from: Point, _ to: Point, _ canvas: inout Canvas, _ color: Color, _ width: Int32) {
    let (x, y) = (min(from.x, to.x) - width / 2, min(from.y, to.y) - width / 2)
    canvas.fill(Rectangle(x, y, abs(from.x - to.x) + width, abs(from.y - to.y) + width), color)
  }
}

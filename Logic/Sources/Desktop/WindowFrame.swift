// The frame around a window: what the system says about it, where the program cannot draw.
//
// A bar at the top has the label that the system composed, on the domain's color, and behind it the title that the program
// chose, plainly told apart. The color runs around the whole window.

import Geometry
import Painting
import Typography
import Widgets

/// What a frame shows.
public struct WindowFrame: Equatable, Sendable {
  /// Parts that react.
  public enum Part: Equatable, Sendable {
    case close
    case maximize
    /// The bar: dragging moves the window.
    case bar
    /// Dragging resizes, at the sides named.
    case edge(Sides)
    /// The program's.
    case content
    case outside
  }

  public struct Sides: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static var left: Sides { Sides(rawValue: 1) }
    public static var right: Sides { Sides(rawValue: 2) }
    public static var top: Sides { Sides(rawValue: 4) }
    public static var bottom: Sides { Sides(rawValue: 8) }
  }

  /// The session label, composed by the system.
  public var label: String
  /// What the program says it shows.
  public var title: String
  /// The domain's.
  public var color: Color
  public var hasFocus: Bool
  public var isMaximized: Bool
  /// What the pointer is on.
  public var hovered: Part?

  public init(
    label: String, title: String, color: Color, hasFocus: Bool, isMaximized: Bool = false, hovered: Part? = nil
  ) {
    self.label = label
    self.title = title
    self.color = color
    self.hasFocus = hasFocus
    self.isMaximized = isMaximized
    self.hovered = hovered
  }
}

extension WindowFrame {
  /// Texts are compared byte by byte: comparing them as Unicode needs tables that a component does not have.
  public static func == (one: WindowFrame, other: WindowFrame) -> Bool {
    one.label.utf8.elementsEqual(other.label.utf8) && one.title.utf8.elementsEqual(other.title.utf8)
      && one.color == other.color && one.hasFocus == other.hasFocus && one.isMaximized == other.isMaximized
      && one.hovered == other.hovered
  }
}

// MARK: - Geometry

extension WindowFrame {
  /// Pixels of the frame above the content, and at the other three sides.
  public static func barHeight(_ style: Style) -> Int32 { style.px(32) }
  public static func border(_ style: Style) -> Int32 { style.px(4) }
  /// Pixels around the frame that its shadow reaches.
  public static func shadowReach(_ style: Style) -> Int32 { style.px(22) }
  public static func radius(_ style: Style) -> Int32 { style.px(10) }

  /// The frame around a content.
  public static func outer(content: Rectangle, _ style: Style) -> Rectangle {
    let border = border(style)
    return Rectangle(
      minX: content.minX - border, minY: content.minY - barHeight(style), maxX: content.maxX + border,
      maxY: content.maxY + border)
  }

  /// The content within a frame.
  public static func content(outer: Rectangle, _ style: Style) -> Rectangle {
    let border = border(style)
    return Rectangle(
      minX: outer.minX + border, minY: outer.minY + barHeight(style), maxX: outer.maxX - border, maxY: outer.maxY - border)
  }

  /// What is at a place.
  public static func part(at point: Point, outer: Rectangle, _ style: Style) -> Part {
    // Edges can be taken a little outside as well: two pixels are hard to hit.
    let reach = style.px(4)
    guard outer.inset(by: -reach).contains(point) else { return .outside }
    if closeButton(outer, style).contains(point) { return .close }
    if maximizeButton(outer, style).contains(point) { return .maximize }
    let sides = sides(point, outer, style)
    if !sides.isEmpty { return .edge(sides) }
    return content(outer: outer, style).contains(point) ? .content : .bar
  }

  private static func sides(_ point: Point, _ outer: Rectangle, _ style: Style) -> Sides {
    let (edge, corner) = (border(style), style.px(14))
    var sides: Sides = []
    if point.x < outer.minX + edge { sides.insert(.left) }
    if point.x >= outer.maxX - edge { sides.insert(.right) }
    if point.y < outer.minY + edge { sides.insert(.top) }
    if point.y >= outer.maxY - edge { sides.insert(.bottom) }
    guard !sides.isEmpty else { return [] }
    // Near a corner, both of its sides.
    if sides.isDisjoint(with: [.left, .right]) {
      if point.x < outer.minX + corner { sides.insert(.left) }
      if point.x >= outer.maxX - corner { sides.insert(.right) }
    } else if sides.isDisjoint(with: [.top, .bottom]) {
      if point.y < outer.minY + corner { sides.insert(.top) }
      if point.y >= outer.maxY - corner { sides.insert(.bottom) }
    }
    return sides
  }

  static func closeButton(_ outer: Rectangle, _ style: Style) -> Rectangle {
    let side = style.px(22)
    return Rectangle(outer.maxX - side - style.px(7), outer.minY + (barHeight(style) - side) / 2, side, side)
  }

  static func maximizeButton(_ outer: Rectangle, _ style: Style) -> Rectangle {
    closeButton(outer, style).offset(by: Point(-style.px(26), 0))
  }
}

// MARK: - Drawing

extension WindowFrame {
  /// Draws the frame; the content's pixels are left as they are. On a canvas with alpha, what is round or soft is
  /// transparent.
  /// - Parameter outer: the frame. The shadow is around it, if the canvas is large enough.
  public func draw(_ canvas: inout Canvas, outer: Rectangle, _ style: Style) {
    let content = Self.content(outer: outer, style)
    let shape = RoundedRectangle(outer, radius: isMaximized ? 0 : Self.radius(style), corners: .top)
    outer.inset(by: -Self.shadowReach(style) * 2).subtracting(content) { part in
      canvas.clipped(to: part) { canvas in
        if !isMaximized { drawShadow(shape, style, &canvas) }
        drawBody(shape, outer, style, &canvas)
      }
    }
  }

  private func drawShadow(_ shape: RoundedRectangle, _ style: Style, _ canvas: inout Canvas) {
    let reach = Self.shadowReach(style)
    let strength: UInt8 = hasFocus ? 255 : 140
    let color = Color.black.opacity(style.theme.isDark ? 110 : 66).opacity(strength)
    canvas.draw(Shadow(color, reach: reach, drop: style.px(6)), of: shape)
    canvas.draw(Shadow(color.opacity(120), reach: style.px(3), drop: style.px(1)), of: shape)
  }

  private func drawBody(_ shape: RoundedRectangle, _ outer: Rectangle, _ style: Style, _ canvas: inout Canvas) {
    let theme = style.theme
    let quiet = theme.surface.mixed(with: theme.secondary, 60)
    let edge = hasFocus ? color : quiet.mixed(with: color, 90)
    canvas.fill(shape, edge)
    let bar = Rectangle(outer.minX, outer.minY, outer.width, Self.barHeight(style))
    let border = Self.border(style)
    let inner = Rectangle(minX: bar.minX + border, minY: bar.minY + border, maxX: bar.maxX - border, maxY: bar.maxY)
    let ground = theme.surface.mixed(with: color, hasFocus ? 36 : 8)
    canvas.fill(RoundedRectangle(inner, radius: max(0, shape.radius - border), corners: .top), ground)
    drawWords(bar, style, &canvas)
    drawButton(.close, Self.closeButton(outer, style), .close, style, &canvas)
    drawButton(.maximize, Self.maximizeButton(outer, style), isMaximized ? .restore : .maximize, style, &canvas)
  }

  /// The label on the domain's color; the title behind it.
  private func drawWords(_ bar: Rectangle, _ style: Style, _ canvas: inout Canvas) {
    let face = style.face(.heading)
    let room = Rectangle(
      minX: bar.minX + style.px(9), minY: bar.minY, maxX: Self.maximizeButton(bar, style).minX - style.px(8), maxY: bar.maxY)
    let padding = style.px(8)
    let words = face.fittedLabel(label, width: max(0, room.width - padding * 2)).text
    let height = style.px(18)
    let badge = Rectangle(room.minX, bar.minY + (bar.height - height) / 2, face.width(words) + padding * 2, height)
    guard badge.maxX <= room.maxX + padding else { return }
    let ground = hasFocus ? color : style.theme.secondary.mixed(with: color, 110)
    canvas.fill(RoundedRectangle(badge, radius: height / 2), ground)
    canvas.draw(words, in: badge.inset(by: 0), face, ground.readable, .center)
    let rest = Rectangle(minX: badge.maxX + style.px(9), minY: bar.minY, maxX: room.maxX, maxY: bar.maxY)
    if rest.width > style.px(30) {
      canvas.draw(title, in: rest, style.face(.body), hasFocus ? style.theme.text : style.theme.secondary)
    }
  }

  private func drawButton(_ part: Part, _ frame: Rectangle, _ icon: Icon, _ style: Style, _ canvas: inout Canvas) {
    let isHovered = hovered == part
    let shape = RoundedRectangle(frame, radius: style.px(6))
    if isHovered { canvas.fill(shape, part == .close ? style.theme.danger : style.theme.press) }
    let ink = isHovered && part == .close ? .white : hasFocus ? style.theme.text : style.theme.disabled
    canvas.draw(icon, in: frame, size: style.px(14), ink)
  }
}

extension Color {
  /// Black or white, whichever can be read on this color.
  public var readable: Color { brightness > 150 ? Color(0x16171b) : .white }
}

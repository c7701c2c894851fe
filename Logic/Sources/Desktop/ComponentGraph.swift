// The live picture of a system: who is whose parent, and who can talk to whom.
//
// Components stand in columns by their depth below init, children beside their parent; sessions are curves from client to
// server. All arithmetic in points, on integers.

import Geometry
import Painting
import Typography
import Widgets

public struct ComponentGraph: Sendable {
  public struct Node: Sendable {
    public let name: String
    /// Index of the parent; nil for the root. Parents come before their children.
    public let parent: Int?
    public let color: Color
    /// Of 1000: how much of its RAM is in use.
    public let load: Int32
    /// A second line: "3.2 of 8 MiB".
    public let detail: String
    public let alert: Tint?

    public init(name: String, parent: Int?, color: Color, load: Int32, detail: String, alert: Tint? = nil) {
      self.name = name
      self.parent = parent
      self.color = color
      self.load = max(0, min(load, 1000))
      self.detail = detail
      self.alert = alert
    }
  }

  /// A session.
  public struct Edge: Sendable {
    public let client: Int
    public let server: Int
    public init(client: Int, server: Int) {
      self.client = client
      self.server = server
    }
  }

  public let nodes: [Node]
  public let edges: [Edge]
  /// Points.
  public let frames: [Rectangle]
  public let size: Size
  public var selected: Int?

  /// Edges between nodes that do not exist, and parents that do not come first, are left out.
  public init(_ nodes: [Node], _ edges: [Edge], selected: Int? = nil) {
    self.nodes = nodes
    self.edges = edges.filter { nodes.indices.contains($0.client) && nodes.indices.contains($0.server) }
    self.selected = selected
    frames = Self.place(nodes)
    let box = frames.reduce(Rectangle.empty) { $0.union($1) }
    size = Size(box.maxX + Self.margin, box.maxY + Self.margin)
  }

  private static var margin: Int32 { 20 }
  private static var box: Size { Size(148, 50) }
  private static var gap: Size { Size(64, 14) }

  /// Leaves take one row each, from top to bottom; a parent stands in the middle of its children.
  private static func place(_ nodes: [Node]) -> [Rectangle] {
    var depths = [Int32](repeating: 0, count: nodes.count)
    for index in nodes.indices { if let parent = parent(nodes, index) { depths[index] = depths[parent] + 1 } }
    var rows = [Int32](repeating: 0, count: nodes.count)
    var next: Int32 = 0
    for index in nodes.indices where parent(nodes, index) == nil { placeRows(nodes, index, &rows, &next) }
    return nodes.indices.map { index in
      let x = margin + depths[index] * (box.width + gap.width)
      return Rectangle(Point(x, margin + rows[index] * (box.height + gap.height) / 2), box)
    }
  }

  /// Rows in halves. Depth of recursion is the depth of the tree.
  private static func placeRows(_ nodes: [Node], _ index: Int, _ rows: inout [Int32], _ next: inout Int32) {
    var (first, last): (Int32?, Int32) = (nil, 0)
    for child in index + 1..<max(index + 1, nodes.count) where parent(nodes, child) == index {
      placeRows(nodes, child, &rows, &next)
      first = first ?? rows[child]
      last = rows[child]
    }
    if let first {
      rows[index] = (first + last) / 2
    } else {
      rows[index] = next
      next += 2
    }
  }

  private static func parent(_ nodes: [Node], _ index: Int) -> Int? {
    nodes[index].parent.flatMap { $0 >= 0 && $0 < index ? $0 : nil }
  }

  /// The component at a place, in points.
  public func node(at point: Point) -> Int? { frames.firstIndex { $0.contains(point) } }
}

// MARK: - Drawing

extension ComponentGraph {
  /// The graph as an element; a press selects.
  /// - Parameter version: another number whenever anything changed.
  public func element<Message>(version: UInt64, select: @escaping (Int) -> Message) -> Element<Message> {
    let graph = self
    return .custom(
      size, version: version,
      press: { graph.node(at: $0).map(select) },
      draw: { canvas, frame, style in graph.draw(&canvas, at: frame.origin, style) })
  }

  public func draw(_ canvas: inout Canvas, at origin: Point, _ style: Style) {
    for index in nodes.indices { drawDescent(index, &canvas, origin, style) }
    for edge in edges { drawSession(edge, &canvas, origin, style) }
    for index in nodes.indices { drawNode(index, &canvas, origin, style) }
  }

  private func frame(_ index: Int, _ origin: Point, _ style: Style) -> Rectangle {
    let frame = frames[index]
    return Rectangle(
      origin.x + style.px(frame.minX), origin.y + style.px(frame.minY), style.px(frame.width), style.px(frame.height))
  }

  /// From parent to child: quiet.
  private func drawDescent(_ index: Int, _ canvas: inout Canvas, _ origin: Point, _ style: Style) {
    guard let parent = Self.parent(nodes, index) else { return }
    let (from, to) = (frame(parent, origin, style), frame(index, origin, style))
    let start = FinePoint(Point(from.maxX, (from.minY + from.maxY) / 2))
    let end = FinePoint(Point(to.minX, (to.minY + to.maxY) / 2))
    let middle = (start.x + end.x) / 2
    var path = Path()
    path.addLine(
      Path.curvePoints(start, FinePoint(middle, start.y), FinePoint(middle, end.y), end), width: style.px(1) * 320)
    canvas.fill(path, style.theme.outline)
  }

  /// From client to server: in the client's color, stronger for the selected component.
  private func drawSession(_ edge: Edge, _ canvas: inout Canvas, _ origin: Point, _ style: Style) {
    let (from, to) = (frame(edge.client, origin, style), frame(edge.server, origin, style))
    let isSelected = selected == edge.client || selected == edge.server
    let end = FinePoint(Point(to.maxX, to.minY + to.height / 3))
    // From a column further right straight back; within a column, or to one further right, around on the right side.
    let isBack = from.minX > to.maxX
    let start = FinePoint(Point(isBack ? from.minX : from.maxX, from.minY + from.height * 2 / 3))
    let reach = isBack ? (start.x + end.x) / 2 : max(start.x, end.x) + style.px(46) * 256
    let points = Path.curvePoints(start, FinePoint(reach, start.y), FinePoint(reach, end.y), end, pieces: 20)
    var path = Path()
    path.addLine(points, width: style.px(1) * (isSelected ? 512 : 320))
    path.addCircle(center: end, radius: style.px(3) * 256)
    canvas.fill(path, nodes[edge.client].color.opacity(isSelected || selected == nil ? 220 : 70))
  }

  private func drawNode(_ index: Int, _ canvas: inout Canvas, _ origin: Point, _ style: Style) {
    let (node, frame, theme) = (nodes[index], frame(index, origin, style), style.theme)
    guard canvas.clip.intersects(frame.inset(by: -style.px(8))) else { return }
    let shape = RoundedRectangle(frame, radius: style.px(9))
    canvas.draw(style.lightShadow, of: shape)
    canvas.fill(shape, theme.surface)
    canvas.clipped(to: Rectangle(frame.minX, frame.minY, style.px(4), frame.height)) { $0.fill(shape, node.color) }
    canvas.stroke(shape, width: selected == index ? style.px(2) : 1, selected == index ? theme.accent : theme.outline)
    let inner = Rectangle(minX: frame.minX + style.px(13), minY: frame.minY, maxX: frame.maxX - style.px(10), maxY: frame.maxY)
    let name = Rectangle(inner.minX, frame.minY + style.px(5), inner.width, style.px(17))
    canvas.draw(node.name, in: name, style.face(.strong), theme.text)
    if let alert = node.alert {
      canvas.fillCircle(center: Point(inner.maxX - style.px(4), name.minY + name.height / 2), radius: style.px(4), theme[alert])
    }
    let detail = Rectangle(inner.minX, name.maxY, inner.width, style.px(14))
    canvas.draw(node.detail, in: detail, style.face(.caption), theme.secondary)
    drawLoad(node, Rectangle(inner.minX, detail.maxY + style.px(3), inner.width, style.px(4)), &canvas, style)
  }

  private func drawLoad(_ node: Node, _ bar: Rectangle, _ canvas: inout Canvas, _ style: Style) {
    canvas.fill(RoundedRectangle(bar, radius: style.px(2)), style.theme.track)
    guard node.load > 0 else { return }
    let width = max(bar.height, bar.width * node.load / 1000)
    let color = node.load > 900 ? style.theme.danger : node.load > 750 ? style.theme.warning : style.theme.accent
    canvas.fill(RoundedRectangle(Rectangle(bar.origin, Size(width, bar.height)), radius: style.px(2)), color)
  }
}

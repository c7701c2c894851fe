// Where components stand in the picture.
//
// Each group (the children of one parent) has an area of its own, one below the other. Within it components stand in columns:
// who serves others on the left, who uses them further right, so that lines lead from right to left. All columns and rows are
// on one grid; between them there is room for lines, which so never cross a component. All lengths in points.

import Geometry
import HID

public struct GraphLayout: Sendable {
  /// A component's place in the grid.
  public struct Cell: Equatable, Sendable {
    public let column: Int
    /// Counted through all groups.
    public let row: Int
  }

  public let cells: [Cell]
  /// Of each component.
  public let frames: [Rectangle]
  /// Of each group, with its heading.
  public let areas: [Rectangle]
  public let size: Size
  public let box: Size
  /// Where each row begins.
  let rows: [Int32]

  /// There is no room for more than the names.
  public var isSmall: Bool { box.height == Self.small.height }

  static var margin: Int32 { 26 }
  static var gap: Size { Size(40, 14) }
  static var heading: Int32 { 30 }
  static var large: Size { Size(124, 48) }
  static var small: Size { Size(116, 28) }

  /// Large boxes if all of them fit, else small ones.
  /// - Parameter room: what can be seen at a time. The layout is never wider, unless one column is; it can be higher.
  public init(_ facts: SystemFacts, room: Size) {
    let large = GraphLayout(facts, width: room.width, box: Self.large)
    self = large.size.height <= room.height ? large : GraphLayout(facts, width: room.width, box: Self.small)
  }

  init(_ facts: SystemFacts, width: Int32, box: Size) {
    let columns = Int(max(1, (width - 2 * Self.margin + Self.gap.width) / (box.width + Self.gap.width)))
    let box = Self.widened(box, columns, width)
    var cells = [Cell](repeating: Cell(column: 0, row: 0), count: facts.components.count)
    var rows: [Int32] = []
    var areas: [Rectangle] = []
    var y = Self.margin / 2
    for group in facts.groups {
      let arranged = Arrangement(group.members, facts.links, columns: columns).columns
      let height = arranged.reduce(0) { max($0, $1.count) }
      for (column, members) in arranged.enumerated() {
        for (place, member) in members.enumerated() { cells[member] = Cell(column: column, row: rows.count + place) }
      }
      let top = y
      y += Self.heading
      for _ in 0..<height {
        rows.append(y)
        y += box.height + Self.gap.height
      }
      areas.append(Rectangle(8, top, max(width - 16, box.width + 2 * Self.margin - 16), y - top))
      y += Self.gap.height
    }
    self.init(cells, rows: rows, areas: areas, box: box, height: y)
  }

  /// Boxes take what room is left, within reason.
  private static func widened(_ box: Size, _ columns: Int, _ width: Int32) -> Size {
    let room = (width - 2 * margin - Int32(columns - 1) * gap.width) / Int32(columns)
    return Size(max(box.width, min(room, box.width * 3 / 2)), box.height)
  }

  private init(_ cells: [Cell], rows: [Int32], areas: [Rectangle], box: Size, height: Int32) {
    (self.cells, self.rows, self.areas, self.box) = (cells, rows, areas, box)
    frames = cells.map { Rectangle(Point(Self.x(of: $0.column, box), rows[$0.row]), box) }
    size = Size(areas.reduce(0) { max($0, $1.maxX) } + 8, height)
  }

  private static func x(of column: Int, _ box: Size) -> Int32 { margin + Int32(column) * (box.width + gap.width) }

  /// The component at a place.
  public func component(at point: Point) -> Int? { frames.firstIndex { $0.contains(point) } }

  /// The nearest component in a direction, for the arrow keys; nil: there is none.
  public func neighbour(of index: Int, _ direction: Point) -> Int? {
    guard frames.indices.contains(index) else { return frames.isEmpty ? nil : 0 }
    var best: (index: Int, distance: Int32)?
    for other in frames.indices where other != index {
      let step = frames[other].origin - frames[index].origin
      let along = step.x * direction.x + step.y * direction.y
      let aside = abs(step.x * direction.y) + abs(step.y * direction.x)
      // Not beside of where the arrow points.
      guard along > 0, aside <= along * 4 else { continue }
      let distance = along + aside * 2
      if best.map({ distance < $0.distance }) ?? true { best = (other, distance) }
    }
    return best?.index
  }
}

/// Which column each member of a group stands in, and in which order.
struct Arrangement {
  private(set) var columns: [[Int]] = []
  private let links: [Link]

  init(_ members: Range<Int>, _ links: [Link], columns: Int) {
    self.links = links.filter { members.contains($0.client) && members.contains($0.server) }
    guard !members.isEmpty else { return }
    let ranks = ranks(members)
    let sorted = members.sorted { a, b in
      let (x, y) = (ranks[a - members.lowerBound], ranks[b - members.lowerBound])
      return x == y ? a < b : x < y
    }
    let height = (sorted.count + columns - 1) / columns
    for start in stride(from: 0, to: sorted.count, by: height) {
      self.columns.append(Array(sorted[start..<min(start + height, sorted.count)]))
    }
    for _ in 0..<4 { untangle() }
  }

  /// How long the longest chain of servers is that a component builds on. Circles are cut somewhere.
  private func ranks(_ members: Range<Int>) -> [Int] {
    var ranks = [Int](repeating: 0, count: members.count)
    for _ in 0..<min(members.count, 12) {
      var hasChanged = false
      for link in links {
        let (client, server) = (link.client - members.lowerBound, link.server - members.lowerBound)
        if ranks[client] <= ranks[server], ranks[server] < 11 {
          ranks[client] = ranks[server] + 1
          hasChanged = true
        }
      }
      if !hasChanged { break }
    }
    return ranks
  }

  /// Puts each component near the middle of those that it has to do with.
  private mutating func untangle() {
    for column in columns.indices {
      let members = columns[column]
      let keys = members.enumerated().map { (member: $1, key: middle(of: $1, otherwise: $0 * 16), place: $0) }
      columns[column] = keys.sorted { $0.key == $1.key ? $0.place < $1.place : $0.key < $1.key }.map { $0.member }
    }
  }

  /// The mean of its neighbours' places, in sixteenths of a row.
  private func middle(of member: Int, otherwise place: Int) -> Int {
    var (sum, count) = (0, 0)
    for link in links where link.client == member || link.server == member {
      let other = link.client == member ? link.server : link.client
      for column in columns {
        guard let position = column.firstIndex(of: other) else { continue }
        sum += position * 16
        count += 1
      }
    }
    return count == 0 ? place : sum / count
  }
}

// How a line leads from a client to its server: along the gaps between columns and rows, never over a component.
//
// Lines to the same server run in the same lanes, so that many of them look like one with branches.

import Geometry

extension GraphLayout {
  /// The corners of the line from the client's edge to the server's, in points; all parts are horizontal or vertical.
  public func route(_ link: Link) -> [Point] {
    let (client, server) = (frames[link.client], frames[link.server])
    let (from, to) = (cells[link.client].column, cells[link.server].column)
    let start = Point(from < to ? client.maxX : client.minX, middle(client))
    let end = Point(from > to ? server.maxX : server.minX, middle(server))
    // The gap left of a column has the column's number.
    let (first, last) = (from < to ? from + 1 : from, from > to ? to + 1 : to)
    let leaving = lane(first, link.server)
    guard first != last else { return simplified([start, Point(leaving, start.y), Point(leaving, end.y), end]) }
    let (arriving, crossing) = (lane(last, link.server), crossing(link))
    return simplified([
      start, Point(leaving, start.y), Point(leaving, crossing), Point(arriving, crossing), Point(arriving, end.y), end,
    ])
  }

  private func middle(_ frame: Rectangle) -> Int32 { (frame.minY + frame.maxY) / 2 }

  /// Where lines to a server run in the gap left of a column.
  private func lane(_ column: Int, _ server: Int) -> Int32 {
    let middle = Self.margin + Int32(column) * (box.width + Self.gap.width) - Self.gap.width / 2
    // The leftmost gap is the margin, which is narrower.
    if column == 0 { return Self.margin - 5 - Int32(server % 3) * 4 }
    return middle + Int32(server * 5 % 7 - 3) * 4
  }

  /// Where they cross columns: in the gap above or below of the server's row, whichever is nearer to the client.
  private func crossing(_ link: Link) -> Int32 {
    let (client, server) = (frames[link.client], frames[link.server])
    let lane = Int32(link.server % 3 - 1) * 3
    return client.minY < server.minY ? server.minY - Self.gap.height / 2 + lane : server.maxY + Self.gap.height / 2 + lane
  }

  /// Without corners that are none.
  private func simplified(_ points: [Point]) -> [Point] {
    var corners: [Point] = []
    for point in points {
      if corners.last == point { continue }
      if corners.count >= 2 {
        let (a, b) = (corners[corners.count - 2], corners[corners.count - 1])
        if (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y) { corners.removeLast() }
      }
      corners.append(point)
    }
    return corners
  }
}

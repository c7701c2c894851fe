import Geometry
import Testing

@testable import SystemView

/// A system with that many components in each group, and sessions among them, whose numbers look random but are not.
func crowd(_ counts: [Int], sessions: Int = 3) -> SystemFacts {
  var sources: [StateSource] = []
  var seed: UInt64 = 20_261_121
  for (group, count) in counts.enumerated() {
    var text = "state\n"
    for index in 0..<count {
      text += "+ child c\(index)\n  + ram | quota: 2M | used: 1M\n  + requested\n"
      for _ in 0..<sessions {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += "    + session S | state: OK | server: c\(Int(seed >> 33) % count)\n"
      }
    }
    sources.append(StateSource(path: "init\(group)", node: node(text + "-\n")))
  }
  return SystemFacts(sources)
}

@Suite struct LayoutTests {
  private let room = Size(712, 600)

  @Test(arguments: [[0], [1], [2], [7], [31], [60], [100], [200], [20, 5, 30], [0, 3]])
  func nothingLiesOverAnything(counts: [Int]) {
    let facts = crowd(counts)
    let layout = GraphLayout(facts, room: room)
    #expect(layout.frames.count == facts.components.count && layout.areas.count == facts.groups.count)
    for (index, frame) in layout.frames.enumerated() {
      #expect(Rectangle(.zero, layout.size).contains(frame))
      #expect(layout.areas[facts.components[index].group].contains(frame))
      for other in layout.frames.dropFirst(index + 1) { #expect(!frame.intersects(other)) }
    }
    for (index, area) in layout.areas.enumerated() {
      for other in layout.areas.dropFirst(index + 1) { #expect(!area.intersects(other)) }
    }
  }

  @Test(arguments: [5, 31, 60, 100])
  func itIsNoWiderThanTheRoom(count: Int) {
    for width in [400, 712, 1000, 1600] as [Int32] {
      #expect(GraphLayout(crowd([count]), room: Size(width, 600)).size.width <= width)
    }
  }

  @Test func thirtyFitAtOnceAndAHundredNearly() {
    #expect(GraphLayout(crowd([31]), room: room).size.height <= room.height)
    #expect(!GraphLayout(crowd([31]), room: room).isSmall && GraphLayout(crowd([100]), room: room).isSmall)
    #expect(GraphLayout(crowd([100]), room: room).size.height <= room.height * 2)
  }

  @Test func aNarrowRoomHasOneColumn() {
    let layout = GraphLayout(crowd([5]), room: Size(10, 10))
    #expect(Set(layout.cells.map(\.column)) == [0] && layout.cells.map(\.row).sorted() == [0, 1, 2, 3, 4])
  }

  @Test func serversStandLeftOfTheirClients() {
    var text = ""
    for index in 0..<12 {
      text += "+ child c\(index)\n"
      if index < 11 { text += "  + requested\n    + session S | state: OK | server: c\(index + 1)\n" }
    }
    let layout = GraphLayout(facts(text), room: room)
    for index in 0..<11 { #expect(layout.cells[index].column >= layout.cells[index + 1].column) }
    #expect(layout.cells[0].column > layout.cells[11].column)
  }

  @Test func circlesEnd() {
    let layout = GraphLayout(
      facts(
        "+ child a\n  + requested\n    + session S | state: OK | server: b\n"
          + "+ child b\n  + requested\n    + session S | state: OK | server: a\n"), room: room)
    #expect(layout.frames.count == 2)
  }

  /// It does not jump about when nothing but numbers changes.
  @Test func theSameSystemLooksTheSame() {
    #expect(GraphLayout(crowd([40]), room: room).frames == GraphLayout(crowd([40]), room: room).frames)
  }

  @Test func pressesFindTheirComponent() {
    let layout = GraphLayout(crowd([31]), room: room)
    for index in layout.frames.indices { #expect(layout.component(at: layout.frames[index].origin + Point(5, 5)) == index) }
    #expect(layout.component(at: .zero) == nil && layout.component(at: Point(100_000, -5)) == nil)
  }

  // MARK: - Lines

  @Test(arguments: [[12], [31], [100], [20, 30]])
  func linesNeverCrossAComponent(counts: [Int]) {
    let facts = crowd(counts)
    let layout = GraphLayout(facts, room: room)
    for link in facts.links {
      let corners = layout.route(link)
      #expect(corners.count >= 2)
      for (from, to) in zip(corners, corners.dropFirst()) {
        #expect(from.x == to.x || from.y == to.y)
        let part = Rectangle(
          minX: min(from.x, to.x), minY: min(from.y, to.y), maxX: max(from.x, to.x) + 1, maxY: max(from.y, to.y) + 1)
        // Its ends touch the edges.
        for frame in layout.frames { #expect(!frame.inset(by: 1).intersects(part), "\(link.client) to \(link.server)") }
        #expect(Rectangle(.zero, layout.size).contains(part))
      }
    }
  }

  @Test func linesBeginAndEndAtTheirComponents() {
    let facts = crowd([31])
    let layout = GraphLayout(facts, room: room)
    for link in facts.links {
      let corners = layout.route(link)
      let (client, server) = (layout.frames[link.client], layout.frames[link.server])
      #expect(corners.first.map { client.inset(by: -1).contains($0) } == true)
      #expect(corners.last.map { server.inset(by: -1).contains($0) } == true)
    }
  }

  // MARK: - Arrow keys

  @Test func arrowsReachEveryComponent() {
    let layout = GraphLayout(crowd([31]), room: room)
    var (reached, open): (Set<Int>, [Int]) = ([0], [0])
    while let index = open.popLast() {
      for direction in [Point(1, 0), Point(-1, 0), Point(0, 1), Point(0, -1)] {
        if let next = layout.neighbour(of: index, direction), reached.insert(next).inserted { open.append(next) }
      }
    }
    #expect(reached.count == 31)
  }

  @Test func arrowsStopAtTheEdge() {
    let layout = GraphLayout(crowd([1]), room: room)
    #expect(layout.neighbour(of: 0, Point(1, 0)) == nil && layout.neighbour(of: 9, Point(1, 0)) == 0)
    #expect(GraphLayout(crowd([0]), room: room).neighbour(of: 0, Point(1, 0)) == nil)
  }
}

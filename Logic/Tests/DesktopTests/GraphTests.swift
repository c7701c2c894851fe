import Geometry
import Painting
import Testing
import Widgets

@testable import Desktop

@Suite struct GraphTests {
  func graph(_ parents: [Int?], _ edges: [(Int, Int)] = []) -> ComponentGraph {
    ComponentGraph(
      parents.enumerated().map {
        ComponentGraph.Node(name: "n\($0.offset)", parent: $0.element, color: .black, load: 500, detail: "")
      }, edges.map { ComponentGraph.Edge(client: $0.0, server: $0.1) })
  }

  @Test func componentsDoNotLieOverEachOther() {
    let graph = graph([nil, 0, 0, 1, 1, 2, 0, 6, 6, 6, nil])
    for (index, frame) in graph.frames.enumerated() {
      #expect(Rectangle(.zero, graph.size).contains(frame))
      for other in graph.frames.dropFirst(index + 1) { #expect(!frame.intersects(other)) }
    }
    #expect(graph.frames[1].minX > graph.frames[0].maxX)
    #expect(graph.frames[3].minX == graph.frames[7].minX)
  }

  @Test func nonsenseIsLeftOut() {
    let graph = graph([nil, 5, 1, -1, 4], [(0, 1), (0, 9), (-1, 0), (4, 4)])
    #expect(graph.edges.count == 2)
    #expect(graph.frames.count == 5)
    #expect(graph.frames[1].minX == graph.frames[0].minX)
    #expect(self.graph([]).size == Size(20, 20))
  }

  @Test func pressesSelect() {
    let graph = graph([nil, 0])
    #expect(graph.node(at: graph.frames[1].origin + Point(3, 3)) == 1)
    #expect(graph.node(at: .zero) == nil)
  }

  @Test func drawingTouchesOnlyItsArea() throws {
    let graph = graph([nil, 0, 0, 1], [(3, 2), (1, 2), (2, 2)])
    var picture = Picture(Size(graph.size.width + 100, graph.size.height + 100))
    let style = try testStyle()
    picture.draw { graph.draw(&$0, at: Point(50, 50), style) }
    #expect(picture.pixels.contains { $0 != 0 })
    for x in 0..<picture.size.width { #expect(picture[x, 0] == 0) }
  }
}

// The whole window of the system view, as a value: what is known, what the person looks at, and what became of their wishes.
//
// It shows and asks; whether something is done is decided elsewhere.

import Geometry
import HID
import Input
import Painting
import Typography
import Widgets

/// What a person wants of the system view.
public enum SystemWish: Equatable, Sendable {
  /// To look at a component, by its path; nil: at none.
  case select(String?)
  case show(SystemPage)
  case sort(SystemOrder)
  case search(String)
  case restart(String)
  case stop(String)
  case revoke(UInt64)
  case leave
}

public enum SystemPage: Int, Sendable {
  case graph, list
}

public enum SystemOrder: Int, Sendable {
  case system, cpu, ram
}

/// What became of the last wish.
public enum Notice: Equatable, Sendable {
  case none
  /// The person is being asked, or the system is at it.
  case waiting(String)
  case done(String)
  case failed(String)
}

public struct SystemScreen: Sendable {
  public var facts = SystemFacts()
  public var loads: [Int?] = []
  public var selected: String?
  public var page = SystemPage.graph
  public var order = SystemOrder.system
  public var search = ""
  public var notice = Notice.none
  /// Of the window, in points.
  public var size: Size
  /// Whether components can be restarted and stopped from here, and grants taken back.
  public var canSteer = true
  public var canRevoke = true

  static var panelWidth: Int32 { 272 }
  static var barHeight: Int32 { 52 }

  public init(size: Size) { self.size = size }

  /// The component that is looked at.
  public var selection: Int? { facts.component(selected) }

  func load(_ index: Int) -> Int? { loads.indices.contains(index) ? loads[index] : nil }

  // MARK: - Doing

  /// Takes a wish that concerns what is seen, and nothing else.
  public mutating func fulfil(_ wish: SystemWish) {
    switch wish {
    case .select(let path):
      selected = path
      if case .waiting = notice { return }
      notice = .none
    case .show(let page): self.page = page
    case .sort(let order): self.order = order
    case .search(let text): search = text
    case .restart, .stop, .revoke, .leave: break
    }
  }

  // MARK: - Picture

  public var element: Element<SystemWish> {
    .column(
      spacing: 0,
      [
        bar, .separator,
        Element.line(
          spacing: 0, alignment: nil,
          [
            (page == .graph ? graph : list).width(.stretch(1)),
            .card(.background, padding: Padding(0), panel).width(Self.panelWidth),
          ]
        ).height(.stretch(1)),
      ])
  }

  private var bar: Element<SystemWish> {
    var parts: [Element<SystemWish>] = [
      .text("System", .title), .text(summary, .body, .secondary).width(.stretch(1)),
      .field(search, placeholder: "Search", icon: .search, edit: { .search($0) }).width(160),
    ]
    if page == .list {
      parts.append(
        .choice(["In order", "Busiest", "Largest"], selected: order.rawValue) { .sort(SystemOrder(rawValue: $0) ?? .system) })
    }
    parts.append(.choice(["Graph", "List"], selected: page.rawValue) { .show(SystemPage(rawValue: $0) ?? .graph) })
    return Element.line(spacing: 14, padding: Padding(18, 0), parts).height(Self.barHeight)
  }

  private var summary: String {
    let ram = facts.components.reduce(0) { $0 + ($1.ram?.used ?? 0) }
    let busy = loads.reduce(0) { $0 + ($1 ?? 0) }
    return "\(facts.components.count) components, " + ram.bytesForPeople + " in use, " + busy.percentForPeople + " CPU"
  }

  /// Does a component match what is searched?
  func matches(_ index: Int) -> Bool { search.utf8.isEmpty || facts.components[index].path.contains(word: search) }

  // MARK: Graph

  private var graph: Element<SystemWish> {
    let room = Size(max(160, size.width - Self.panelWidth), max(100, size.height - Self.barHeight - 1))
    let layout = GraphLayout(facts, room: room)
    let lines = GraphLines(facts: facts, layout: layout, selected: selection)
    let extent = Size(max(layout.size.width, room.width), max(layout.size.height, room.height))
    let background = Element<SystemWish>.custom(
      extent, version: lines.version, press: { _ in .select(nil) }, key: { [self] in move($0, layout) },
      draw: { canvas, frame, style in lines.draw(&canvas, frame.origin, style) })
    var parts = [(place: Point.zero, element: background)]
    for index in facts.components.indices {
      parts.append((layout.frames[index].origin, box(index, layout).key(facts.components[index].path)))
    }
    return .scroll(.board(extent, parts))
  }

  private func box(_ index: Int, _ layout: GraphLayout) -> Element<SystemWish> {
    let component = facts.components[index]
    let box = ComponentBox(
      component: component, load: load(index), isSelected: selection == index, isPale: isPale(index),
      isSmall: layout.isSmall, color: color(index))
    return .custom(
      layout.box, version: box.version, press: { _ in .select(component.path) },
      draw: { canvas, frame, style in box.draw(&canvas, frame, style) })
  }

  /// Neither what is looked at nor connected to it, nor what is searched.
  private func isPale(_ index: Int) -> Bool {
    if !matches(index) { return true }
    guard let selection, selection != index else { return false }
    return !facts.links.contains {
      ($0.client == index && $0.server == selection) || ($0.server == index && $0.client == selection)
    }
  }

  private func move(_ key: Key, _ layout: GraphLayout) -> SystemWish? {
    let direction: Point
    switch key {
    case .left: direction = Point(-1, 0)
    case .right: direction = Point(1, 0)
    case .up: direction = Point(0, -1)
    case .down: direction = Point(0, 1)
    case .escape where selected != nil: return .select(nil)
    default: return nil
    }
    let next = selection.map { layout.neighbour(of: $0, direction) } ?? (facts.components.isEmpty ? nil : 0)
    return next.map { .select(facts.components[$0].path) }
  }
}

extension String {
  /// Is it in there? Upper and lower case of ASCII letters count as the same.
  func contains(word: String) -> Bool {
    let (text, word) = (utf8.map { $0.lowercased }, word.utf8.map { $0.lowercased })
    guard !word.isEmpty, word.count <= text.count else { return word.isEmpty }
    for start in 0...(text.count - word.count) where text[start..<start + word.count].elementsEqual(word) { return true }
    return false
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }
}

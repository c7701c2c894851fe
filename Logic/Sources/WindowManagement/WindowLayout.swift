// Where windows are, which is in front, and which has the keyboard: from the list of windows and what the person does to their
// frames. It knows labels, titles and rectangles; no pixels, and no keys but those that are meant for the window manager.

import Geometry
import HID
import Input

/// A window as the layout sees it.
struct Window {
  let number: Int
  let label: String
  var title: String
  /// With its frame.
  var frame: Rectangle
  /// What `frame` becomes when the window is not maximised or tiled any more.
  var restored: Rectangle?
  /// The person chose its size: the application's wishes do not count any more.
  var isSized = false
  /// How often it was asked to close.
  var closeRequests = 0
  /// Grows with each window that comes to the front.
  var rank = 0
}

/// Where a window was that is gone.
struct FormerWindow {
  let label: String
  let title: String
  var frame: Rectangle
  var restored: Rectangle?
  /// Its place in the stack; nil if the person closed it: then its successor comes to the front.
  let rank: Int?
  /// There was none yet: the configuration says so.
  var isPlanned = false
}

public struct WindowLayout {
  /// From front to back, that is with falling ranks.
  var windows: [Window] = []
  var focused: Int?
  private(set) var screen = Size.zero
  /// Pixels per point; what is remembered is in pixels of this scale.
  private(set) var scale: Int32 = 1
  var metrics: FrameMetrics { FrameMetrics(scale: scale) }
  /// Windows that are gone: when a program or the window manager comes back, its windows are where they were.
  var remembered: [FormerWindow] = []
  private var lastRank = 0
  var drag: Drag?
  var hovered: (window: Int, part: FramePart)?
  /// What of the input was seen.
  var seenClicks = 0
  var seenStep = 0
  /// While Alt-Tab goes on: the order before, and how far it went.
  var switching: (hold: Int, order: [Int], position: Int)?
  private var cascade: Int32 = 0

  public init() {}

  /// Goes on where another layout ended: windows that come back are where it says, also those that were just away.
  /// - Parameter configuration: as for `place`; what it says is behind what there was.
  public init(after report: Node, _ configuration: Node) {
    scale = Self.scale(report)
    let former = report.nodes.filter { $0.type.isSame(as: "window") || $0.type.isSame(as: "former") }
    let known = former.map { $0.attribute("label") ?? "" }
    place(configuration) { label in known.contains { $0.isSame(as: label) } }
    for node in former.prefix(Self.rememberedLimit).reversed() {
      remembered.append(
        FormerWindow(
          label: node.attribute("label") ?? "", title: node.attribute("title") ?? "", frame: Self.frame(node),
          restored: node.node("restored").map { Self.frame($0) }, rank: nextRank()))
    }
  }

  static var rememberedLimit: Int { 64 }

  private static func frame(_ node: Node) -> Rectangle {
    Rectangle(node.whole("x"), node.whole("y"), node.whole("width"), node.whole("height"))
  }

  /// Where windows are at first, if nothing else is known: `+ place | label | x | y | width | height`, with their frames, the
  /// first one in front of the others, in points; with `front: yes` in front of all whenever it appears, as a window that nothing is known of.
  public mutating func place(_ configuration: Node) { place(configuration) { _ in false } }

  private mutating func place(_ configuration: Node, except isKnown: (String) -> Bool) {
    for node in configuration.nodes("place").prefix(Self.rememberedLimit).reversed() {
      let (frame, minimum) = (Self.frame(node).scaled(1, to: scale), metrics.minimum)
      guard let label = node.attribute("label"), frame.width >= minimum.width, frame.height >= minimum.height,
        !isKnown(label), !remembered.contains(where: { $0.label.isSame(as: label) })
      else { continue }
      let comesToFront = (try? node.flag("front", default: false)) ?? false
      remembered.append(
        FormerWindow(
          label: label, title: "", frame: frame, restored: nil, rank: comesToFront ? nil : nextRank(), isPlanned: true))
    }
  }

  /// What this state of the input tells was done before this layout began.
  public mutating func skip(input: Node) {
    seenClicks = Int(input.whole("clicks"))
    for node in input.nodes { seenStep = max(seenStep, node.number ?? 0) }
  }

  /// The windows that there are, with their wishes.
  public mutating func update(list: Node) {
    let before = screen
    screen = Size(list.whole("width"), list.whole("height"))
    if Self.scale(list) != scale { rescale(to: Self.scale(list), from: before) }
    let nodes = list.nodes("window")
    for window in windows where !nodes.contains(where: { $0.number == window.number }) { remove(window) }
    for node in nodes {
      guard let number = node.number else { continue }
      if let index = windows.firstIndex(where: { $0.number == number }) { update(index, node) } else { add(number, node) }
    }
  }

  private mutating func update(_ index: Int, _ node: Node) {
    windows[index].title = node.attribute("title") ?? ""
    if windows[index].isSized || windows[index].restored != nil { return }
    windows[index].frame = Rectangle(windows[index].frame.origin, frameSize(node))
  }

  private func frameSize(_ node: Node) -> Size {
    let size = metrics.frame(around: Size(node.whole("width"), node.whole("height")))
    let minimum = metrics.minimum
    return Size(max(size.width, minimum.width), max(size.height, minimum.height))
  }

  /// A new window is in front, and has the keyboard.
  private mutating func add(_ number: Int, _ node: Node) {
    let label = node.attribute("label") ?? ""
    var window = Window(number: number, label: label, title: node.attribute("title") ?? "", frame: .empty)
    if let former = recall(label, window.title) {
      (window.frame, window.restored, window.isSized) = (former.frame, former.restored, true)
      window.rank = former.rank ?? nextRank()
    } else {
      window.frame = Rectangle(nextPlace(), frameSize(node))
      window.rank = nextRank()
    }
    let position = windows.firstIndex { $0.rank < window.rank } ?? windows.count
    windows.insert(window, at: position)
    if position == 0 { focused = number }
  }

  private mutating func nextRank() -> Int {
    lastRank += 1
    return lastRank
  }

  /// A window with that title is preferred to others of the same program.
  private mutating func recall(_ label: String, _ title: String) -> FormerWindow? {
    let index =
      remembered.firstIndex { $0.label.isSame(as: label) && $0.title.isSame(as: title) }
      ?? remembered.firstIndex { $0.label.isSame(as: label) }
    return index.map { remembered.remove(at: $0) }
  }

  private mutating func nextPlace() -> Point {
    defer { cascade = (cascade + 1) % 8 }
    return Point((40 + cascade * 32) * scale, (30 + cascade * 32) * scale)
  }

  private mutating func remove(_ window: Window) {
    windows.removeAll { $0.number == window.number }
    remember(window)
    if remembered.count > Self.rememberedLimit { remembered.removeFirst() }
    if drag?.window == window.number { drag = nil }
    if hovered?.window == window.number { hovered = nil }
    if focused == window.number { focused = windows.first?.number }
  }

  private mutating func remember(_ window: Window) {
    let isClosed = window.closeRequests > 0
    remembered.append(
      FormerWindow(
        label: window.label, title: window.title, frame: isClosed ? window.restored ?? window.frame : window.frame,
        restored: isClosed ? nil : window.restored, rank: isClosed ? nil : window.rank))
  }

  mutating func setScale(_ scale: Int32) { self.scale = scale }

  /// To the front, with the keyboard.
  mutating func activate(_ number: Int) {
    guard let index = windows.firstIndex(where: { $0.number == number }) else { return }
    windows[index].rank = nextRank()
    windows.insert(windows.remove(at: index), at: 0)
    focused = number
  }

  func index(_ number: Int) -> Int? { windows.firstIndex { $0.number == number } }

  /// What the window manager and the decorator need to know; and what the next layout does, in the same order: windows that are
  /// away and were not closed.
  public var report: Node {
    var node = Node("window_layout")
    if scale != 1 { node.set("scale", "\(scale)") }
    InputMark(clicks: seenClicks, step: seenStep).write(to: &node)
    let away = remembered.filter { !$0.isPlanned && $0.rank != nil }.sorted { ($0.rank ?? 0) > ($1.rank ?? 0) }
    var rest = away[...]
    for window in windows {
      while let former = rest.first, (former.rank ?? 0) > window.rank { node.append(Self.report(rest.removeFirst())) }
      node.append(report(window))
    }
    for former in rest { node.append(Self.report(former)) }
    return node
  }

  private static func report(_ former: FormerWindow) -> Node {
    var node = Node("former")
    set(former.label, former.title, former.frame, former.restored, in: &node)
    return node
  }

  private static func set(_ label: String, _ title: String, _ frame: Rectangle, _ restored: Rectangle?, in node: inout Node) {
    node.set("label", label)
    node.set("title", title)
    set(frame, in: &node)
    guard let restored else { return }
    var sub = Node("restored")
    set(restored, in: &sub)
    node.append(sub)
  }

  private static func set(_ frame: Rectangle, in node: inout Node) {
    for (tag, value) in [("x", frame.minX), ("y", frame.minY), ("width", frame.width), ("height", frame.height)] {
      node.set(tag, "\(value)")
    }
  }

  private func report(_ window: Window) -> Node {
    var node = Node("window")
    node.set("name", "\(window.number)")
    Self.set(window.label, window.title, window.frame, window.restored, in: &node)
    if window.number == focused { node.set("focused", "yes") }
    if window.restored != nil { node.set("maximized", "yes") }
    if window.closeRequests > 0 { node.set("close", "\(window.closeRequests)") }
    if let hovered, hovered.window == window.number, let name = hovered.part.name { node.set("hover", name) }
    return node
  }
}

extension FramePart {
  /// The name of what looks different when the pointer is on it.
  var name: String? {
    switch self {
    case .close: "close"
    case .maximize: "maximize"
    case .title, .content, .edge: nil
    }
  }
}

extension Node {
  /// The window's number, which is the node's name.
  public var number: Int? { name.flatMap { Int.parse($0) } }

  /// A number of pixels; 0 if there is none.
  public func whole(_ tag: String) -> Int32 { Int32(clamping: (try? number(tag, default: 0)) ?? 0) }
}

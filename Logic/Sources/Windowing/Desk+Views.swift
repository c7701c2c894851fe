// Making, placing and removing views. Whatever a client names is looked up among its own views only.

import Geometry

/// What to do with a view, by its client's number for it.
public enum ViewChange {
  case geometry(UInt32, Rectangle)
  case offset(UInt32, Point)
  case front(UInt32)
  case back(UInt32)
  case inFrontOf(UInt32, UInt32)
  case behind(UInt32, UInt32)
}

extension Desk {
  /// Makes a view, instead of the one that had that number.
  /// - Parameter parent: the number of the view that it is in; nil: none.
  @discardableResult
  public func createView(_ client: Client, _ number: UInt32, in parent: UInt32? = nil) throws(DeskError) -> View {
    var enclosing: View?
    if let parent {
      guard let found = client.view(parent), found.owner === client, parent != number else { throw .unknownView }
      guard found.depth < Self.depthLimit else { throw .tooMany }
      enclosing = found
    }
    // What is replaced must not be around the new view.
    if let old = client.view(number) {
      if enclosing?.isWithin(old) == true { throw .unknownView }
      remove(old, for: client)
    }
    guard client.views.count < Self.viewLimit else { throw .tooMany }
    let view = View(client, in: enclosing)
    client.views.append((number, view))
    if let enclosing { enclosing.children.insert(view, at: 0) } else { insert(view) }
    viewsChanged()
    return view
  }

  /// Removes a view; an adopted one returns to its owner, where it is not seen until it is placed again.
  public func destroyView(_ client: Client, _ number: UInt32) throws(DeskError) {
    remove(try find(client, number), for: client)
  }

  func remove(_ view: View, for client: Client) {
    damage(view)
    viewsChanged()
    guard view.owner === client else { return release(view) }
    while let child = view.children.first { remove(child, for: client) }
    view.adoption?.client.forget(view)
    view.adoption = nil
    client.forget(view)
    view.isAlive = false
    if let parent = view.parent { parent.children.removeAll { $0 === view } } else { stack.removeAll { $0 === view } }
    forgetInput(of: view)
  }

  /// Ends the adoption.
  private func release(_ view: View) {
    view.adoption?.client.forget(view)
    view.adoption = nil
    view.frameOf = nil
    view.geometry = .empty
    stack.removeAll { $0 === view }
    insert(view)
  }

  /// The view of that number.
  public func find(_ client: Client, _ number: UInt32) throws(DeskError) -> View {
    guard let view = client.view(number) else { throw .unknownView }
    return view
  }

  /// Makes another client's view one that this client places.
  public func adopt(_ client: Client, _ number: UInt32, _ view: View) throws(DeskError) {
    guard view.parent == nil, view.owner !== client, view.adoption == nil, clients.contains(where: { $0 === view.owner })
    else { throw .unknownView }
    if let old = client.view(number) { remove(old, for: client) }
    guard client.views.count < Self.viewLimit else { throw .tooMany }
    damage(view)
    client.views.append((number, view))
    view.adoption = (client, .empty)
    stack.removeAll { $0 === view }
    insert(view)
    viewsChanged()
  }

  /// Does one command.
  public func change(_ client: Client, _ change: ViewChange) throws(DeskError) {
    client.awaitsFrame = true
    switch change {
    case .geometry(let number, let rectangle): place(try find(client, number), rectangle, for: client)
    case .offset(let number, let point): scroll(try find(client, number), point, for: client)
    case .front(let number): move(try find(client, number), for: client) { _ in 0 }
    case .back(let number): move(try find(client, number), for: client) { $0.count }
    case .inFrontOf(let number, let neighbour): try move(client, number, next: neighbour, behind: false)
    case .behind(let number, let neighbour): try move(client, number, next: neighbour, behind: true)
    }
  }

  /// An owner's own wishes for an adopted view say how large it is, and where it believes it to be. What is there already
  /// stays as it is, and nothing is drawn.
  private func place(_ view: View, _ rectangle: Rectangle, for client: Client) {
    let isAdopter = view.adoption?.client === client
    if rectangle == (isAdopter ? view.adoption?.geometry : view.geometry) { return }
    damage(view)
    if isAdopter {
      view.adoption = (client, rectangle)
    } else {
      view.geometry = rectangle
    }
    viewsChanged()
    damage(view)
  }

  private func scroll(_ view: View, _ offset: Point, for client: Client) {
    guard view.owner === client, view.offset != offset else { return }
    damage(view)
    view.offset = offset
    viewsChanged()
    damage(view)
  }

  /// Makes the view the frame of a window: whoever presses it gives that client the keyboard.
  public func setFrame(_ client: Client, _ number: UInt32, of other: Client) throws(DeskError) {
    try find(client, number).frameOf = other
  }

  /// The title, for window managers.
  public func setTitle(_ client: Client, _ number: UInt32, _ title: String) throws(DeskError) {
    try find(client, number).title = title
  }
}

// MARK: - Order

extension Desk {
  private func move(_ client: Client, _ number: UInt32, next neighbour: UInt32, behind: Bool) throws(DeskError) {
    let (view, other) = (try find(client, number), try find(client, neighbour))
    guard view !== other, view.parent === other.parent, view.placer === other.placer else { throw .unknownView }
    move(view, for: client) { siblings in
      guard let index = siblings.firstIndex(where: { $0 === other }) else { return 0 }
      return behind ? index + 1 : index
    }
  }

  /// Takes a view out of its siblings and puts it where `position` says. Who does not place a view does not order it.
  private func move(_ view: View, for client: Client, to position: ([View]) -> Int) {
    guard view.placer === client || view.parent != nil else { return }
    if let parent = view.parent {
      parent.children.removeAll { $0 === view }
      parent.children.insert(view, at: position(parent.children))
    } else {
      stack.removeAll { $0 === view }
      let layer = layerRange(of: view)
      stack.insert(view, at: min(max(position(stack), layer.lowerBound), layer.upperBound))
    }
    viewsChanged()
    damage(view)
  }

  /// The places of the stack at which a view of this layer can be.
  private func layerRange(of view: View) -> ClosedRange<Int> {
    let layer = view.placer.layer
    let first = stack.firstIndex { $0.placer.layer >= layer } ?? stack.count
    let end = stack.firstIndex { $0.placer.layer > layer } ?? stack.count
    return first...end
  }

  /// At the front of its layer.
  func insert(_ view: View) { stack.insert(view, at: layerRange(of: view).lowerBound) }

  /// By layers; who is in the same layer stays in order.
  func sortStack() {
    let old = stack
    stack = []
    for view in old.reversed() { insert(view) }
  }
}

extension Client {
  /// Who has no domain is behind all.
  var layer: Int { domain?.layer ?? Int.max }
}

extension View {
  func isWithin(_ other: View) -> Bool { self === other || parent?.isWithin(other) == true }
}

// MARK: - What is seen

extension Desk {
  func collectViews() -> [ShownView] {
    var views: [ShownView] = []
    let strip = strip
    for view in stack {
      guard let place = place(of: view, strip) else { continue }
      collect(view, place.origin, place.clip, into: &views)
    }
    return views
  }

  /// Where a view at the top level starts, and what of the screen it can cover.
  private func place(of view: View, _ strip: Int32) -> (origin: Point, clip: Rectangle)? {
    let placer = view.placer
    guard let domain = placer.domain, view.owner.domain != nil, !view.owner.isAbandoned else { return nil }
    let area = domain.area(on: screen, strip: strip, scale: scale)
    let geometry = view.adoption?.geometry ?? view.geometry
    let placed = geometry.offset(by: domain.origin == .pointer ? pointer : area.origin)
    // Who adopts a view does not make it larger than it is.
    let size = Size(min(placed.width, view.geometry.width), min(placed.height, view.geometry.height))
    return (placed.origin, Rectangle(placed.origin, size).intersection(area))
  }

  /// Children are in front of their parent, and cut off by it.
  private func collect(_ view: View, _ origin: Point, _ clip: Rectangle, into views: inout [ShownView]) {
    if clip.isEmpty { return }
    for child in view.children {
      let place = child.geometry.offset(by: origin)
      collect(child, place.origin, place.intersection(clip), into: &views)
    }
    let area = clip.intersection(view.owner.content(at: origin, offset: view.offset))
    if !area.isEmpty { views.append(ShownView(view: view, bufferOrigin: origin - view.offset, area: area)) }
  }

  /// All of a view has to be drawn anew, as far as it is seen.
  func damage(_ view: View) {
    let root = view.root
    guard let place = place(of: root, strip) else { return }
    damage(place.clip)
  }
}

// Who gets which event.
//
// In this order: the attention key is taken out; while an exclusive client shows something, it gets everything; a global
// key goes to its client; whoever received the first of the keys that are down gets the others; buttons go to what the pointer
// is over, keys to who has the keyboard.
//
// Who is exclusive and hangs loses all of it to the attention key or escape (Desk+WayOut.swift). When one ends, nobody gets what the
// person goes on typing (Desk+Unheard.swift).
//
// What is typed after a key of the window manager waits until that has said whose it is (Desk+Undecided.swift).
//
// Of input methods, which are no drivers, an exclusive client gets nothing, and they have no attention key.
//
// Nothing is ever delivered to a client while another one is exclusive. A client that was told of a press is told of the
// release: later, if it may not be told now.

import Geometry
import HID
import Input

extension Desk {
  /// A driver comes.
  /// - Parameter isMethod: it is none, but types in the person's place.
  public func addSource(isMethod: Bool = false) -> EventSource {
    let source = EventSource(isMethod: isMethod)
    sources.append(source)
    return source
  }

  /// A driver goes: what it held down is released.
  public func remove(_ source: EventSource) {
    for key in source.keys { handle(.release(key), from: source) }
    for finger in source.fingers { handle(.touchRelease(finger), from: source) }
    sources.removeAll { $0 === source }
  }

  /// What a driver says. Events that no driver makes are dropped.
  public func handle(_ event: InputEvent, from source: EventSource) {
    if source.isMethod, exclusive != nil || isUnheard { return }
    switch event {
    case .press(let key, _): press(key, event, source)
    case .release(let key): release(key, source)
    case .pointer(let point): movePointer(to: scaled(point))
    case .movement(let distance): movePointer(to: pointer + distance)
    case .wheel: send(event, to: pointerReceiver)
    case .touch(let finger, let point): touch(finger, scaled(point), source)
    case .touchRelease(let finger): liftFinger(finger, source)
    case .focusEnter, .focusLeave, .hoverLeave, .closeRequest: break
    }
  }

  private func scaled(_ point: Point) -> Point {
    Point(Self.scaled(point.x, screen.width), Self.scaled(point.y, screen.height))
  }

  private static func scaled(_ value: Int32, _ extent: Int32) -> Int32 {
    Int32(truncatingIfNeeded: (Int64(min(max(value, 0), 65535)) * Int64(extent)) >> 16)
  }
}

// MARK: - Keys

extension Desk {
  private func press(_ key: Key, _ event: InputEvent, _ source: EventSource) {
    let isRepeated = held.contains { $0.key == key }
    if !source.keys.contains(key) {
      guard source.keys.count < EventSource.limit else { return }
      source.keys.append(key)
    }
    if isRepeated { return repeatPress(key, event) }
    if leaveHung(key) { return press(key, event, for: nil) }
    if isAttention(key) { return source.isMethod ? () : callAttention(key, event) }
    if let exclusive { return press(key, event, for: exclusive) }
    if isSwallowed(key) { return press(key, event, for: nil) }
    if let receiver = globalReceiver(of: key) { return takeOver(receiver, key, event) }
    if !held.isEmpty { return press(key, event, for: lock.client) }
    firstPress(key, event)
  }

  /// A driver that says again that a key is down means that it repeats.
  private func repeatPress(_ key: Key, _ event: InputEvent) {
    for entry in held where entry.key == key { send(event, to: entry.owner) }
  }

  private func press(_ key: Key, _ event: InputEvent, for client: Client?) {
    if held.isEmpty { lock = client.map { .held($0, nil) } ?? .nobody }
    held.append(HeldKey(key: key, owner: client))
    send(event, to: client)
    if let client { awaitDecision(of: client) }
  }

  /// Whoever is called has everything from here on, before it shows anything: what a person types next may be a password.
  private func callAttention(_ key: Key, _ event: InputEvent) {
    let client = attentionClient
    if let client { summon(client) } else if policy.attention != nil { beginUnheard() }
    updateExclusive()
    held.append(HeldKey(key: key, owner: client))
    if let client { deliver(event, to: client) }
  }

  /// No key was down before.
  private func firstPress(_ key: Key, _ event: InputEvent) {
    guard key.isButton else { return press(key, event, for: typist) }
    updateHover()
    guard let view = hovered else { return press(key, event, for: nil) }
    click(view)
    lock = .held(view.owner, view)
    held.append(HeldKey(key: key, owner: view.owner))
    send(event, to: view.owner)
  }

  private func click(_ view: View) {
    forgetUndecided()
    clicked = view.owner
    clicks &+= 1
    let client = view.root.frameOf ?? view.owner
    if client.domain?.focus == .click { focused = client }
    needsSettling = true
    announceFocus()
  }

  func release(_ key: Key, _ source: EventSource) {
    guard let index = source.keys.firstIndex(of: key) else { return }
    source.keys.remove(at: index)
    // Two keyboards may hold the same key.
    if sources.contains(where: { $0.keys.contains(key) }) { return }
    guard let position = held.firstIndex(where: { $0.key == key }) else { return }
    let entry = held.remove(at: position)
    send(.release(key), to: entry.owner)
    if held.isEmpty {
      lock = .open
      needsSettling = true
    }
  }

  func isAttention(_ key: Key) -> Bool {
    guard key == .delete else { return false }
    return isHeld(.leftControl, .rightControl) && isHeld(.leftAlt, .rightAlt)
  }

  private func isHeld(_ one: Key, _ other: Key) -> Bool { held.contains { $0.key == one || $0.key == other } }

  private var attentionClient: Client? { policy.attention.flatMap { client(labelled: $0) } }

  private func client(labelled label: String) -> Client? {
    for client in clients where client.label.isSame(as: label) && client.domain != nil { return client }
    return nil
  }

  private func globalReceiver(of key: Key) -> Client? {
    for entry in policy.globalKeys where entry.key == key {
      if let modifier = entry.modifier, !held.contains(where: { $0.key == modifier }) { continue }
      if let client = client(labelled: entry.label) { return client }
    }
    return nil
  }

  /// From a global key on everything is for its client, until all keys are released. Whoever was told of keys before is told
  /// that they were released; the new one is told that they are down. Keys that nobody was told of stay untold: they may
  /// have been pressed for somebody exclusive.
  private func takeOver(_ client: Client, _ key: Key, _ event: InputEvent) {
    for index in held.indices where held[index].owner != nil && held[index].owner !== client {
      send(.release(held[index].key), to: held[index].owner)
      held[index].owner = client
      send(.press(held[index].key, character: nil), to: client)
    }
    lock = .held(client, nil)
    held.append(HeldKey(key: key, owner: client))
    send(event, to: client)
    awaitDecision(of: client)
  }
}

// MARK: - Pointer and fingers

extension Desk {
  private func movePointer(to point: Point) {
    let target = Point(
      min(max(point.x, 0), max(screen.width - 1, 0)), min(max(point.y, 0), max(screen.height - 1, 0)))
    guard target != pointer else { return }
    damagePointer()
    pointer = target
    damagePointer()
    updateHover()
    sendPointer()
  }

  /// The views that follow the pointer.
  private func damagePointer() {
    var found = false
    for view in stack where view.placer.domain?.origin == .pointer {
      damage(view)
      found = true
    }
    if found { viewsChanged() }
  }

  func sendPointer() {
    if let exclusive { return deliver(.pointer(pointer - zero(of: exclusive)), to: exclusive) }
    switch lock {
    case .nobody: return
    case .held(let client, let view):
      guard let view = view ?? (hovered?.owner === client ? hovered : nil) else { return }
      send(.pointer(place(pointer, in: view)), to: client)
    case .open:
      guard let hovered, mayHover(hovered.owner) else { return }
      send(.pointer(place(pointer, in: hovered)), to: hovered.owner)
    }
  }

  private func mayHover(_ client: Client) -> Bool { client.domain?.hoversAlways == true || client === focused }

  /// Who gets what the wheel does.
  private var pointerReceiver: Client? {
    if let exclusive { return exclusive }
    switch lock {
    case .nobody: return nil
    case .held(let client, _): return client
    case .open: return hovered.flatMap { mayHover($0.owner) ? $0.owner : nil }
    }
  }

  /// A place of the screen in the coordinates of the view's owner. Who has its view placed by another one believes the view to be
  /// where it wished it.
  func place(_ point: Point, in view: View) -> Point {
    let root = view.root
    guard let adoption = root.adoption else { return point - zero(of: root.owner) }
    return point - zero(of: adoption.client) - adoption.geometry.origin + root.geometry.origin
  }

  /// The view in front at that place.
  func view(at point: Point) -> View? {
    for shown in shownViews where shown.area.contains(point) && shown.view.placer.domain?.origin != .pointer {
      return shown.view
    }
    return nil
  }

  private func touch(_ finger: UInt16, _ point: Point, _ source: EventSource) {
    if let index = touches.firstIndex(where: { $0.finger == finger && $0.source === source }) {
      guard let client = touches[index].owner, let view = touches[index].view else { return }
      return send(.touch(finger, place(point, for: client, view)), to: client)
    }
    guard source.fingers.count < EventSource.limit else { return }
    source.fingers.append(finger)
    let view = touchedView(at: point)
    touches.append(HeldTouch(finger: finger, source: source, owner: view?.owner, view: view))
    guard let view else { return }
    if exclusive == nil {
      endUnheard()
      click(view)
    }
    send(.touch(finger, place(point, for: view.owner, view)), to: view.owner)
  }

  /// While somebody is exclusive only its own views can be touched.
  private func touchedView(at point: Point) -> View? {
    guard let view = view(at: point) else { return nil }
    return exclusive == nil || exclusive === view.owner ? view : nil
  }

  private func place(_ point: Point, for client: Client, _ view: View) -> Point {
    client === exclusive ? point - zero(of: client) : place(point, in: view)
  }

  func liftFinger(_ finger: UInt16, _ source: EventSource) {
    guard let index = source.fingers.firstIndex(of: finger) else { return }
    source.fingers.remove(at: index)
    guard let position = touches.firstIndex(where: { $0.finger == finger && $0.source === source }) else { return }
    send(.touchRelease(finger), to: touches.remove(at: position).owner)
  }
}

// MARK: - Delivery

extension Desk {
  /// Delivers if the client may get events now. What it may not, nobody gets; releases wait.
  func send(_ event: InputEvent, to client: Client?) {
    guard let client, client.domain != nil else { return }
    if exclusive == nil || exclusive === client { return deliver(event, to: client) }
    switch event {
    case .release, .touchRelease: owe(event, client)
    default: break
    }
  }

  func owe(_ event: InputEvent, _ client: Client) {
    if owed.contains(where: { $0.client === client && $0.event == event }) { return }
    owed.append((event, client))
  }

  /// Forgets a client that is gone.
  func forgetInput(of client: Client) {
    for index in held.indices where held[index].owner === client { held[index].owner = nil }
    for index in touches.indices where touches[index].owner === client { touches[index].owner = nil }
    owed.removeAll { $0.client === client }
    if lock.client === client { lock = .nobody }
    if undecided?.decider === client { forgetUndecided() }
    if focused === client { focused = nil }
    if announced === client { announced = nil }
    // That nobody is exclusive any more is found by `settle`, which then pays what is owed.
    if summoned === client { summoned = nil }
    if clicked === client { clicked = nil }
  }

  /// Forgets a view that is gone.
  func forgetInput(of view: View) {
    if hovered === view {
      hovered = nil
      send(.hoverLeave, to: view.owner)
    }
    if case .held(let client, .some(let pressed)) = lock, pressed === view { lock = .held(client, nil) }
    for index in touches.indices where touches[index].view === view { touches[index].view = nil }
  }
}

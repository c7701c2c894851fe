// Who has the keyboard, what the pointer is over, and who has all of it for itself.

import Geometry
import HID
import Input

extension Desk {
  /// Finds out what follows from the last call. Costs nothing if nothing changed.
  /// - Returns: false if nothing changed.
  @discardableResult
  public func settle() -> Bool {
    guard needsSettling else { return false }
    needsSettling = false
    updateExclusive()
    updateSurround()
    updateHover()
    announcePointer()
    announceFocus()
    return true
  }

  /// May a client wish the keyboard for another one? It has to have opened it: its label begins with its own.
  public func mayFocus(_ other: Client, by client: Client) -> Bool {
    (other === client || other.label.isBelow(client.label)) && other.domain?.focus == .click
  }

  /// A client has decided who has the keyboard: another one that it opened, or, if nil, who has it anyway.
  /// - Returns: false if it may not, or did not yet take all of what it decides by.
  public func focus(_ other: Client?, by client: Client) -> Bool {
    if clients.contains(where: { $0.queue.hasClick && $0.label.isBelow(client.label) }) { return false }
    guard client.queue.isEmpty, other.map({ mayFocus($0, by: client) }) ?? true else { return false }
    focused = other ?? focused
    needsSettling = true
    if undecided?.decider === client { decide() }
    return true
  }

  /// The label of who gets what is typed, and the colour of its domain.
  public var keyboard: (label: String, color: UInt32)? {
    let client = exclusive ?? (isUnheard ? nil : focused)
    return client.map { ($0.label, $0.domain?.color ?? 0) }
  }

  /// The label of what the pointer is over.
  public var hover: String? { (exclusive ?? hovered?.owner)?.label }

  // MARK: What follows

  func updateHover() {
    // As long as a button is held, what it was pressed on counts as what the pointer is over.
    if exclusive != nil { return }
    if case .held(_, .some) = lock { return }
    let view = view(at: pointer)
    guard view !== hovered else { return }
    let before = hovered
    hovered = view
    needsSettling = true
    if let before, before.owner !== view?.owner { send(.hoverLeave, to: before.owner) }
  }

  /// While somebody was exclusive nobody else heard of the pointer. It may be clicked without a further move.
  private func announcePointer() {
    guard isPointerUntold, exclusive == nil, case .open = lock else { return }
    isPointerUntold = false
    sendPointer()
  }

  func announceFocus() {
    if exclusive != nil || announced === focused { return }
    send(.focusLeave, to: announced)
    announced = focused
    send(.focusEnter, to: focused)
  }

  func updateExclusive() {
    if let summoned, shownViews.contains(where: { $0.view.owner === summoned }) { self.summoned = nil }
    let now = exclusiveClient
    guard now !== exclusive else { return }
    if let exclusive { leaveExclusive(exclusive) } else { leaveHovered() }
    exclusive = now
    if now != nil {
      forgetUndecided()
      releaseMethods()
    }
    // Keys that are down stay with who was told of them, and it learns of their release when it may get events again.
    for index in held.indices {
      guard let owner = held[index].owner, owner !== now, now != nil else { continue }
      owe(.release(held[index].key), owner)
      held[index].owner = nil
    }
    liftFingers()
    if !held.isEmpty { lock = .nobody }
    if let now {
      deliver(.focusEnter, to: now)
      // It has not heard of the pointer's ways before, and may be clicked at without a further one.
      deliver(.pointer(pointer - zero(of: now)), to: now)
    }
    payOwed()
  }

  /// The last that anybody else hears, as if any view had come under the pointer.
  private func leaveHovered() {
    if let hovered { send(.hoverLeave, to: hovered.owner) }
    hovered = nil
    isPointerUntold = true
  }

  /// The front client of those whose domain is exclusive and that show something.
  private var exclusiveClient: Client? {
    if let summoned, summoned.domain != nil { return summoned }
    for shown in shownViews where shown.view.owner.domain?.isExclusive == true { return shown.view.owner }
    return nil
  }

  /// It gets what ends its input; from then on it is a client as all others.
  private func leaveExclusive(_ client: Client) {
    guard clients.contains(where: { $0 === client }) else { return }
    endUnheard()
    for index in held.indices where held[index].owner === client {
      deliver(.release(held[index].key), to: client)
      held[index].owner = nil
    }
    deliver(.focusLeave, to: client)
  }

  /// Input methods hold nothing down while somebody is exclusive, or nobody gets anything.
  func releaseMethods() {
    for source in sources where source.isMethod {
      for key in source.keys { release(key, source) }
      for finger in source.fingers { liftFinger(finger, source) }
    }
  }

  /// Fingers that are down mean nothing any more to who was touched before.
  private func liftFingers() {
    for index in touches.indices {
      if let owner = touches[index].owner { owe(.touchRelease(touches[index].finger), owner) }
      touches[index].owner = nil
      touches[index].view = nil
    }
  }

  /// Tells of releases those that may hear of them.
  private func payOwed() {
    let due = owed
    owed = []
    for entry in due { send(entry.event, to: entry.client) }
  }
}

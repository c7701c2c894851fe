// A client's events until it takes them. Its size is fixed: a client that takes nothing costs nobody more than that.
//
// What was taken is not left lying about in memory that the queue keeps: keys can be those of a password.
//
// Invariants:
//   - Movements of one kind stand at most once between two presses or releases: the newest counts.
//   - A release (or the end of a touch) is in the queue only after its press, and always finds a place. What is pressed when
//     there is no place is dropped together with its release.

import Geometry
import Input

public struct EventQueue {
  /// Events at most. Beyond `crowded` no press is taken any more; the rest is for releases and the movements between them.
  public static var capacity: Int { 256 }
  static var crowded: Int { 128 }
  /// Keys, and fingers, that a client can be told to be down at the same time.
  static var heldLimit: Int { 10 }

  private var events: [InputEvent] = []
  private var keys: [Key] = []
  private var fingers: [UInt16] = []
  /// What is down as far as the client knows, from what it took.
  private var takenKeys: [Key] = []
  private var takenFingers: [UInt16] = []

  public init() {}

  public var isEmpty: Bool { events.isEmpty }
  public var count: Int { events.count }
  /// Was a button pressed, or the screen touched, that the client does not know of?
  var hasClick: Bool { events.contains { $0.isClick } }

  /// Takes the oldest events out.
  public mutating func take(_ limit: Int) -> [InputEvent] {
    let batch = Array(events.prefix(limit))
    // Removing would leave copies behind the end.
    events = Array(events.dropFirst(batch.count))
    for event in batch { remember(event) }
    return batch
  }

  private mutating func remember(_ event: InputEvent) {
    switch event {
    case .press(let key, _): if !takenKeys.contains(key) { takenKeys.append(key) }
    case .release(let key): takenKeys.removeAll { $0 == key }
    case .touch(let finger, _): if !takenFingers.contains(finger) { takenFingers.append(finger) }
    case .touchRelease(let finger): takenFingers.removeAll { $0 == finger }
    default: break
    }
  }

  /// Forgets what was not taken. What the client knows to be down is released, so that it does not believe so for ever.
  public mutating func abandon() {
    events = takenKeys.map { .release($0) } + takenFingers.map { .touchRelease($0) }
    (keys, fingers) = ([], [])
  }

  public mutating func append(_ event: InputEvent) {
    switch event {
    case .press(let key, _): press(key, event)
    case .release(let key):
      guard let index = keys.firstIndex(of: key) else { return }
      keys.remove(at: index)
      events.append(event)
    case .touch(let finger, _): touch(finger, event)
    case .touchRelease(let finger):
      guard let index = fingers.firstIndex(of: finger) else { return }
      fingers.remove(at: index)
      events.append(event)
    default: merge(event)
    }
  }

  private mutating func press(_ key: Key, _ event: InputEvent) {
    guard events.count < Self.crowded else { return }
    if !keys.contains(key) {
      guard keys.count < Self.heldLimit else { return }
      keys.append(key)
    }
    events.append(event)
  }

  /// The first of a finger is like a press; later ones are movements, of which only the newest counts when it is crowded.
  private mutating func touch(_ finger: UInt16, _ event: InputEvent) {
    let isFirst = !fingers.contains(finger)
    if isFirst {
      guard events.count < Self.crowded, fingers.count < Self.heldLimit else { return }
      fingers.append(finger)
    } else if events.count > Self.crowded {
      guard case .touch(finger, _)? = events.last else { return }
      events.removeLast()
    }
    events.append(event)
  }

  /// Replaces what the event makes out of date, back to the last press or release.
  private mutating func merge(_ event: InputEvent) {
    var merged = event
    for index in events.indices.reversed() {
      if events[index].isBarrier { break }
      guard events[index].isReplaced(by: event) else { continue }
      merged = events[index].merged(with: event)
      events.remove(at: index)
      break
    }
    if events.count < Self.capacity { events.append(merged) }
  }
}

extension InputEvent {
  fileprivate var isClick: Bool {
    switch self {
    case .press(let key, _): key.isButton
    case .touch: true
    default: false
    }
  }

  fileprivate var isBarrier: Bool {
    switch self {
    case .press, .release, .touch, .touchRelease: true
    default: false
    }
  }

  fileprivate func isReplaced(by newer: InputEvent) -> Bool {
    switch (self, newer) {
    case (.pointer, .pointer), (.movement, .movement), (.wheel, .wheel), (.hoverLeave, .hoverLeave),
      (.closeRequest, .closeRequest):
      true
    case (.focusEnter, .focusEnter), (.focusEnter, .focusLeave), (.focusLeave, .focusEnter), (.focusLeave, .focusLeave): true
    default: false
    }
  }

  fileprivate func merged(with newer: InputEvent) -> InputEvent {
    switch (self, newer) {
    case (.movement(let before), .movement(let distance)): .movement(before + distance)
    case (.wheel(let before), .wheel(let distance)): .wheel(before + distance)
    default: newer
    }
  }
}

// What one driver holds down: so that it is released when the driver goes, and pressed only once.

import Input

public struct HeldKeys {
  private var keys: [Key] = []
  private var fingers: [UInt16] = []
  /// More is a mistake of the driver.
  private static var limit: Int { 64 }

  public init() {}

  public var isEmpty: Bool { keys.isEmpty && fingers.isEmpty }

  /// Notes an event. False if it is to be dropped: a second press, a release without press, or what no driver says.
  public mutating func accept(_ event: InputEvent) -> Bool {
    switch event {
    case .press(let key, _): return add(key)
    case .release(let key): return remove(key)
    case .touch(let finger, _):
      if fingers.contains(finger) { return true }
      guard fingers.count < Self.limit else { return false }
      fingers.append(finger)
      return true
    case .touchRelease(let finger):
      let before = fingers.count
      fingers.removeAll { $0 == finger }
      return fingers.count < before
    case .pointer, .movement, .wheel: return true
    case .focusEnter, .focusLeave, .hoverLeave, .closeRequest: return false
    }
  }

  private mutating func add(_ key: Key) -> Bool {
    guard keys.count < Self.limit, !keys.contains(key) else { return false }
    keys.append(key)
    return true
  }

  private mutating func remove(_ key: Key) -> Bool {
    let before = keys.count
    keys.removeAll { $0 == key }
    return keys.count < before
  }

  /// Takes out the events that release all.
  public mutating func releases() -> [InputEvent] {
    let events = keys.map { InputEvent.release($0) } + fingers.map { InputEvent.touchRelease($0) }
    self = HeldKeys()
    return events
  }
}

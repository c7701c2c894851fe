// What the desk remembers of keys and fingers that are down.

import Geometry
import Input

/// A key that is down, and who was told so; nobody if it was swallowed.
struct HeldKey {
  let key: Key
  var owner: Client?
}

/// A finger on the screen, and whose view it touched first.
struct HeldTouch {
  let finger: UInt16
  let source: EventSource
  var owner: Client?
  var view: View?
}

/// Whoever received the first of the keys that are down gets the others, too.
enum PressLock {
  /// No key is down.
  case open
  /// A client, and the view that was pressed, if it was one.
  case held(Client, View?)
  /// The first key went to nobody, or its receiver is gone: what follows goes to nobody, too.
  case nobody

  var client: Client? {
    if case .held(let client, _) = self { return client }
    return nil
  }
}

/// A driver, or filter, and what it holds down: that is released when it goes.
public final class EventSource {
  /// More keys, or fingers, of one source do not exist.
  static var limit: Int { 64 }
  var keys: [Key] = []
  var fingers: [UInt16] = []
  /// It is no driver: what it says is not what a person did, and no exclusive client gets it.
  let isMethod: Bool
  init(isMethod: Bool) { self.isMethod = isMethod }
}

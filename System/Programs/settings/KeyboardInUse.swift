// Which key map is in use, and how the person chooses another one: what the event filter says of it.

import Bulkhead
import HID

struct KeyboardInUse {
  let maps: [String]
  let used: Int?
  /// "Super + Space"; nil: there is nothing to choose.
  let keys: String?

  /// - Parameter node: the report `keymap`; nil as long as there is none.
  init(_ node: Node?) {
    let names = node?.nodes("map").map { $0.name ?? "" } ?? []
    maps = names.map { Self.title($0) }
    used = names.firstIndex { node?.name?.isSame(as: $0) == true }
    keys = node?.node("switch").map { keys in
      let key = Self.key(keys.name ?? "")
      return keys.attribute("with").map { Self.key($0) + " + " + key } ?? key
    }
  }

  private static func title(_ name: String) -> String {
    switch name {
    case let name where name.isSame(as: "us"): "US"
    case let name where name.isSame(as: "de"): "German"
    case let name where name.isSame(as: "fr"): "French"
    default: name
    }
  }

  /// What is printed on a key, of its name in configurations.
  private static func key(_ name: String) -> String {
    switch name {
    case let name where name.isSame(as: "KEY_LEFTMETA") || name.isSame(as: "KEY_RIGHTMETA"): "Super"
    case let name where name.isSame(as: "KEY_LEFTALT"): "Alt"
    case let name where name.isSame(as: "KEY_RIGHTALT"): "AltGr"
    case let name where name.isSame(as: "KEY_LEFTCTRL") || name.isSame(as: "KEY_RIGHTCTRL"): "Ctrl"
    case let name where name.isSame(as: "KEY_LEFTSHIFT") || name.isSame(as: "KEY_RIGHTSHIFT"): "Shift"
    case let name where name.isSame(as: "KEY_SPACE"): "Space"
    default: String(decoding: Array(name.utf8).dropFirst(4), as: UTF8.self)
    }
  }
}

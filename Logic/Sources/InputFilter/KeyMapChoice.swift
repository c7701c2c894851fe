// The key maps among which the person chooses at the keyboard, with keys that nobody else gets.
//
// Invariants: one of the maps is in use, or there is none at all. What was taken at its press is taken at its release, whichever
// keys are held by then.

import HID
import Input

struct KeyMapChoice {
  private var maps: [(name: String, map: KeyMap)] = []
  private var index = 0
  /// Pressed while `modifier` is held, chooses the next map.
  private let key: Key
  private let modifier: Key?
  /// How many keyboards hold the key for which its press was taken.
  private var taken = 0

  /// - Parameters:
  ///   - key: what chooses the next map.
  ///   - modifier: what must be held meanwhile; nil: nothing.
  init(key: Key = .space, modifier: Key? = .leftMeta) {
    self.key = key
    self.modifier = modifier
  }

  /// What the keys type now.
  var map: KeyMap { maps.isEmpty ? KeyMap() : maps[index].map }
  var name: String? { maps.isEmpty ? nil : maps[index].name }
  /// With one map there is nothing to choose, and no key is taken.
  var isChoice: Bool { maps.count > 1 }

  /// Adds a map to choose; the first one is in use.
  mutating func append(_ name: String, _ map: KeyMap) { maps.append((name, map)) }

  /// Changes the map that was added last, or begins one that has no name.
  mutating func extend(_ change: (inout KeyMap) -> Void) {
    if maps.isEmpty { append("", KeyMap()) }
    change(&maps[maps.count - 1].map)
  }

  /// Has the map of that name in use, if there is one.
  mutating func choose(_ name: String) {
    if let place = maps.firstIndex(where: { $0.name.isSame(as: name) }) { index = place }
  }

  /// True if a press is for this: it chooses the next map.
  mutating func takesPress(of key: Key, holding held: [Key]) -> Bool {
    guard isChoice, key == self.key, taken > 0 || modifier.map({ held.contains($0) }) ?? true else { return false }
    if taken == 0 { index = (index + 1) % maps.count }
    taken += 1
    return true
  }

  mutating func takesRelease(of key: Key) -> Bool {
    guard taken > 0, key == self.key else { return false }
    taken -= 1
    return true
  }

  /// `keymap | name: de`, with all maps, and what chooses the next one.
  var report: Node {
    var node = Node("keymap")
    node.set("name", name ?? "")
    for entry in maps {
      var map = Node("map")
      map.set("name", entry.name)
      node.append(map)
    }
    guard isChoice else { return node }
    var keys = Node("switch")
    keys.set("name", self.key.name ?? "")
    if let modifier { keys.set("with", modifier.name ?? "") }
    node.append(keys)
    return node
  }
}

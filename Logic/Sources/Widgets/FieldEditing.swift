// Editing a line of text: cursor and selection.

import Input

/// A line that is being edited. Positions count characters from the start.
struct FieldEditing: Equatable {
  var scalars: [Unicode.Scalar]
  private(set) var cursor: Int
  /// Where a selection began; the cursor is its other end.
  private(set) var anchor: Int

  /// More than anybody types; what is pasted or held down does not grow without limit.
  static var longest: Int { 4096 }

  init(_ text: String, cursor: Int, anchor: Int) {
    scalars = Array(text.unicodeScalars)
    self.cursor = max(0, min(cursor, scalars.count))
    self.anchor = max(0, min(anchor, scalars.count))
  }

  var selection: Range<Int> { min(cursor, anchor)..<max(cursor, anchor) }

  var text: String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(scalar) }
    return String(view)
  }

  mutating func move(to position: Int, selecting: Bool) {
    cursor = max(0, min(position, scalars.count))
    if !selecting { anchor = cursor }
  }

  mutating func selectAll() { (anchor, cursor) = (0, scalars.count) }

  /// Replaces the selection.
  mutating func insert(_ scalar: Unicode.Scalar) {
    removeSelection()
    guard scalars.count < Self.longest else { return }
    scalars.insert(scalar, at: cursor)
    move(to: cursor + 1, selecting: false)
  }

  @discardableResult
  private mutating func removeSelection() -> Bool {
    let range = selection
    scalars.removeSubrange(range)
    move(to: range.lowerBound, selecting: false)
    return !range.isEmpty
  }

  /// Removes the selection, or from the cursor to another place.
  private mutating func remove(to position: Int) {
    if removeSelection() { return }
    anchor = max(0, min(position, scalars.count))
    removeSelection()
  }

  /// The start of the word before, or the end of the one behind the cursor.
  private func word(forward: Bool) -> Int {
    var place = cursor
    func isSpace(_ index: Int) -> Bool { scalars[index] == " " }
    if forward {
      while place < scalars.count, isSpace(place) { place += 1 }
      while place < scalars.count, !isSpace(place) { place += 1 }
    } else {
      while place > 0, isSpace(place - 1) { place -= 1 }
      while place > 0, !isSpace(place - 1) { place -= 1 }
    }
    return place
  }

  /// Does what a key means here.
  /// - Returns: whether it means anything.
  mutating func press(_ key: Key, _ character: Unicode.Scalar?, _ modifiers: Modifiers) -> Bool {
    switch key {
    case .left: left(modifiers)
    case .right: right(modifiers)
    case .home: move(to: 0, selecting: modifiers.shift)
    case .end: move(to: scalars.count, selecting: modifiers.shift)
    case .backspace: remove(to: modifiers.control ? word(forward: false) : cursor - 1)
    case .delete: remove(to: modifiers.control ? word(forward: true) : cursor + 1)
    case .a where modifiers.control: selectAll()
    default:
      guard let character, character.value >= 0x20, character.value != 0x7f, !modifiers.control else { return false }
      insert(character)
    }
    return true
  }

  private mutating func left(_ modifiers: Modifiers) {
    if !selection.isEmpty, !modifiers.shift { return move(to: selection.lowerBound, selecting: false) }
    move(to: modifiers.control ? word(forward: false) : cursor - 1, selecting: modifiers.shift)
  }

  private mutating func right(_ modifiers: Modifiers) {
    if !selection.isEmpty, !modifiers.shift { return move(to: selection.upperBound, selecting: false) }
    move(to: modifiers.control ? word(forward: true) : cursor + 1, selecting: modifiers.shift)
  }
}

/// Which modifier keys are down.
struct Modifiers: Equatable {
  var shift = false
  var control = false
  var alt = false

  mutating func see(_ key: Key, isDown: Bool) {
    switch key {
    case .leftShift, .rightShift: shift = isDown
    case .leftControl, .rightControl: control = isDown
    case .leftAlt, .rightAlt: alt = isDown
    default: break
    }
  }
}

// What keys type: characters by the key map in use, dead keys, and keys that repeat as long as they are held.

import Input

final class CharacterGenerator: Filter {
  private(set) var maps: KeyMapChoice
  /// Until the first repetition, and between them; 0: keys do not repeat.
  private let delay: Microseconds
  private let period: Microseconds
  private var held: [Key] = []
  private var capsLock = false
  private var deadKey: Unicode.Scalar?
  /// The key that is repeating, and when it does so next.
  private var repeating: (key: Key, character: Unicode.Scalar?, time: Microseconds)?

  init(_ maps: KeyMapChoice, delay: Microseconds, period: Microseconds, _ next: Filter?) {
    self.maps = maps
    self.delay = delay
    self.period = period
    super.init(next)
  }

  override func handle(_ event: InputEvent, at time: Microseconds) {
    switch event {
    case .press(let key, let character): press(key, character, time)
    case .release(let key):
      if maps.takesRelease(of: key) { return }
      held.removeAll { $0 == key }
      if repeating?.key == key { repeating = nil }
      emit(event, at: time)
    default: emit(event, at: time)
    }
  }

  /// Has the map of that name in use, if there is one.
  func choose(_ name: String) { maps.choose(name) }

  /// Keys that are held stay what they were; nothing goes on repeating, and no accent waits for a letter of another map.
  private func press(_ key: Key, _ given: Unicode.Scalar?, _ time: Microseconds) {
    if maps.takesPress(of: key, holding: held) {
      (deadKey, repeating) = (nil, nil)
      return
    }
    if !held.contains(key) { held.append(key) }
    if key == .capsLock { capsLock.toggle() }
    let character = given ?? typed(key)
    emit(.press(key, character: character), at: time)
    if key.isButton || key.isModifier || key == .capsLock { return }
    repeating = period == 0 ? nil : (key, character, time &+ delay)
  }

  /// The character that the key types now; nil: none, or a dead key that waits.
  private func typed(_ key: Key) -> Unicode.Scalar? {
    let level = Level(isShifted: isHeld(.leftShift, .rightShift), isAlternate: held.contains(.rightAlt))
    guard let character = maps.map.character(key, level, capsLock: capsLock) else { return nil }
    if isHeld(.leftControl, .rightControl) { return control(character) }
    guard let dead = deadKey else {
      if !character.isDead { return character }
      deadKey = character
      return nil
    }
    deadKey = nil
    // Twice the same is the accent itself.
    return maps.map.compose(dead, character == dead ? " " : character) ?? (character.isDead ? nil : character)
  }

  /// With Control, letters are control characters.
  private func control(_ character: Unicode.Scalar) -> Unicode.Scalar? {
    switch character.value {
    case 0x40...0x5f, 0x61...0x7a: Unicode.Scalar(UInt8(truncatingIfNeeded: character.value & 0x1f))
    default: character.isDead ? nil : character
    }
  }

  private func isHeld(_ one: Key, _ other: Key) -> Bool { held.contains(one) || held.contains(other) }

  // MARK: Repetition

  override var nextTime: Microseconds? { repeating?.time }

  /// At most one repetition: those that were missed are left out.
  override func advance(to time: Microseconds) {
    guard let due = repeating, due.time <= time else { return }
    repeating = (due.key, due.character, max(due.time &+ period, time &+ 1))
    emit(.press(due.key, character: due.character), at: time)
  }
}

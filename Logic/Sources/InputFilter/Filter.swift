// Filters: what events go through between drivers and the GUI server, one after the other.
//
// A filter gets an event, and hands on what it makes of it: nothing, the same, or others. Time is given to it; it says when it
// wants to be asked again.

import Input

/// Time, in microseconds since some beginning.
public typealias Microseconds = UInt64

/// One step; by itself it changes nothing.
class Filter {
  private let next: Filter?

  init(_ next: Filter?) { self.next = next }

  /// Takes an event.
  func handle(_ event: InputEvent, at time: Microseconds) { emit(event, at: time) }

  /// Does what has become due.
  func advance(to time: Microseconds) {}
  /// When something becomes due.
  var nextTime: Microseconds? { nil }

  /// Hands an event on.
  final func emit(_ event: InputEvent, at time: Microseconds) { next?.handle(event, at: time) }
}

/// The end of the tree: keeps what comes out until somebody takes it.
final class Output: Filter {
  private(set) var events: [InputEvent] = []

  init() { super.init(nil) }

  override func handle(_ event: InputEvent, at time: Microseconds) { events.append(event) }

  func take() -> [InputEvent] {
    defer { events = [] }
    return events
  }
}

/// Several inputs as one: a key that two keyboards hold is down until both released it.
final class Merge: Filter {
  private var keys: [(key: Key, count: Int)] = []

  override func handle(_ event: InputEvent, at time: Microseconds) {
    switch event {
    case .press(let key, _): press(key, event, time)
    case .release(let key): release(key, event, time)
    default: emit(event, at: time)
    }
  }

  private func press(_ key: Key, _ event: InputEvent, _ time: Microseconds) {
    if let index = keys.firstIndex(where: { $0.key == key }) {
      keys[index].count += 1
    } else {
      keys.append((key, 1))
      emit(event, at: time)
    }
  }

  private func release(_ key: Key, _ event: InputEvent, _ time: Microseconds) {
    guard let index = keys.firstIndex(where: { $0.key == key }) else { return }
    keys[index].count -= 1
    guard keys[index].count == 0 else { return }
    keys.remove(at: index)
    emit(event, at: time)
  }
}

/// Keys become others. What was pressed as one key is released as the same, whatever happens in between.
final class Remap: Filter {
  private let table: [(from: Key, to: Key)]
  private var held: [(from: Key, to: Key)] = []

  init(_ table: [(from: Key, to: Key)], _ next: Filter?) {
    self.table = table
    super.init(next)
  }

  override func handle(_ event: InputEvent, at time: Microseconds) {
    switch event {
    case .press(let key, let character):
      let target = table.first { $0.from == key }?.to ?? key
      if !held.contains(where: { $0.from == key }) { held.append((key, target)) }
      emit(.press(target, character: character), at: time)
    case .release(let key):
      guard let index = held.firstIndex(where: { $0.from == key }) else { return }
      emit(.release(held.remove(at: index).to), at: time)
    default: emit(event, at: time)
    }
  }
}

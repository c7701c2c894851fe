// Values by keys that are never reused: a key that was removed finds nothing for ever, whatever came after it.
//
// A key is the value's position (lower 16 bits) and a serial number, so that finding is one comparison.

/// Values that are found by a key which the table chooses.
struct SlotTable<Value> {
  private struct Slot {
    var key: UInt64
    var value: Value?
  }

  private var slots: [Slot] = []
  private var free: [Int] = []
  private var serial: UInt64 = 0
  /// How many values there are.
  private(set) var count = 0

  static var maximumCount: Int { 1 << 16 }

  /// Adds a value; nil if the table has `maximumCount` of them.
  mutating func insert(_ value: Value) -> UInt64? {
    guard count < Self.maximumCount else { return nil }
    serial += 1
    count += 1
    let position = free.popLast() ?? slots.count
    let key = serial << 16 | UInt64(position)
    if position == slots.count {
      slots.append(Slot(key: key, value: value))
    } else {
      slots[position] = Slot(key: key, value: value)
    }
    return key
  }

  /// The value of a key; nil if it was removed or never was.
  @inline(__always)
  subscript(key: UInt64) -> Value? {
    let position = Int(truncatingIfNeeded: key & 0xffff)
    guard position < slots.count, slots[position].key == key else { return nil }
    return slots[position].value
  }

  /// Changes a value in place; nothing happens if the key finds none.
  mutating func update(_ key: UInt64, _ change: (inout Value) -> Void) {
    let position = Int(truncatingIfNeeded: key & 0xffff)
    guard position < slots.count, slots[position].key == key, var value = slots[position].value else { return }
    change(&value)
    slots[position].value = value
  }

  /// Removes a value; nothing happens if the key finds none.
  mutating func remove(_ key: UInt64) {
    let position = Int(truncatingIfNeeded: key & 0xffff)
    guard position < slots.count, slots[position].key == key, slots[position].value != nil else { return }
    slots[position].value = nil
    slots[position].key = 0
    free.append(position)
    count -= 1
  }
}

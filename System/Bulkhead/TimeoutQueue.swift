// What is due when: a binary heap by time. Equal times come out in the order in which they were added.

struct TimeoutQueue {
  struct Entry {
    let time: UInt64
    /// Names the timeout; grows with each one added.
    let number: UInt64
    /// 0: once.
    let period: UInt64
    let action: () -> Void
  }

  private var heap: [Entry] = []
  private var nextNumber: UInt64 = 1

  var isEmpty: Bool { heap.isEmpty }
  /// When the first one is due.
  var nextTime: UInt64? { heap.first?.time }

  /// Adds something that happens once; O(log n).
  mutating func add(at time: UInt64, _ action: @escaping () -> Void) -> UInt64 {
    repeating(from: time, every: 0, action)
  }

  /// Adds something that happens at `time` and then every `period`; O(log n).
  mutating func repeating(from time: UInt64, every period: UInt64, _ action: @escaping () -> Void) -> UInt64 {
    let number = nextNumber
    nextNumber += 1
    insert(Entry(time: time, number: number, period: period, action: action))
    return number
  }

  /// The action that is due first, if one is due at `now`; O(log n). It is gone afterwards, or set to its next time after
  /// `now`.
  mutating func takeDue(at now: UInt64) -> (() -> Void)? {
    guard let first = heap.first, first.time <= now else { return nil }
    remove(at: 0)
    if first.period > 0 {
      let next = first.time &+ ((now &- first.time) / first.period &+ 1) &* first.period
      insert(Entry(time: next, number: first.number, period: first.period, action: first.action))
    }
    return first.action
  }

  private mutating func insert(_ entry: Entry) {
    heap.append(entry)
    siftUp(heap.count - 1)
  }

  /// Forgets a timeout, if it is still there; O(n).
  mutating func cancel(_ number: UInt64) {
    if let index = heap.firstIndex(where: { $0.number == number }) { remove(at: index) }
  }

  private mutating func remove(at index: Int) {
    let last = heap.count - 1
    heap.swapAt(index, last)
    heap.removeLast()
    guard index < last else { return }
    siftDown(index)
    siftUp(index)
  }

  private static func precedes(_ a: Entry, _ b: Entry) -> Bool {
    a.time != b.time ? a.time < b.time : a.number < b.number
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0, Self.precedes(heap[index], heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func siftDown(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in index * 2 + 1...index * 2 + 2 where child < heap.count && Self.precedes(heap[child], heap[least]) {
        least = child
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}

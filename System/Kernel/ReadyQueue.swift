// Ready scheduling contexts of one CPU: a list for each of the 256 priorities, and a bit for each list that is not empty.
// Every operation takes constant time.

/// Ready scheduling contexts, the most urgent first.
struct ReadyQueue<H: Hardware>: ~Copyable {
  typealias Context = Ref<SchedulingContext<H>>

  private let occupied: Table<UInt64>
  private let first: Table<Context?>
  private let last: Table<Context?>

  /// Bytes of memory for the lists.
  static var bytes: Int { 4 * 8 + 2 * 256 * 8 }

  /// - Safety: `memory` has `bytes` bytes, for as long as the queue is used.
  @unsafe
  init(memory: UnsafeMutableRawPointer) {
    occupied = unsafe Table(at: memory, count: 4, repeating: 0)
    first = unsafe Table(at: memory + 32, count: 256, repeating: nil)
    last = unsafe Table(at: memory + 32 + 2048, count: 256, repeating: nil)
  }

  /// The first context of the highest occupied priority.
  var top: Context? {
    var word = 3
    while word >= 0 {
      let bits = occupied[word]
      if bits != 0 { return first[word &* 64 &+ 63 &- bits.leadingZeroBitCount] }
      word &-= 1
    }
    return nil
  }

  /// The head of a priority's list.
  func first(ofPriority priority: Int) -> Context? { first[priority] }

  mutating func append(_ context: Context) {
    let priority = Int(context.object.priority)
    let tail = last[priority]
    context.object.previous = tail
    context.object.next = nil
    if let tail { tail.object.next = context } else { first[priority] = context }
    last[priority] = context
    occupied[priority >> 6] |= 1 << UInt64(priority & 63)
  }

  /// Puts a context before all others of its priority: it did not use up its turn.
  mutating func prepend(_ context: Context) {
    let priority = Int(context.object.priority)
    let head = first[priority]
    context.object.previous = nil
    context.object.next = head
    if let head { head.object.previous = context } else { last[priority] = context }
    first[priority] = context
    occupied[priority >> 6] |= 1 << UInt64(priority & 63)
  }

  mutating func remove(_ context: Context) {
    let priority = Int(context.object.priority)
    let (previous, next) = (context.object.previous, context.object.next)
    if let previous { previous.object.next = next } else { first[priority] = next }
    if let next { next.object.previous = previous } else { last[priority] = previous }
    context.object.previous = nil
    context.object.next = nil
    if first[priority] == nil { occupied[priority >> 6] &= ~(1 << UInt64(priority & 63)) }
  }
}

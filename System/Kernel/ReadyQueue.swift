// Ready scheduling contexts of one CPU: a set for each of the 256 priorities, and a bit for each set that is not empty.
//
// Within a priority, whoever used the least time is first (start-time fair queueing: Goyal, Guo, Vin 1996). So who computes
// gets turns of the same length as others that compute, and who slept does not wait for all of their turns: a window that draws
// for a millisecond a frame draws at once, however many others of its priority compute all the time.
//
// Invariant: the time that a ready context used, as this queue counts, is at most a turn behind that of its priority's first one,
// so that nobody saves up more than a turn by sleeping; and when it is put in, at most a turn ahead of it.
// `top` takes constant time; putting in and taking out, the logarithm of how many are ready at that priority.

/// Ready scheduling contexts, the most urgent first.
struct ReadyQueue<H: Hardware>: ~Copyable {
  typealias Context = Ref<SchedulingContext<H>>

  private let occupied: Table<UInt64>
  private let roots: Table<Context?>
  private let first: Table<Context?>
  /// The time that the first context of a priority used when it was last chosen.
  private let progress: Table<Ticks>

  /// Bytes of memory for the sets.
  static var bytes: Int { 4 * 8 + 3 * 256 * 8 }

  /// - Safety: `memory` has `bytes` bytes, for as long as the queue is used.
  @unsafe
  init(memory: UnsafeMutableRawPointer) {
    occupied = unsafe Table(at: memory, count: 4, repeating: 0)
    roots = unsafe Table(at: memory + 32, count: 256, repeating: nil)
    first = unsafe Table(at: memory + 32 + 2048, count: 256, repeating: nil)
    progress = unsafe Table(at: memory + 32 + 4096, count: 256, repeating: 0)
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

  /// The contexts of a priority.
  func members(ofPriority priority: Int) -> Treap<SchedulingContext<H>> {
    Treap(root: roots[priority], first: first[priority])
  }

  /// Puts a context where the time that it used says.
  mutating func insert(_ context: Context) {
    let priority = Int(context.object.priority)
    let (head, turn) = (first[priority], context.object.budget.amount)
    let now = max(progress[priority], head?.object.treeKey ?? 0)
    progress[priority] = now
    context.object.usedTime = min(max(context.object.usedTime, now &- min(now, turn)), now &+ turn)
    context.object.treeKey = context.object.usedTime
    if head == nil { return fill(priority, context) }
    var set = members(ofPriority: priority)
    set.insert(context)
    (roots[priority], first[priority]) = (set.root, set.first)
  }

  mutating func remove(_ context: Context) {
    let priority = Int(context.object.priority)
    let head = first[priority]
    progress[priority] = max(progress[priority], head?.object.treeKey ?? 0)
    if head == context, roots[priority] == context, context.object.right == nil { return empty(priority) }
    var set = members(ofPriority: priority)
    set.remove(context)
    (roots[priority], first[priority]) = (set.root, set.first)
  }

  // Most priorities have one context or none: no tree is looked at for these.

  private func fill(_ priority: Int, _ only: Context) {
    (only.object.left, only.object.right) = (nil, nil)
    (roots[priority], first[priority]) = (only, only)
    occupied[priority >> 6] |= 1 << UInt64(priority & 63)
  }

  private func empty(_ priority: Int) {
    (roots[priority], first[priority]) = (nil, nil)
    occupied[priority >> 6] &= ~(1 << UInt64(priority & 63))
  }
}

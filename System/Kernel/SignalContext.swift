// A source of notifications, bound to the thread that receives them. 128 bytes.
//
// A signal carries no payload: it counts. `idle` -> submitted -> `queued` at the receiver -> `delivered` -> acknowledged
// -> `idle`, or `queued` again if more was submitted meanwhile. Submitting never blocks, never allocates and needs no
// trust in the receiver; nothing is lost and nothing is delivered twice.

public struct SignalContext<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .signalContext }

  enum State: UInt8 {
    case idle
    case queued
    case delivered
  }

  var header = ObjectHeader<H>(.signalContext)
  /// nil after the receiving thread was destroyed: signals go nowhere.
  var receiver: Ref<Thread<H>>?
  let imprint: UInt64
  /// Submitted and not yet delivered.
  var count: UInt64 = 0
  var state = State.idle
  /// Neighbours among the contexts of the same receiver.
  var previous: Ref<SignalContext>?
  var next: Ref<SignalContext>?
  /// Neighbours among the receiver's queued contexts.
  var queuePrevious: Ref<SignalContext>?
  var queueNext: Ref<SignalContext>?

  init(receiver: Ref<Thread<H>>, imprint: UInt64) {
    self.receiver = receiver
    self.imprint = imprint
  }
}

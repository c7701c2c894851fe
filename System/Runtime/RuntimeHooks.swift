// The functions that Swift's runtime calls for memory, and which part of the heap the calling thread has.

import CRuntime

/// Memory from the layer above: core, or the component's framework.
private enum ComponentMemory: HeapMemory {
  static func grow(_ bytes: UInt, token: inout UInt64) -> UInt {
    // Safety: `token` is used for the time of the call.
    unsafe heap_grow(bytes, &token)
  }

  static func shrink(_ address: UInt, _ bytes: UInt, token: UInt64) -> Bool { heap_shrink(address, bytes, token) != 0 }

  static var wipes: Bool { unsafe Heap.wipes }
}

private typealias Part = HeapPart<ComponentMemory>

/// The parts of the heap beside the first thread's.
public enum Heap {
  // Safety: belongs to the first thread.
  nonisolated(unsafe) fileprivate static var first = Part()

  // Safety: set by the first thread before there are others.
  nonisolated(unsafe) fileprivate static var wipes = false

  /// From now on what is freed is overwritten. Costs as much as clearing the memory. Before there are further threads.
  public static func wipeWhatIsFreed() { unsafe wipes = true }

  /// Makes a part for one more thread. It exists for ever: give it to another thread when the first one ended.
  public static func makePart() -> UInt {
    let part = UnsafeMutablePointer<Part>.allocate(capacity: 1)
    unsafe part.initialize(to: Part())
    return UInt(bitPattern: part)
  }

  /// Makes the calling thread use a part from `makePart`, which no other thread uses. Before it allocates anything.
  public static func use(_ part: UInt) { set_thread_word(part) }

  /// Does `body` with the calling thread's part.
  fileprivate static func withPart<R>(_ body: (inout Part) -> R) -> R {
    // Safety: a part is used by one thread, see `use`.
    guard let part = unsafe UnsafeMutablePointer<Part>(bitPattern: thread_word()) else { return unsafe body(&first) }
    return unsafe body(&part.pointee)
  }
}

/// `posix_memalign`, with which Swift's runtime allocates. Alignments above 16 do not occur in embeddable code.
@c(runtime_allocate)
public func runtimeAllocate(_ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: UInt, _ size: UInt) -> Int32
{
  guard alignment <= 16 else { return 22 }
  let address = Heap.withPart { $0.allocate(size) }
  // Safety: `result` is the caller's variable.
  unsafe result.pointee = UnsafeMutableRawPointer(bitPattern: address)
  return address == 0 ? 12 : 0
}

/// `free`.
@c(runtime_free)
public func runtimeFree(_ pointer: UnsafeMutableRawPointer?) {
  guard let pointer = unsafe pointer else { return }
  Heap.withPart { $0.free(UInt(bitPattern: pointer)) }
}

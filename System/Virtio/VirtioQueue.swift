// A queue in memory that driver and device share.

import Bulkhead
import Driver
import Virtio

/// The memory of a queue.
struct SharedQueueMemory: QueueMemory {
  private let buffer: DMABuffer

  init(_ buffer: DMABuffer) { self.buffer = buffer }

  func load16(_ offset: Int) -> UInt16 { buffer.mapping.load(offset) }
  func load32(_ offset: Int) -> UInt32 { buffer.mapping.load(offset) }
  func store16(_ value: UInt16, at offset: Int) { buffer.mapping.store(value, at: offset) }
  func store32(_ value: UInt32, at offset: Int) { buffer.mapping.store(value, at: offset) }
  func store64(_ value: UInt64, at offset: Int) { buffer.mapping.store(value, at: offset) }
}

public final class VirtioQueue {
  private var queue: SplitQueue<SharedQueueMemory>
  private let bell: Bell

  init(_ layout: QueueLayout, _ memory: DMABuffer, _ bell: Bell) {
    queue = SplitQueue(layout, SharedQueueMemory(memory))
    self.bell = bell
  }

  /// Requests that the queue can hold.
  public var size: Int { queue.layout.size }

  /// Adds a request, of which the device hears with `notify`. Nil if there is no room.
  public func add(_ parts: [QueuePart]) -> UInt16? { queue.add(parts) }

  public func notify() { bell.ring() }

  /// The next answer; nil if there is none.
  /// - Throws: `QueueFault` if the device breaks the rules: it has to be given up.
  public func take() throws(QueueFault) -> Answer? { try queue.take() }
}

// A message page in the test's own memory.

import CKernel
import KernelABI

final class MessageWords {
  private let memory = UnsafeMutableRawPointer.allocate(byteCount: MessagePage.size, alignment: 4096)

  init() { memory.initializeMemory(as: UInt8.self, repeating: 0, count: MessagePage.size) }
  deinit { memory.deallocate() }

  /// Makes it the page of the calling thread.
  func use() { _ = kernel_set_message_page(UInt64(UInt(bitPattern: memory))) }

  subscript(index: Int) -> UInt64 {
    get { memory.load(fromByteOffset: MessagePage.wordsOffset + index * 8, as: UInt64.self) }
    set { memory.storeBytes(of: newValue, toByteOffset: MessagePage.wordsOffset + index * 8, as: UInt64.self) }
  }

  var accept: Int { Int(memory.load(fromByteOffset: MessagePage.acceptOffset, as: UInt64.self)) }

  func sent(_ position: Int) -> CapabilityIndex {
    CapabilityIndex(rawValue: memory.load(fromByteOffset: MessagePage.sendOffset + position * 4, as: UInt32.self))
  }

  func setReceived(_ position: Int, _ capability: CapabilityIndex) {
    memory.storeBytes(of: capability.rawValue, toByteOffset: MessagePage.receiveOffset + position * 4, as: UInt32.self)
  }
}

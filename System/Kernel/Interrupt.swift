// A device interrupt that core attached: when the line fires it is masked and the signal context is told.
// Acknowledging unmasks it, so that a device can make no more work than its driver takes. 128 bytes.

import KernelABI

public struct Interrupt<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .interrupt }

  var header = ObjectHeader<H>(.interrupt)
  let line: Int
  var isMasked = true
  /// The capability to the signal context that is told.
  var signal = CapabilitySlot<H>()

  init(line: Int) {
    self.line = line
  }
}

// The first serial line (16550 UART at I/O port 0x3f8): the kernel's only way to say something.

import CX86

enum Serial {
  private static var port: UInt16 { 0x3f8 }

  /// 115,200 baud, 8 data bits, no parity, FIFOs on.
  static func initialize() {
    x86_out8(port + 1, 0)
    x86_out8(port + 3, 0x80)
    x86_out8(port, 1)
    x86_out8(port + 1, 0)
    x86_out8(port + 3, 3)
    x86_out8(port + 2, 0xc7)
    x86_out8(port + 4, 3)
  }

  /// Waits for the transmitter, but not for ever: a machine without a UART still runs.
  static func put(_ byte: UInt8) {
    var patience = 100_000
    while x86_in8(port + 5) & 0x20 == 0, patience > 0 { patience -= 1 }
    x86_out8(port, byte)
  }

  static func print(_ text: StaticString) {
    // Safety: a static string's bytes are constant memory.
    unsafe text.withUTF8Buffer { bytes in
      for index in 0..<bytes.count { unsafe put(bytes[index]) }
    }
  }

  static func print(hex value: UInt64) {
    var shift = 60
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
      put(digit < 10 ? 48 + digit : 87 + digit)
      shift -= 4
    }
  }

  static func print(decimal value: UInt64) {
    if value >= 10 { print(decimal: value / 10) }
    put(48 + UInt8(truncatingIfNeeded: value % 10))
  }
}

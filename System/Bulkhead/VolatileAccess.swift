// Memory that others see: devices and other components. The compiler neither repeats, merges, narrows nor leaves out these
// accesses, as it may do with all others.

import _Volatile

enum VolatileAccess {
  /// - Precondition: the address is mapped, and a multiple of the number's size.
  @inline(__always)
  static func load<Value: FixedWidthInteger>(_ address: UInt) -> Value {
    // Safety: see the precondition; `Mapping` checked it.
    switch Value.bitWidth {
    case 8: Value(truncatingIfNeeded: unsafe VolatileMappedRegister<UInt8>(unsafeBitPattern: address).load())
    case 16: Value(truncatingIfNeeded: unsafe VolatileMappedRegister<UInt16>(unsafeBitPattern: address).load())
    case 32: Value(truncatingIfNeeded: unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address).load())
    default: Value(truncatingIfNeeded: unsafe VolatileMappedRegister<UInt64>(unsafeBitPattern: address).load())
    }
  }

  /// - Precondition: the address is mapped writable, and a multiple of the number's size.
  @inline(__always)
  static func store<Value: FixedWidthInteger>(_ value: Value, _ address: UInt) {
    // Safety: see the precondition; `Mapping` checked it.
    switch Value.bitWidth {
    case 8: unsafe VolatileMappedRegister<UInt8>(unsafeBitPattern: address).store(UInt8(truncatingIfNeeded: value))
    case 16: unsafe VolatileMappedRegister<UInt16>(unsafeBitPattern: address).store(UInt16(truncatingIfNeeded: value))
    case 32: unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address).store(UInt32(truncatingIfNeeded: value))
    default: unsafe VolatileMappedRegister<UInt64>(unsafeBitPattern: address).store(UInt64(truncatingIfNeeded: value))
    }
  }
}

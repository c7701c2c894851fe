// Literals as bytes: the one place of this module that handles addresses.

extension StaticString {
  /// - Precondition: `position` is below `utf8CodeUnitCount`.
  @inline(__always)
  func byte(at position: Int) -> UInt8 {
    precondition(position >= 0 && position < utf8CodeUnitCount, "position outside the literal")
    // Safety: just checked; the literals here are no single characters, so that they are bytes in memory.
    return unsafe utf8Start[position]
  }
}

extension ByteSink {
  mutating func write(_ literal: StaticString) {
    // Safety: the bytes of a literal exist for ever; none here is a single character.
    write(unsafe Span(_unsafeStart: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }
}

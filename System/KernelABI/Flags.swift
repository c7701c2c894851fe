// Sets of flags in one integer. `OptionSet` would do, but its array literals bring `Array`, hence allocation, into
// modules that are compiled with the promise not to allocate.

/// A set of flags: combine with `|`, ask with `contains`.
public protocol Flags: Equatable, Sendable {
  associatedtype RawValue: FixedWidthInteger & Sendable
  var rawValue: RawValue { get }
  init(rawValue: RawValue)
}

extension Flags {
  /// The empty set.
  @inline(__always) public static var none: Self { Self(rawValue: 0) }

  /// Are all flags of `other` set here?
  @inline(__always) public func contains(_ other: Self) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// The flags that are set in both.
  @inline(__always) public static func & (a: Self, b: Self) -> Self { Self(rawValue: a.rawValue & b.rawValue) }

  @inline(__always) public static func | (a: Self, b: Self) -> Self { Self(rawValue: a.rawValue | b.rawValue) }
}

// Which blocks of a disk a client may use, and what its requests mean there. Numbers that a client names are allegations: whatever
// they are, no request reaches a block outside of the client's window.

import HID

/// What is to be done with blocks.
public enum DiskOperation: Equatable, Sendable {
  case read
  case write
  case sync
  case trim
}

/// A request in the numbers of whoever is asked.
public struct DiskRequest: Equatable, Sendable {
  public let operation: DiskOperation
  public let first: UInt64
  public let count: UInt64

  public init(_ operation: DiskOperation, first: UInt64 = 0, count: UInt64 = 0) {
    self.operation = operation
    self.first = first
    self.count = count
  }
}

/// Why a request is not done.
public enum DiskRefusal: Error, Equatable, Sendable {
  /// Blocks outside of the window, or none.
  case outOfRange
  case readOnly
}

/// A part of a disk in blocks.
public struct DiskWindow: Equatable, Sendable {
  public let first: UInt64
  public let count: UInt64
  public let isWriteable: Bool

  /// All of a disk.
  public init(count: UInt64, isWriteable: Bool) {
    first = 0
    self.count = count
    self.isWriteable = isWriteable
  }

  /// What a policy gives of a disk: `first` and `count` in blocks (from the start, to the end unless given), and `writeable`
  /// (`no` unless given).
  /// - Returns: nil if the disk has no such part, or a value is none.
  public init?(_ policy: Node, of disk: DiskWindow) {
    guard let first = try? policy.number("first", default: 0), first >= 0, UInt64(first) < disk.count else { return nil }
    let rest = disk.count - UInt64(first)
    guard let count = try? policy.number("count", default: Int(clamping: rest)), count > 0, UInt64(count) <= rest else {
      return nil
    }
    guard let isWriteable = try? policy.flag("writeable", default: false) else { return nil }
    self.first = disk.first + UInt64(first)
    self.count = UInt64(count)
    self.isWriteable = isWriteable && disk.isWriteable
  }

  /// The client's request in the disk's own numbers.
  public func place(_ request: DiskRequest) throws(DiskRefusal) -> DiskRequest {
    if request.operation == .sync { return request }
    guard request.count > 0, request.first < count, request.count <= count - request.first else { throw .outOfRange }
    if request.operation != .read, !isWriteable { throw .readOnly }
    return DiskRequest(request.operation, first: first + request.first, count: request.count)
  }
}

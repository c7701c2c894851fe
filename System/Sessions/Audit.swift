// AUDIT: whether core's books are right. For tests: counting takes as long as there is something to count, and the result
// tells about the whole machine, so a system routes this service to nobody else.

import RPC

public enum AuditFailure: UInt16, Failure {
  case unreachable = 0xffff
}

/// What core found when it counted anew all that it gave out.
public struct AuditResult: Message, Equatable {
  /// Do all accounts say what was counted?
  public let isBalanced: Bool
  /// Bytes of RAM that nobody uses.
  public let freeRAM: UInt64
  /// Objects that core serves: sessions, threads, dataspaces, region maps.
  public let objects: UInt64
  /// Bytes of core's own memory that were ever needed.
  public let heap: UInt64

  public init(isBalanced: Bool, freeRAM: UInt64, objects: UInt64, heap: UInt64) {
    self.isBalanced = isBalanced
    self.freeRAM = freeRAM
    self.objects = objects
    self.heap = heap
  }

  public func encode(into message: inout MessageWriter) {
    isBalanced.encode(into: &message)
    message.append(freeRAM)
    message.append(objects)
    message.append(heap)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    isBalanced = try Bool(from: &message)
    freeRAM = try message.next()
    objects = try message.next()
    heap = try message.next()
  }
}

public enum Audit: SessionInterface {
  public typealias Failure = AuditFailure
  public static var name: StaticString { "AUDIT" }
  public static var cost: Quota { .smallSession }

  /// Has core count anew what all accounts say, and say in the log whether they balance.
  public static var count: Method<Audit, Nothing, AuditResult> { Method(1, .alters) }
}

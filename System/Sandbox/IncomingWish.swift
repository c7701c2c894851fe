// A child's wish for a session on its way from a message into the engine: what `SessionRequest` is for the child, in the form
// that the engine works with. Large texts are not copied from one place to the next.

import Bulkhead
import Composition

/// In a message, the same as `SessionRequest`.
struct IncomingWish: Message {
  let id: UInt64
  let donation: Quota
  let affinity: Affinity
  let service: Text
  let label: String
  let arguments: String

  /// `Parent.session`, as it arrives here.
  static var method: Method<Parent, IncomingWish, Capability<AnySession>> { Method(Parent.session.opcode) }

  /// Never leaves from here.
  func encode(into message: inout MessageWriter) {}

  @inline(__always)
  init(from message: inout MessageReader) throws(MessageError) {
    id = try UInt64(from: &message)
    donation = try Quota(from: &message)
    affinity = try Affinity(from: &message)
    service = try Text(from: &message)
    label = try Self.string(from: &message)
    arguments = try Self.string(from: &message)
  }

  @inline(never)
  private static func string(from message: inout MessageReader) throws(MessageError) -> String {
    try Text(from: &message).string
  }
}

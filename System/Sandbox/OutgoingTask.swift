// A server's task on its way from the engine into a message: what `NextTask` is for the server, without its texts being
// copied in between.

import Bulkhead
import Composition

/// In a message, the same as `NextTask`.
struct OutgoingTask: Message {
  private let task: ProviderTask
  private let isLast: Bool

  /// `Parent.nextTask`, as it is answered here.
  static var method: Method<Parent, Nothing, OutgoingTask> { Method(Parent.nextTask.opcode) }

  init(_ task: ProviderTask, isLast: Bool) {
    self.task = task
    self.isLast = isLast
  }

  /// Never arrives here.
  init(from message: inout MessageReader) throws(MessageError) { throw .malformed }

  func encode(into message: inout MessageWriter) {
    isLast.encode(into: &message)
    switch task {
    case .create(let number, let request):
      NextTask.Kind.create.encode(into: &message)
      number.encode(into: &message)
      request.encode(into: &message)
    case .upgrade(let number, let amount):
      NextTask.Kind.upgrade.encode(into: &message)
      number.encode(into: &message)
      amount.quota.encode(into: &message)
    case .close(let number):
      NextTask.Kind.close.encode(into: &message)
      number.encode(into: &message)
    }
  }
}

extension ProviderRequest {
  /// As `SessionRequest` does behind its number.
  fileprivate func encode(into message: inout MessageWriter) {
    donation.quota.encode(into: &message)
    (affinity?.affinity ?? .anywhere).encode(into: &message)
    message.append(text: service.utf8.span)
    message.append(text: label.utf8.span)
    message.append(text: arguments.utf8.span)
  }
}

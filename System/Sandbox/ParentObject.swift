// What a child calls as its parent: takes messages apart, asks the engine, answers. Nothing here waits.

import Bulkhead
import Composition

/// The parent of one instance of a child.
final class ParentObject: RPCObject {
  private let instance: UInt64
  private let machine: SystemMachine
  private let engine: SandboxEngine<SystemMachine>
  /// The service that was asked for last: probably the next one, too.
  private var service = (text: Text(), string: "")

  init(_ instance: UInt64, _ machine: SystemMachine) {
    self.instance = instance
    self.machine = machine
    engine = machine.engine
  }

  func serve(_ request: inout Request) {
    switch request.opcode {
    case Parent.session.opcode, Parent.sessionCapability.opcode, Parent.close.opcode, Parent.upgrade.opcode:
      serveClient(&request)
    case Parent.announce.opcode, Parent.nextTask.opcode, Parent.deliver.opcode, Parent.respond.opcode:
      serveServer(&request)
    case Parent.outlive.opcode: serveOutliving(&request)
    default: serveLife(&request)
    }
  }

  private func serveClient(_ request: inout Request) {
    request.serve(IncomingWish.method) { wish throws(ParentFailure) in
      try self.engine.requestSession(
        self.instance, number: wish.id, service: self.string(of: wish.service), label: wish.label, arguments: wish.arguments,
        affinity: AffinityLocation(wish.affinity), donation: Composition.Resources(wish.donation)
      ).get()
    }
    request.serve(Parent.sessionCapability) { id throws(ParentFailure) in
      try self.engine.answer(self.instance, number: id).get()
    }
    request.serve(Parent.close) { (id) throws(ParentFailure) -> Void in
      switch self.engine.closeSession(self.instance, number: id) {
      case .done: return
      case .pending: throw .pending
      case .invalid: throw .invalidID
      }
    }
    request.serve(Parent.upgrade) { (arguments) throws(ParentFailure) -> Void in
      _ = try self.engine.upgradeSession(
        self.instance, number: arguments.first, Composition.Resources(arguments.second)
      ).get()
    }
  }

  private func serveOutliving(_ request: inout Request) {
    request.serve(Parent.outlive) { (id) throws(ParentFailure) -> Void in
      guard self.engine.outlive(self.instance, number: id) else { throw .invalidID }
    }
  }

  private func string(of service: Text) -> String {
    if self.service.text != service { self.service = (service, service.string) }
    return self.service.string
  }

  private func serveServer(_ request: inout Request) {
    request.serve(Parent.announce) { (service) throws(ParentFailure) -> Void in
      guard self.engine.announce(self.instance, service: service.string) else { throw .denied }
    }
    request.serve(OutgoingTask.method) { () throws(ParentFailure) in
      guard let (task, isLast) = self.engine.takeTask(self.instance) else { throw .nothingPending }
      return OutgoingTask(task, isLast: isLast)
    }
    request.serve(
      Parent.deliver,
      keeping: { arguments, received throws(ParentFailure) -> Nothing in
        let kept = KeptCapability(received.keep(arguments.second))
        guard self.engine.deliver(self.instance, number: arguments.first, kept) else { throw .invalidID }
        return Nothing()
      })
    request.serve(Parent.respond) { (arguments) throws(ParentFailure) -> Void in
      let answer = ProviderAnswer(code: arguments.second)
      guard self.engine.respond(self.instance, number: arguments.first, answer) else { throw .invalidID }
    }
  }

  private func serveLife(_ request: inout Request) {
    request.serve(Parent.exit) { (value) throws(ParentFailure) -> Void in self.engine.exit(self.instance, value: value) }
    request.serve(
      Parent.setSignal,
      keeping: { arguments, received throws(ParentFailure) -> Nothing in
        let kept = arguments.second.exists ? KeptSignal(received.keep(arguments.second)) : nil
        self.machine.setSignal(self.instance, arguments.first, kept)
        return Nothing()
      })
    request.serve(Parent.requestResources) { (quota) throws(ParentFailure) -> Void in
      self.engine.requestResources(self.instance, Composition.Resources(quota))
    }
    request.serve(Parent.heartbeat) { () throws(ParentFailure) -> Void in self.engine.heartbeat(self.instance) }
    request.serve(Parent.yieldRequest) { () throws(ParentFailure) in self.engine.yieldRequest(self.instance).quota }
    request.serve(Parent.yieldResponse) { () throws(ParentFailure) -> Void in self.engine.yielded(self.instance) }
  }
}

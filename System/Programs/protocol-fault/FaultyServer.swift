// The server's side of a session, message by message.

import Bulkhead

final class FaultyServer: StepByStep {
  private let environment: Environment
  private let object: FaultyObject
  private var served: ServedObject<Greeter>?
  private var task: ServerTask?

  override var count: Int { 9 }
  /// The step in which a call is served.
  private static var serving: Int { 4 }

  init(_ environment: Environment, failsIn step: Int, _ how: String) {
    self.environment = environment
    object = FaultyObject(environment, failsWith: step == Self.serving ? how : nil)
  }

  override func take(_ step: Int) -> Bool {
    switch step {
    case 0: (try? environment.parent.call(Parent.announce, Text(Greeter.name))) != nil
    case 1, 5, 7: environment.poll { nextTask() }
    case 2: make()
    case 3: deliver()
    case Self.serving: serve()
    default: respond()
    }
  }

  private func nextTask() -> Bool {
    let next: NextTask? = try? environment.parent.call(Parent.nextTask)
    task = next?.task
    return task != nil
  }

  private func make() -> Bool {
    served = try? environment.entrypoint.serve(object, as: Greeter.self)
    return served != nil
  }

  /// When the failure is to come in the middle of a call, it comes after this step.
  private func deliver() -> Bool {
    guard let task, let capability = served?.capability else { return false }
    guard (try? environment.parent.call(Parent.deliver, Pair(task.id, capability.erased))) != nil else { return false }
    if object.failsInCall { environment.entrypoint.run() }
    return true
  }

  private func serve() -> Bool {
    environment.entrypoint.run()
    return true
  }

  private func respond() -> Bool {
    guard let task else { return false }
    return (try? environment.parent.call(Parent.respond, Pair(task.id, 0))) != nil
  }
}

/// Serves one call, or fails in the middle of it.
final class FaultyObject: RPCObject {
  private let environment: Environment
  private let how: String?

  init(_ environment: Environment, failsWith how: String?) {
    self.environment = environment
    self.how = how
  }

  var failsInCall: Bool { how != nil }

  func serve(_ request: inout Request) {
    if let how { Failure.happen(how, environment) }
    request.serve(Greeter.greet) { text throws(GreeterFailure) in text }
    environment.entrypoint.stop()
  }
}

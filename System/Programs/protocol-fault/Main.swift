// Goes through the life of a session step by step and fails at one of them.

import Bulkhead
import HID

@main final class ProtocolFault: Component {
  private let environment: Environment
  private var frugal: FrugalServer?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    let (step, how) = ((try? node.number("step", default: 0)) ?? 0, node.attribute("how") ?? "exit")
    switch node.attribute("role") ?? "" {
    case let role where role.isSame(as: "client"): run(FaultyClient(environment), step, how)
    case let role where role.isSame(as: "server"): run(FaultyServer(environment, failsIn: step, how), step, how)
    case let role where role.isSame(as: "steady"): try visit()
    case let role where role.isSame(as: "miser"): try Miser(environment).run()
    case let role where role.isSame(as: "frugal"): frugal = try FrugalServer(environment)
    default: throw .failed("there is no such role")
    }
  }

  private func run(_ steps: StepByStep, _ limit: Int, _ how: String) {
    if !steps.take(upTo: limit) { environment.exit(2) }
    if limit > steps.count { environment.exit(0) } else { Failure.happen(how, environment) }
  }

  private func visit() throws(SessionError) {
    for _ in 0..<20 {
      let greeter = try environment.open(Greeter.self)
      guard (try? greeter.call(Greeter.greet, Text("hello"))) != nil else { throw .failed("the greeter does not greet") }
      greeter.close()
    }
    environment.exit(0)
  }
}

/// Something that is done in steps.
class StepByStep {
  var count: Int { 0 }

  /// False if the other side does not do its part.
  func take(_ step: Int) -> Bool { false }

  final func take(upTo limit: Int) -> Bool {
    var step = 0
    while step < min(limit, count) {
      if !take(step) { return false }
      step += 1
    }
    return true
  }
}

/// The ways to fail.
enum Failure {
  @inline(never)
  static func happen(_ how: String, _ environment: Environment) -> Never {
    if how.isSame(as: "crash") { overflow() }
    if how.isSame(as: "hang") { environment.entrypoint.sleep() }
    while how.isSame(as: "spin") { KernelCall.yield() }
    environment.exit(0)
  }

  /// Run-time checks stop the program at an illegal instruction.
  private static func overflow() {
    var numbers = [UInt8.max]
    numbers[0] += numbers[0]
    if numbers[0] == 1 { overflow() }
  }
}

extension Environment {
  /// Tries something every millisecond, for two seconds at most.
  func poll(_ attempt: () -> Bool) -> Bool {
    for _ in 0..<2000 {
      if attempt() { return true }
      entrypoint.pause(.milliseconds(1))
    }
    return false
  }
}

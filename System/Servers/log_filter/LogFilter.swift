// Stands between components and the log.

import Bulkhead
import HID
import Policy
import Services

@main final class LogFilter: Component {
  private let environment: Environment
  private let configuration: Configuration
  private var service: Service<Log>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    try configuration.watch { _ in }
    service = try environment.offer(Log.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label
    guard let policy = configuration.node.policy(for: label.string) else {
      environment.log(
        "error: LOG \"\(label.string)\" is denied; add \"+ policy | label: \(label.string)\" or \"+ default-policy\"")
      throw .denied
    }
    guard request.donation.ram >= FilterRule.cost.ram else { throw .insufficientRAM }
    let rule = FilterRule(policy, environment.clock)
    let log = environment.log
    return LogReceiver(request) { line in
      guard rule.passes(line) else { return }
      if let missing = rule.takeMissing() { log.write(Text.line(Text("(\(missing) lines left out)"), from: label)) }
      log.write(Text.line(line, from: label))
    }
  }
}

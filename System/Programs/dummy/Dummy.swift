// Does what its configuration says, step by step. A new configuration with another version is done as well.

import Bulkhead
import HID

@main final class Dummy: Component {
  private let environment: Environment
  private let configuration: Configuration
  private let consumer: Consumer
  private var connections: [LogConnection] = []
  private var service: LogService?
  private var version: String?
  private var count = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    consumer = Consumer(environment)
    configuration = try environment.configuration()
    try configuration.watch { [self] node in self.consider(node) }
  }

  private func consider(_ node: Node) {
    let new = node.attribute("version") ?? ""
    if let version, version.isSame(as: new) { return }
    version = new
    count += 1
    if !new.utf8.isEmpty { environment.log("config \(count): \(new)") }
    for step in node.nodes { take(step) }
  }

  private func take(_ step: Node) {
    switch step.type {
    case let type where type.isSame(as: "log"): environment.log(step.attribute("string") ?? "")
    case let type where type.isSame(as: "create_log_connections"): connect(step)
    case let type where type.isSame(as: "destroy_log_connections"): disconnect()
    case let type where type.isSame(as: "log_service"): serve(step)
    case let type where type.isSame(as: "consume_ram"): consumer.consumeRAM(number(step, "amount"))
    case let type where type.isSame(as: "consume_caps"): consumer.consumeCapabilities(number(step, "amount"))
    case let type where type.isSame(as: "transfer_ram"): consumer.transfer(number(step, "amount"))
    case let type where type.isSame(as: "handle_yield_requests"): yield()
    default: end(step)
    }
  }

  /// Steps after which nothing, or nothing for a while, happens.
  private func end(_ step: Node) {
    switch step.type {
    case let type where type.isSame(as: "sleep"):
      environment.entrypoint.pause(.milliseconds(UInt64(number(step, "ms", default: 100))))
    case let type where type.isSame(as: "sleep_forever"): environment.entrypoint.sleep()
    case let type where type.isSame(as: "exit"): environment.exit(number(step, "value"))
    case let type where type.isSame(as: "crash"): Accident.happen()
    default: environment.log("unknown step \"\(step.type)\"")
    }
  }

  private func number(_ step: Node, _ tag: String, default standard: Int = 0) -> Int {
    max((try? step.bytes(tag, default: standard)) ?? standard, 0)
  }

  private func yield() {
    try? environment.onYieldRequest { [self] _ in
      environment.log("got yield request")
      consumer.release()
    }
  }

  // MARK: - LOG

  private func connect(_ step: Node) {
    let (wanted, upgrade) = (number(step, "count"), number(step, "ram_upgrade"))
    environment.log("going to create \(wanted) LOG connections")
    for number in 0..<wanted {
      guard let connection = LogConnection(number, environment) else { return }
      connections.append(connection)
      guard upgrade > 0 else { continue }
      environment.log("upgrade connection \(number)")
      connection.upgrade(by: upgrade)
    }
    environment.log("created all LOG connections")
  }

  private func disconnect() {
    while let connection = connections.popLast() { connection.close() }
    environment.log("destroyed all LOG connections")
  }

  private func serve(_ step: Node) {
    let isVerbose = (try? step.flag("verbose", default: false)) ?? false
    service = LogService(environment, isVerbose: isVerbose, delay: number(step, "delay_close_ms"))
    environment.log(service == nil ? "may not offer LOG" : "created LOG service")
  }
}

// Reports become ROMs: from one writer to the readers that a policy names.

import Bulkhead
import HID
import Policy
import Services

@main final class ReportROM: Component {
  private let environment: Environment
  private let configuration: Configuration
  private var flows: [Flow] = []
  private var reports: Service<Report>?
  private var roms: Service<ROM>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    try configuration.watch { _ in }
    reports = try environment.offer(Report.self) { [self] request throws(RefusedSession) in try write(request) }
    roms = try environment.offer(ROM.self) { [self] request throws(RefusedSession) in try read(request) }
  }

  /// The flow of a report, made when it is first asked for.
  private func flow(_ name: String) -> Flow {
    for flow in flows where flow.name.isSame(as: name) { return flow }
    let flow = Flow(name)
    flows.append(flow)
    return flow
  }

  private func read(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    guard let report = configuration.node.policy(for: label)?.attribute("report") else {
      environment.log("error: ROM \"\(label)\" is denied; add \"+ policy | label: \(label) | report: ...\"")
      throw .denied
    }
    return try flow(report).content.open(request)
  }

  private func write(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    guard let policy = policy(forReport: label) else {
      environment.log(
        "error: Report \"\(label)\" is denied, nobody may read it; add \"+ policy | label: ... | report: \(label)\"")
      throw .denied
    }
    let flow = flow(label)
    guard !flow.hasWriter else {
      environment.log("error: Report \"\(label)\" is denied: it has a writer already")
      throw .denied
    }
    let keep = (try? policy.bytes("keep", default: 65536)) ?? 65536
    let receiver = try ReportReceiver(
      request, close: { flow.close(keeping: keep) }, handle: { [self] bytes in receive(bytes, flow) })
    flow.hasWriter = true
    return receiver
  }

  private func policy(forReport label: String) -> Node? {
    for node in configuration.node.nodes("policy") where node.attribute("report")?.isSame(as: label) == true { return node }
    return nil
  }

  private func receive(_ bytes: [UInt8], _ flow: Flow) {
    flow.content.set(bytes)
    guard (try? configuration.node.flag("verbose", default: false)) == true else { return }
    environment.log("report '\(flow.name)':\n\(String(decoding: bytes, as: UTF8.self))")
  }
}

/// One report, from its writer to its readers.
final class Flow {
  let name: String
  let content = ROMSource()
  var hasWriter = false

  init(_ name: String) { self.name = name }

  /// The writer's donation, which paid for the content, is gone.
  func close(keeping limit: Int) {
    hasWriter = false
    if content.content.count > limit { content.set([]) }
  }
}

// The platform driver: finds all devices, and gives each driver those that its policy names.
//
// At the start all devices on PCI lose the right to access memory, whoever gave it to them; a device has it as long as a
// driver holds it. Without an IOMMU a driver's device can access all memory: what confines it will be entered where
// `DMABuffers` makes a buffer known, and where `DeviceRights` switches a device on.

import Bulkhead
import Devices
import HID
import PCI
import Policy

@main final class PlatformDriver: Component {
  private let environment: Environment
  private let configuration: Configuration
  private let machine: DeviceTable
  private var service: Service<Platform>?
  private var reporter: Reporter?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    machine = try DeviceTable(environment)
    try configuration.watch { [self] node in configure(node) }
    service = try environment.offer(Platform.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  private func configure(_ node: Node) {
    for problem in DevicePolicy.complaints(about: node) {
      environment.log("config:\(problem.position.line):\(problem.position.column): error: \(problem.message)")
    }
    machine.policies = node
    report(node)
  }

  private func report(_ node: Node) {
    guard let options = node.node("report"), (try? options.flag("devices", default: false)) == true else { return }
    let reporter = self.reporter ?? Reporter(Text("devices"), environment: environment)
    self.reporter = reporter
    do throws(SessionError) { try reporter.report(machine.report) } catch {
      environment.log("error: the report \"devices\" does not get through: \(error.description.string)")
    }
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    guard machine.policies.policy(for: label) != nil else {
      environment.log("error: Platform \"\(label)\" is denied; add \"+ policy | label: \(label) | + pci | class: ...\"")
      throw .denied
    }
    return try PlatformSession.open(label, request.donation, machine, environment)
  }
}

// From a scenario to the model that the report is about. Conservative: a component is taken to have every session that its route
// permits, under whatever label, and every device that its policy names.

import Composition
import Foundation
import HID
import Policy
import SecurityReport

struct ModelBuilder {
  private(set) var model = SecurityModel()

  /// - Parameters:
  ///   - config: the first init's configuration.
  ///   - memory: bytes that the machine has.
  init(config: Node, interfaces: [String: InterfaceInfluence], memory: Int) {
    model.interfaces = interfaces
    model.components = [
      Component("kernel", program: "kernel", kind: .kernel, parent: nil),
      Component("core", program: "core", kind: .core, parent: "kernel"),
    ]
    var first = Component("init", program: "init", kind: .sandbox, parent: "core")
    first.ram = memory
    model.components.append(first)
    let scope = Scope("init", config, in: .core)
    add(scope)
    model.relays += DiskParts.relays(model.disks)
    model.deviceManagers = Set(model.sessions.filter(Self.managesDevices).map(\.client)).sorted()
    model.attackers = DeviceEntries.attackers(model.devices)
  }

  /// Whoever can map any device's memory, or use any port.
  private static func managesDevices(_ session: SessionLink) -> Bool {
    session.server == "core" && ["IO_MEM", "IO_PORT"].contains(session.service)
      // An init only hands the right on; that it has it follows from its being a parent.
      && session.client != "init"
  }

  private mutating func add(_ scope: Scope) {
    for child in scope.configuration.children { add(child, in: scope) }
    model.relays += ReportRelays(scope, model.sessions).relays
  }

  private mutating func add(_ child: ChildDeclaration, in scope: Scope) {
    let label = scope.label(of: child.name)
    let inner = scope.inner(child)
    // An init whose configuration comes from elsewhere can start anything: that is a part of it, and can have what it has.
    var component = Component(
      label, program: child.binary, kind: inner == nil ? .component : .sandbox, parent: scope.label)
    component.ram = child.quota.ram
    component.capabilities = child.quota.capabilities
    component.position = child.position
    model.components.append(component)
    addTime(child, label, in: scope)
    let sessions = sessions(of: child, as: label, in: scope)
    model.sessions += sessions
    addDevices(child, label, in: scope)
    addDisks(child, label, in: scope)
    if let inner { return add(inner) }
    addPrograms(scope.config(of: child), of: component, sessions)
  }

  private func sessions(of child: ChildDeclaration, as label: String, in scope: Scope) -> [SessionLink] {
    scope.services.flatMap { service in
      scope.targets(of: service, for: child).map { target in
        SessionLink(
          label, to: target.server, service, consent: target.consent, broker: target.broker, filter: target.filter,
          position: target.position)
      }
    }.filter { $0.server != label }
  }

  /// Programs that a component starts itself (`start` nodes in its configuration): they can get whatever it can get.
  private mutating func addPrograms(_ config: Node?, of parent: Component, _ sessions: [SessionLink]) {
    for start in config?.nodes("start") ?? [] {
      guard let name = start.name else { continue }
      var child = Component(
        "\(parent.name) -> \(name)", program: start.node("binary")?.name ?? name, parent: parent.name)
      child.position = start.position
      model.components.append(child)
      let inherited = sessions.map { session in
        session.of(child.name)
      }
      model.sessions += inherited
      addPrograms(start.node("config"), of: child, inherited)
    }
  }

  // MARK: - Time

  private mutating func addTime(_ child: ChildDeclaration, _ label: String, in scope: Scope) {
    let urgency = scope.urgency(of: child)
    let cpu = child.affinity?.x ?? 0
    guard let time = child.time else {
      if scope.inner(child) == nil {
        model.competitors.append(Competitor(label, priority: urgency, cpu: cpu, position: child.position))
      }
      return
    }
    model.tasks.append(
      RealTimeTask(
        label, priority: urgency, budget: time.budget * 1000, period: time.period * 1000,
        deadline: time.deadline.map { $0 * 1000 },
        cpu: cpu, position: child.position))
  }

  // MARK: - Devices

  private mutating func addDevices(_ child: ChildDeclaration, _ label: String, in scope: Scope) {
    for target in scope.targets(of: "Platform", for: child) {
      guard let config = Self.config(of: target.server, from: scope) else { continue }
      let policies = Self.policies(config, for: Self.label(of: label, at: target.server), andParts: scope.inner(child) == nil)
      for node in policies.flatMap(\.nodes) {
        model.devices.append(DeviceLink(label, DeviceEntries.name(node), reachesMemory: DeviceEntries.reachesMemory(node)))
      }
    }
  }

  /// An init uses no blocks itself: those that it starts do.
  private mutating func addDisks(_ child: ChildDeclaration, _ label: String, in scope: Scope) {
    for target in scope.targets(of: "Block", for: child) where scope.inner(child) == nil {
      guard let config = Self.config(of: target.server, from: scope) else { continue }
      model.disks += DiskParts(of: label, as: Self.label(of: label, at: target.server), at: target.server, config).parts
    }
  }

  /// What a component gets.
  /// - Parameter andParts: with what it could get for those that it starts, unless they are components themselves.
  private static func policies(_ config: Node, for label: String, andParts: Bool) -> [Node] {
    let own = config.policy(for: label).map { [$0] } ?? []
    if !andParts { return own }
    return own + config.nodes("policy").filter { $0.attribute("label")?.isBelow(label) ?? false }
  }

  /// The configuration of a component by its label, looked for in this init and those around it.
  private static func config(of server: String, from scope: Scope) -> Node? {
    for child in scope.configuration.children where scope.label(of: child.name) == server { return scope.config(of: child) }
    guard case .scope(let outer, _) = scope.surroundings else { return nil }
    return config(of: server, from: outer)
  }

  /// The label of a client as its server sees it: without what they have in common.
  private static func label(of client: String, at server: String) -> String {
    let common = server.components(separatedBy: " -> ").dropLast()
    return client.components(separatedBy: " -> ").dropFirst(common.count).joined(separator: " -> ")
  }
}

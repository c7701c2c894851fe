// From a model to links and contacts.

struct LinkBuilder {
  private let model: SecurityModel

  init(_ model: SecurityModel) { self.model = model }

  // MARK: - Influence

  var links: [InfluenceLink] {
    var links: [InfluenceLink] = []
    for component in model.components { links += machineLinks(component) }
    for session in model.sessions { links += sessionLinks(session) + steeringLinks(session) }
    for relay in model.relays { links += relayLinks(relay) }
    for device in model.devices where device.reachesMemory { links += memoryLinks(device) }
    for manager in model.deviceManagers { links += managerLinks(manager) }
    return links
  }

  private func machineLinks(_ component: Component) -> [InfluenceLink] {
    var links: [InfluenceLink] = []
    for base in model.components where base.kind == .kernel || base.kind == .core && component.kind != .kernel {
      if base.name == component.name { continue }
      links.append(InfluenceLink(from: base.name, to: component.name, influence: .all, kind: .machine))
    }
    if let parent = component.parent, !links.contains(where: { $0.from == parent }) {
      links.append(InfluenceLink(from: parent, to: component.name, influence: .all, kind: .parent))
    }
    return links
  }

  private func interface(_ session: SessionLink) -> InterfaceInfluence { model.interfaces[session.service] ?? .unknown }

  private func sessionLinks(_ session: SessionLink) -> [InfluenceLink] {
    let (interface, consent) = (interface(session), session.consent != nil)
    var links = [
      InfluenceLink(
        from: session.server, to: session.client, influence: interface.ofServer, kind: .server(session.service),
        needsConsent: consent, isAboutItself: interface.isAboutClient),
      InfluenceLink(
        from: session.client, to: session.server, influence: clientInfluence(session, interface),
        kind: .client(session.service), needsConsent: consent),
    ]
    guard let broker = session.broker else { return links.filter { !$0.influence.isEmpty } }
    // It has the session's capability as well as the client, from before the user agreed.
    links.append(
      InfluenceLink(from: broker, to: session.client, influence: interface.ofServer, kind: .broker(session.service)))
    links.append(
      InfluenceLink(from: broker, to: session.server, influence: interface.ofClient, kind: .broker(session.service)))
    return links.filter { !$0.influence.isEmpty }
  }

  /// A driver is its device's voice: whoever it feeds, or shows something for, depends on it.
  /// What everything stands on keeps its clients apart.
  private func clientInfluence(_ session: SessionLink, _ interface: InterfaceInfluence) -> Influence {
    if model.component(session.server)?.isBase ?? false { return [] }
    let isDriver = model.devices.contains { $0.driver == session.client }
    let isFed = !interface.ofClient.isEmpty
    return isDriver && isFed ? .all : interface.ofClient
  }

  /// Who steers ends components of the init that does it: the one that the route's label names, or any if the route leaves that open.
  private func steeringLinks(_ session: SessionLink) -> [InfluenceLink] {
    guard session.service == "Steering" else { return [] }
    let only = session.filter.flatMap(Self.steered)
    return model.components.filter { $0.parent == session.server && $0.name != session.client }.compactMap { victim in
      guard only == nil || Component.shortName(of: victim.name) == only else { return nil }
      return InfluenceLink(
        from: session.client, to: victim.name, influence: .denies, kind: .client("Steering"),
        needsConsent: session.consent != nil)
    }
  }

  /// The component in "label: restart -> NAME"; nil if the rule takes other labels as well.
  private static func steered(_ filter: String) -> String? {
    guard filter.hasPrefix("label: "), let arrow = filter.ranges(of: " -> ").first else { return nil }
    return String(filter[arrow.upperBound...])
  }

  private func relayLinks(_ relay: Relay) -> [InfluenceLink] {
    [
      InfluenceLink(from: relay.writer, to: relay.reader, influence: [.alters, .denies], kind: .relay(relay.server)),
      InfluenceLink(
        from: relay.reader, to: relay.writer, influence: .sees, kind: .relay(relay.server), isAboutItself: relay.isAboutWriter),
    ]
  }

  private func memoryLinks(_ device: DeviceLink) -> [InfluenceLink] {
    model.components.filter { $0.name != device.driver }.map {
      InfluenceLink(from: device.driver, to: $0.name, influence: .all, kind: .memoryAccess(device.device))
    }
  }

  private func managerLinks(_ manager: String) -> [InfluenceLink] {
    model.components.filter { $0.name != manager }.map {
      InfluenceLink(from: manager, to: $0.name, influence: .all, kind: .deviceManager)
    }
  }

  // MARK: - Contacts

  var contacts: [Contact] {
    var contacts: [Contact] = []
    for session in model.sessions { contacts += sessionContacts(session) }
    for relay in model.relays {
      contacts.append(Contact(from: relay.writer, to: relay.reader, gates: ["relay \(relay.server)"]))
    }
    for component in model.components { contacts += baseContacts(component) }
    return contacts
  }

  private func sessionContacts(_ session: SessionLink) -> [Contact] {
    var gates = ["type \(session.service)"]
    if let filter = session.filter { gates.append("filter \(filter)") }
    if let consent = session.consent { gates.append("consent \(consent)") }
    var contacts = [Contact(from: session.client, to: session.server, gates: gates)]
    if interface(session).answers { contacts.append(Contact(from: session.server, to: session.client, gates: gates)) }
    // The broker reads the request, whatever the user says.
    if let broker = session.broker {
      contacts.append(Contact(from: session.client, to: broker, gates: ["type \(session.service)"]))
    }
    return contacts
  }

  /// Everybody calls the kernel, core, and its parent.
  private func baseContacts(_ component: Component) -> [Contact] {
    var contacts: [Contact] = []
    for base in model.components where base.name != component.name && component.kind != .kernel {
      switch base.kind {
      case .kernel: contacts.append(Contact(from: component.name, to: base.name, gates: ["system calls"]))
      case .core where component.kind != .core:
        contacts.append(Contact(from: component.name, to: base.name, gates: ["type PD"]))
      case .sandbox where component.parent == base.name:
        contacts.append(Contact(from: component.name, to: base.name, gates: ["type Parent"]))
      case .core, .sandbox, .component: continue
      }
    }
    return contacts
  }
}

// Passwords are typed at devices: nothing but drivers, and filters that only drivers feed, may say what a person does where there
// is a password entry.
//
// The rule: if the GUI server (whichever child's configuration names who has the attention key) gives an `Event` session to a
// child, that child is a driver (its program lies in System/Drivers), or the policy says `method: yes`, which keeps what it
// types away from the password entry, or it offers `Event` itself and all who are routed there are drivers, or such filters. It is
// about every label that a child can give its session, and every policy that this could be meant by. What the entry's own component
// types (tests that play all the parts) is let pass.

import Composition
import HID
import Policy

struct InputPathCheck {
  private let config: Node
  private let configuration: SandboxConfiguration
  private let drivers: Set<String>
  /// Whoever has the attention key.
  private var entry = ""
  private(set) var problems: [Diagnostic] = []

  /// - Parameter drivers: programs that drive devices.
  init(_ config: Node, _ configuration: SandboxConfiguration, drivers: Set<String>) {
    self.config = config
    self.configuration = configuration
    self.drivers = drivers
    for child in configuration.children {
      guard let node = inner(child), let label = node.node("attention")?.attribute("label") else { continue }
      entry = String(label.prefix { $0 != " " })
      checkServer(child, node)
    }
  }

  private func inner(_ child: ChildDeclaration) -> Node? {
    config.nodes("start").first { $0.position == child.position }?.node("config")
  }

  private mutating func checkServer(_ server: ChildDeclaration, _ node: Node) {
    for child in feeders(of: server) where !drivers.contains(child.binary) {
      let policies = Self.policies(for: child, renamed: isRenamed(child, at: server), node)
      if policies.allSatisfy({ (try? $0.flag("method", default: false)) == true }) { continue }
      if child.provides("Event") {
        checkFilter(child, server, [server.name, child.name])
      } else {
        problems.append(
          Diagnostic(
            child.position,
            "\"\(child.name)\" is no driver, and what it types at \"\(server.name)\" would reach the password entry; write into"
              + " \"\(server.name)\": \"+ event | + policy | label: \(child.name) | method: yes\""))
      }
    }
  }

  private mutating func checkFilter(_ filter: ChildDeclaration, _ server: ChildDeclaration, _ path: [String]) {
    for child in feeders(of: filter) where !drivers.contains(child.binary) {
      if child.provides("Event"), !path.contains(child.name) {
        checkFilter(child, server, path + [child.name])
        continue
      }
      problems.append(
        Diagnostic(
          child.position,
          "\"\(child.name)\" is no driver, and what it types at \"\(filter.name)\" would reach the password entry; route its Event"
            + " to \"\(server.name)\", and write there: \"+ event | + policy | label: \(child.name) | method: yes\""))
    }
  }

  /// Whose `Event` sessions lead to that child.
  private func feeders(of server: ChildDeclaration) -> [ChildDeclaration] {
    configuration.children.filter { child in
      guard child.name != server.name, child.name != entry else { return false }
      return !routes(of: child, to: server).isEmpty
    }
  }

  private func routes(of child: ChildDeclaration, to server: ChildDeclaration) -> [PossibleRoute] {
    configuration.possibleRoutes(of: "Event", for: child).filter { $0.provider == .child(server.name) }
  }

  /// Whether a route calls the child's sessions other than the child is called.
  private func isRenamed(_ child: ChildDeclaration, at server: ChildDeclaration) -> Bool {
    routes(of: child, to: server).contains { route in
      route.rule.targets.contains { $0.rewriting.label != nil || $0.rewriting.identity != nil }
    }
  }

  /// The server's policies that some session of the child could fall under.
  private static func policies(for child: ChildDeclaration, renamed: Bool, _ node: Node) -> [Node] {
    (node.node("event")?.nodes ?? []).filter {
      ($0.type == "policy" || $0.type == "default-policy") && (renamed || $0.couldMean(child.name))
    }
  }
}

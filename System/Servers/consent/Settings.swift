// What the configuration says:
//
//     config
//     + policy | label: settings | decides: yes
//     + remember | label: recorder | service: Record | decision: allow

import Bulkhead
import Consent
import HID
import Policy

/// Decisions that stand before anybody was asked.
struct Settings {
  let remembered: [Remembered]
  private let node: Node

  init(_ environment: Environment) throws(SessionError) {
    var remembered: [Remembered] = []
    node = try environment.configuration().node
    for node in node.nodes where node.type.isSame(as: "remember") {
      guard let label = node.attribute("label"), let service = node.attribute("service"),
        let decision = node.attribute("decision"), decision.isSame(as: "allow") || decision.isSame(as: "deny")
      else {
        environment.log("error: \"remember\" needs \"label\", \"service\", and \"decision: allow\" or \"deny\"; it is ignored")
        continue
      }
      remembered.append(Remembered(label: label, service: service, isAllowed: decision.isSame(as: "allow")))
    }
    self.remembered = remembered
  }

  /// Whether a client may have decisions changed, by its label; others can only end what goes on.
  func decides(_ label: String) -> Bool { node.policy(for: label)?.attribute("decides")?.isSame(as: "yes") == true }
}

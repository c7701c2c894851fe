// What the configuration says:
//
//     config
//     + policy | label: settings | decides: yes
//     + policy | label: audit_log | recalls: yes
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

  /// What a client may do, by its label.
  func power(of label: String) -> ControlPower {
    let policy = node.policy(for: label)
    if policy?.attribute("decides")?.isSame(as: "yes") == true { return .deciding }
    return policy?.attribute("recalls")?.isSame(as: "yes") == true ? .recalling : .none
  }
}

// What the configuration says:
//
//     config
//     + remember | label: recorder | service: Record | decision: allow

import Bulkhead
import Consent
import HID

/// Decisions that stand before anybody was asked.
struct Settings {
  let remembered: [Remembered]

  init(_ environment: Environment) throws(SessionError) {
    var remembered: [Remembered] = []
    for node in try environment.configuration().node.nodes where node.type.isSame(as: "remember") {
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
}

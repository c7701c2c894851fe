// One client's session on its way through the broker: held while the user is asked, opened at its provider in the client's
// place, and ended there when it is to end.

import Bulkhead
import Consent

final class Passage {
  enum Stage: Equatable {
    /// The client waits for an answer.
    case held
    /// The provider was asked.
    case opening
    /// The client has its capability.
    case open
    /// The broker's session at the provider ends; the client keeps one that is dead.
    case ending
    /// It ended, and the client has not closed its own.
    case dead
  }

  let request: SessionRequest
  var stage = Stage.held
  /// The broker's own session at the provider.
  var beyond: PendingSession?
  /// The client closed its session: tell the parent when the end is reached.
  var isClosedByClient = false
  /// What was donated on top and the provider does not have yet.
  var isUpgrading = false

  var id: UInt64 { request.id }

  /// What the broker keeps of each donation for its own record.
  static var cost: Quota { Quota(ram: 2048, capabilities: 1) }

  init(_ request: SessionRequest) { self.request = request }

  /// What is handed on.
  var donation: Quota {
    Quota(
      ram: request.donation.ram - Self.cost.ram, capabilities: request.donation.capabilities - Self.cost.capabilities)
  }
}

extension Use {
  /// What the parent wrote in front of the session's arguments; nil: it did not, so nobody can be asked. Or the label would be more
  /// than one attribute of a report.
  init?(_ request: SessionRequest) {
    let lease = request.arguments.numericArgument("ttl").map { UInt32(clamping: $0) }
    guard let word = request.arguments.argument("consent"), let rule = ConsentRule(word.string, lease: lease),
      let component = request.arguments.argument("component"), !request.label.bytes.contains(UInt8(ascii: "|"))
    else { return nil }
    self.init(
      id: request.id, label: request.label.string, component: component.string, service: request.service.string,
      purpose: request.arguments.argument("purpose")?.string ?? "", rule: rule)
  }
}

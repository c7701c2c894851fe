// Which sessions the user is asked about before their provider hears of them.

import Consent
import HID

extension SandboxConfiguration {
  /// What the rule says about asking; nil: nobody is asked.
  ///
  /// - Throws: the session is not to be given, or the user cannot be asked.
  func consent(to service: String, _ rule: RouteRule) throws(RouteFailure) -> ConsentClause? {
    guard let clause = rule.consent else {
      if consent?.guards(service) == true { throw .unguarded(rule) }
      return nil
    }
    if clause.rule == .never { throw .neverConsented(rule) }
    guard consentBroker != nil else { throw .noConsentBroker(rule) }
    return clause
  }

  /// The child that asks; nil: there is none.
  var consentBroker: ChildDeclaration? {
    guard let desk = consent, let broker = child(named: desk.child), broker.provides(ConsentDesk.service) else { return nil }
    return broker
  }

  func consentProblems() -> [Diagnostic] {
    guard let desk = consent, consentBroker == nil else { return [] }
    let position = child(named: desk.child)?.position
    return [
      Diagnostic(
        position ?? children.first?.position ?? Position(line: 1, column: 1),
        position == nil
          ? "\"consent\" names child \"\(desk.child)\", which does not exist; add \"+ start \(desk.child)\""
          : "\"consent\" names child \"\(desk.child)\"; add to it \"+ provides | + service \(ConsentDesk.service)\"")
    ]
  }
}

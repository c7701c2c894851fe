// What the operator reads when a session is denied: who wanted what, and the line that is missing.

import HID

extension SandboxConfiguration {
  /// Names child, service, label, and the missing rule.
  public func explain(_ failure: RouteFailure, of query: RouteQuery) -> String {
    var text = "child \"\(query.child.name)\" is denied \(query.service)"
    if !query.label.utf8.isEmpty { text += " \"\(query.label)\"" }
    return text + ": " + reason(failure, query)
  }

  private func reason(_ failure: RouteFailure, _ query: RouteQuery) -> String {
    let child = query.child
    switch failure {
    case .noRule:
      return missingRule(query)
    case .noTarget(let rule):
      return "the rule\(Self.place(rule)) names no target; add to it \"| + \(suggestedTarget(query))\""
    case .noSuchChild(let name, let rule):
      return "the rule\(Self.place(rule)) leads to child \"\(name)\", which does not exist; add \"+ start \(name)\" with"
        + " \"+ provides | + service \(query.service)\""
    case .notProvided(let name, let rule):
      return "the rule\(Self.place(rule)) leads to child \"\(name)\", which does not provide it; add to \"+ start \(name)\":"
        + " \"+ provides | + service \(query.service)\""
    case .notProvidedByParent(let rule):
      return "the rule\(Self.place(rule)) leads to the parent, which is not said to provide it; add to"
        + " \"+ parent-provides\": \"+ service \(query.service)\"" + otherProvider(query)
    case .noProvider(let rule):
      return "the rule\(Self.place(rule)) leads to any child, and no child provides it; add to one:"
        + " \"+ provides | + service \(query.service)\""
    case .ambiguous(let names, let rule):
      return "the rule\(Self.place(rule)) leads to any child, but several provide it (\(Self.list(names))); add before it, to"
        + " the route of \"\(child.name)\": \"+ service \(query.service) | + child \(names[0])\""
    case .noConsentBroker(let rule):
      return
        "the rule\(Self.place(rule)) wants the user to be asked, but nobody is there to ask; add \"+ consent | child: NAME\""
        + " at the top, and \"+ provides | + service Consent\" to \"+ start NAME\""
    case .neverConsented(let rule):
      return "the rule\(Self.place(rule)) says \"consent: never\"; to have the user asked write \"consent: ask-each-time\""
    case .unguarded(let rule):
      return "\(query.service) is guarded by \"+ consent\", and the rule\(Self.place(rule)) does not say when the user is"
        + " asked; add to it \"consent: ask-each-time | purpose: ...\""
    case .notManaging:
      return "whoever has it has all devices; drivers use a child with \"Platform\" instead. If \"\(child.name)\" is to manage"
        + " devices, add to \"+ start \(child.name)\": \"managing_system: yes\""
    }
  }

  private func missingRule(_ query: RouteQuery) -> String {
    let rule = "+ service \(query.service)\(labelHint(query)) | + \(suggestedTarget(query))"
    guard let position = query.child.route.position else {
      return "it has no route; add to \"+ start \(query.child.name)\": \"+ route | \(rule)\""
    }
    return "no rule of its route (line \(position.line)) matches; add to it: \"\(rule)\""
  }

  /// Routes distinguish ROMs by their name.
  private func labelHint(_ query: RouteQuery) -> String {
    guard query.service.isSame(as: "ROM"), !query.label.utf8.isEmpty else { return "" }
    return " | label_last: \(query.label.lastLabelElement)"
  }

  private func suggestedTarget(_ query: RouteQuery) -> String {
    if let name = providers(of: query.service).first { return "child \(name)" }
    return "parent"
  }

  private func otherProvider(_ query: RouteQuery) -> String {
    guard let name = providers(of: query.service).first else { return "" }
    return ", or lead it to child \"\(name)\": \"+ service \(query.service) | + child \(name)\""
  }

  private static func place(_ rule: RouteRule) -> String { " in line \(rule.position.line)" }

  private static func list(_ names: [String]) -> String {
    var text = ""
    for name in names { text += text.utf8.isEmpty ? "\"\(name)\"" : ", \"\(name)\"" }
    return text
  }
}

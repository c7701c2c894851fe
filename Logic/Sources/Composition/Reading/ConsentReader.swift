// Reading who is asked when, and who asks.

import Consent
import HID

extension ConfigurationReader {
  /// `consent`, `ttl` and `purpose` of a rule.
  mutating func readConsent(_ node: Node, service: String?) -> ConsentClause? {
    let lease = node.attribute("ttl") == nil ? nil : UInt32(clamping: count(node, "ttl", default: 0))
    let purpose = readPurpose(node)
    guard let word = node.attribute("consent") else {
      for tag in ["ttl", "purpose"] where node.attribute(tag) != nil {
        complain(node.position, "\"\(tag)\" means nothing without \"consent\": add \"consent: ask-each-time\", or remove it")
      }
      return nil
    }
    guard let service else {
      complain(node.position, "\"consent\" needs a named service: write \"+ service NAME | consent: \(word)\"")
      return nil
    }
    if ["PD", "CPU", "LOG", "ROM"].contains(where: { service.isSame(as: $0) }) {
      complain(node.position, "\(service) is what every component starts with, the user cannot be asked: remove \"consent\"")
      return nil
    }
    guard let rule = ConsentRule(word, lease: lease) else {
      complain(node.position, mend(word, lease))
      return nil
    }
    return ConsentClause(rule, lease: lease, purpose: purpose)
  }

  private func mend(_ word: String, _ lease: UInt32?) -> String {
    if word.isSame(as: "ask-per-session") { return "\"ask-per-session\" needs its duration in seconds: add \"ttl: 600\"" }
    if lease != nil, ConsentRule(word) != nil { return "\"ttl\" goes with \"consent: ask-per-session\" only: remove it" }
    return
      "\"consent\" is \"\(word)\", but must be never, ask-each-time, ask-per-session (with ttl), while-focused or always"
  }

  /// The user reads it: one short line, without what could be taken for something else.
  private mutating func readPurpose(_ node: Node) -> String {
    guard let text = node.attribute("purpose") else { return "" }
    for byte in text.utf8 where byte < 32 || byte >= 127 || byte == UInt8(ascii: "|") {
      complain(node.position, "\"purpose\" is read by the user: write it in plain ASCII characters, without \"|\"")
      return ""
    }
    if text.utf8.count > ConsentClause.maximumPurposeBytes {
      complain(node.position, "\"purpose\" must not be longer than \(ConsentClause.maximumPurposeBytes) characters")
      return ""
    }
    return text
  }

  /// `+ consent | child: broker | + service Record`, at the top.
  mutating func readConsentDesk(_ node: Node) -> ConsentDesk? {
    check(node, attributes: ["child"], nodes: ["service"])
    guard let child = required(node, "child") else { return nil }
    var guarded: [String] = []
    for service in node.nodes where service.type.isSame(as: "service") {
      check(service, attributes: ["name"], nodes: [])
      if let name = required(service, "name") { guarded.append(name) }
    }
    return ConsentDesk(child: child, guarded: guarded)
  }
}

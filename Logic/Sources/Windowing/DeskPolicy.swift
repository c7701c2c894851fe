// The GUI server's configuration, read and checked:
//
//     + domain desktop | layer: 5 | focus: click | color: #3366aa
//     + policy | label_prefix: wm | domain: desktop
//     + capture | + policy | label: vga_display | display: yes
//     + event   | + policy | label: event_filter
//               | + policy | label: emoji_keyboard | method: yes
//     + global-key KEY_TAB | with: KEY_LEFTALT | label: wm
//     + attention | label: password
//
// `scale: 2` at the top makes everything twice as large, `scales: yes` of a policy lets a client choose.
//
// A mistake makes one sentence in `mistakes`; the node that it is in does not count, everything else does.

import HID
import Input
import Policy

/// A key that one client gets whoever has the keyboard.
public struct GlobalKey {
  public let key: Key
  /// Must be down already.
  public let modifier: Key?
  public let label: String
}

/// What an event source or a capture may do.
public struct CapturePolicy {
  /// It shows the picture to the person: it sees everything, and its size is the screen's.
  public let isDisplay: Bool
}

public struct DeskPolicy {
  public private(set) var domains: [Domain] = []
  public private(set) var globalKeys: [GlobalKey] = []
  /// Whom the attention key calls.
  public private(set) var attention: String?
  public private(set) var mistakes: [String] = []
  /// Pixels per point, until somebody chooses.
  public let scale: Int32
  private let node: Node

  public init(_ node: Node) {
    self.node = node
    scale = node.attribute("scale")?.isSame(as: "2") == true ? 2 : 1
    attention = node.node("attention")?.attribute("label")
    for child in node.nodes { read(child) }
    checkDomainNames()
  }

  private mutating func read(_ child: Node) {
    do throws(Mistake) {
      switch child.type {
      case let type where type.isSame(as: "domain"): domains.append(try Domain.read(child))
      case let type where type.isSame(as: "global-key"): globalKeys.append(try GlobalKey(child))
      case let type where Self.known.contains { type.isSame(as: $0) }: break
      default: throw Mistake("there is no node \"\(child.type)\" in this configuration")
      }
    } catch { mistakes.append("line \(child.position.line): \(error.text)") }
  }

  private static var known: [String] { ["policy", "default-policy", "capture", "event", "attention", "report"] }

  private mutating func checkDomainNames() {
    for policy in node.nodes where policy.type.isSame(as: "policy") || policy.type.isSame(as: "default-policy") {
      guard let name = policy.attribute("domain") else {
        mistakes.append("line \(policy.position.line): the policy names no domain: add \"domain: NAME\"")
        continue
      }
      if domain(named: name) == nil {
        mistakes.append("line \(policy.position.line): there is no domain \"\(name)\": add \"+ domain \(name) | layer: ...\"")
      }
    }
  }

  private func domain(named name: String) -> Domain? {
    for domain in domains where domain.name.isSame(as: name) { return domain }
    return nil
  }

  /// The domain that a client belongs to; nil: it may have no session.
  public func domain(for label: String) -> Domain? {
    guard let name = node.policy(for: label)?.attribute("domain") else { return nil }
    return domain(named: name)
  }

  /// May this client choose how large everything is?
  public func choosesScale(_ label: String) -> Bool {
    guard let policy = node.policy(for: label) else { return false }
    return (try? policy.flag("scales", default: false)) ?? false
  }

  /// What a capture may see; nil: nothing at all.
  public func capture(for label: String) -> CapturePolicy? {
    guard let policy = node.node("capture")?.policy(for: label) else { return nil }
    return CapturePolicy(isDisplay: (try? policy.flag("display", default: false)) ?? false)
  }

  /// May this client say what the person does?
  public func acceptsEvents(from label: String) -> Bool { node.node("event")?.policy(for: label) != nil }

  /// Is this client no driver, but an input method, whose events no exclusive client gets?
  public func isInputMethod(_ label: String) -> Bool {
    guard let policy = node.node("event")?.policy(for: label) else { return false }
    return (try? policy.flag("method", default: false)) ?? true
  }

  /// Is this report wanted?
  public func reports(_ name: String) -> Bool {
    guard let report = node.node("report") else { return false }
    return (try? report.flag(name, default: false)) ?? false
  }

  /// Rows at the top that are reserved.
  public var strip: Int32 { domains.reduce(0) { max($0, $1.reserved) } }
}

/// Why a node of the configuration does not count.
struct Mistake: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

// MARK: - Nodes

extension Domain {
  static func read(_ node: Node) throws(Mistake) -> Domain {
    guard let name = node.name else { throw Mistake("a domain has no name: write \"+ domain NAME\"") }
    try checkAttributes(of: node)
    let layer = try node.whole("layer", in: 0...999, default: -1)
    guard layer >= 0 else { throw Mistake("domain \"\(name)\" has no layer: add \"layer: NUMBER\"") }
    return Domain(
      name, layer: Int(layer), origin: try origin(node),
      place: (
        try node.whole("x", in: -16384...16384), try node.whole("y", in: -16384...16384),
        try node.whole("width", in: -16384...16384), try node.whole("height", in: -16384...16384)
      ),
      color: try node.color("color") ?? 0x80_8080, focus: try focus(node), hoversAlways: try hover(node),
      isExclusive: try node.decision("exclusive", default: false), surround: try surround(node),
      isCaptured: try node.decision("captured", default: true),
      reserved: try node.whole("reserve", in: 0...1024))
  }

  private static func checkAttributes(of node: Node) throws(Mistake) {
    let known = [
      "name", "layer", "origin", "x", "y", "width", "height", "color", "focus", "hover", "exclusive", "surround", "captured",
      "reserve",
    ]
    for attribute in node.attributes where !known.contains(where: { attribute.tag.isSame(as: $0) }) {
      throw Mistake("a domain has no attribute \"\(attribute.tag)\"")
    }
  }

  private static func origin(_ node: Node) throws(Mistake) -> Origin {
    switch try node.choice("origin", of: ["top_left", "top_right", "bottom_left", "bottom_right", "center", "pointer"]) {
    case 1: .topRight
    case 2: .bottomLeft
    case 3: .bottomRight
    case 4: .center
    case 5: .pointer
    default: .topLeft
    }
  }

  private static func focus(_ node: Node) throws(Mistake) -> Focus {
    switch try node.choice("focus", of: ["none", "click", "transient"]) {
    case 1: .click
    case 2: .transient
    default: .none
    }
  }

  private static func hover(_ node: Node) throws(Mistake) -> Bool {
    try node.choice("hover", of: ["always", "focused"]) == 0
  }

  /// Who hides everything else must also be the only one that the person can answer.
  private static func surround(_ node: Node) throws(Mistake) -> UInt32? {
    guard let color = try node.color("surround") else { return nil }
    guard try node.decision("exclusive", default: false) else { throw Mistake("surround needs \"exclusive: yes\"") }
    return color
  }
}

extension GlobalKey {
  init(_ node: Node) throws(Mistake) {
    guard let name = node.name, let key = Key(name: name) else {
      throw Mistake("a global key needs the name of a key: \"+ global-key KEY_F12\"")
    }
    guard let label = node.attribute("label") else { throw Mistake("the global key \(name) has no label") }
    self.key = key
    self.label = label
    modifier = try Self.modifier(node)
  }

  private static func modifier(_ node: Node) throws(Mistake) -> Key? {
    guard let name = node.attribute("with") else { return nil }
    guard let key = Key(name: name), key.isModifier else { throw Mistake("\"\(name)\" is no modifier key") }
    return key
  }
}

extension Node {
  func whole(_ tag: String, in range: ClosedRange<Int>, default standard: Int = 0) throws(Mistake) -> Int32 {
    guard let text = attribute(tag) else { return Int32(truncatingIfNeeded: standard) }
    guard let value = Int.parse(text), range.contains(value) else {
      throw Mistake("\(tag) is \"\(text)\", which is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int32(truncatingIfNeeded: value)
  }

  func color(_ tag: String) throws(Mistake) -> UInt32? {
    guard let text = attribute(tag) else { return nil }
    guard let color = UInt32(color: text) else { throw Mistake("\(tag) is \"\(text)\", which is not #RRGGBB") }
    return color
  }

  func decision(_ tag: String, default standard: Bool) throws(Mistake) -> Bool {
    do throws(ValueError) { return try flag(tag, default: standard) } catch {
      throw Mistake("\(tag) is \"\(error.attribute.value)\", which is neither yes nor no")
    }
  }

  /// The number of the word that is the value; 0 if there is none.
  func choice(_ tag: String, of words: [String]) throws(Mistake) -> Int {
    guard let text = attribute(tag) else { return 0 }
    for (number, word) in words.enumerated() where text.isSame(as: word) { return number }
    throw Mistake("\(tag) is \"\(text)\", which is none of \(words.joinedByCommas)")
  }
}

extension [String] {
  var joinedByCommas: String {
    var text = ""
    for (number, word) in enumerated() { text += number == 0 ? word : ", \(word)" }
    return text
  }
}

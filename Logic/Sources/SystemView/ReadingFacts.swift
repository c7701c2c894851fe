// Reading one component's facts out of a state report.

import HID

extension ComponentFacts {
  /// - Returns: nil if the node names nobody.
  init?(_ node: Node, in path: String, group: Int) {
    guard let name = node.name, !name.utf8.isEmpty else { return nil }
    self.name = name
    self.path = path + " -> " + name
    self.group = group
    binary = node.attribute("binary") ?? name
    instance = node.attribute("id").flatMap { Int.parse($0) }
    condition = Condition(node)
    ram = Share(node.node("ram"), isBytes: true)
    capabilities = Share(node.node("caps"), isBytes: false)
    computed = node.node("cpu")?.attribute("us").flatMap { Int.parse($0) }
    alerts = Alert.all(node, condition, ram)
  }
}

extension Condition {
  init(_ node: Node) {
    if let exited = node.attribute("exited") {
      self = .exited(Int.parse(exited) ?? 0)
      return
    }
    switch node.attribute("state") {
    case nil: self = .running
    case let word? where word.isSame(as: "crashed"): self = .crashed
    case let word? where word.isSame(as: "stopped"): self = .stopped
    default: self = .incomplete
    }
  }
}

extension Share {
  init?(_ node: Node?, isBytes: Bool) {
    guard let node, let used = node.attribute("used"), let quota = node.attribute("quota") else { return nil }
    let read = isBytes ? Int.parseBytes : Int.parse
    guard let used = read(used), let quota = read(quota), used >= 0, quota >= 0 else { return nil }
    self.init(used: used, quota: quota)
  }
}

extension Alert {
  /// The worst first.
  static func all(_ node: Node, _ condition: Condition, _ ram: Share?) -> [Alert] {
    var alerts: [Alert] = []
    if let crash = node.attribute("crash") {
      let restarts = node.attribute("restarts").map { ", restarted " + $0 + " times" } ?? ""
      alerts.append(Alert(weight: condition == .crashed ? .failure : .warning, text: "crashed: " + crash + restarts))
    } else if condition == .crashed {
      alerts.append(Alert(weight: .failure, text: "crashed"))
    }
    if condition == .incomplete { alerts.append(Alert(weight: .failure, text: "cannot start: something it needs is missing")) }
    if case .exited(let value) = condition, value != 0 {
      alerts.append(Alert(weight: .warning, text: "exited with \(value)"))
    }
    if let skipped = node.attribute("skipped_heartbeats") {
      alerts.append(Alert(weight: .warning, text: "does not answer: " + skipped + " heartbeats missed"))
    }
    addWishes(node, to: &alerts)
    if let denied = node.attribute("denied") {
      alerts.append(Alert(weight: .notice, text: "denied " + denied + " sessions. " + (node.attribute("denial") ?? "")))
    }
    if let ram, condition.isUp, ram.permille > 970 { alerts.append(Alert(weight: .notice, text: "its RAM is nearly used up")) }
    return alerts
  }

  private static func addWishes(_ node: Node, to alerts: inout [Alert]) {
    if let wish = node.node("ram")?.attribute("requested") {
      alerts.append(Alert(weight: .warning, text: "waits for " + wish + " more RAM"))
    }
    if let wish = node.node("caps")?.attribute("requested") {
      alerts.append(Alert(weight: .warning, text: "waits for " + wish + " more capabilities"))
    }
  }
}

extension ComponentFacts {
  /// The worst of its alerts.
  public var worst: Alert.Weight? { alerts.max { $0.weight.rawValue < $1.weight.rawValue }?.weight }
}

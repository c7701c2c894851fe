// Reading `start` nodes.

import HID

extension ConfigurationReader {
  mutating func readChild(_ node: Node) -> ChildDeclaration? {
    check(
      node, attributes: ["name", "caps", "ram", "priority", "version", "ld", "managing_system"],
      nodes: [
        "binary", "provides", "route", "config", "heartbeat", "affinity", "exit", "crash", "managed", "cpu",
      ])
    single(node, ["binary", "provides", "route", "config", "heartbeat", "affinity", "exit", "crash", "managed", "cpu"])
    guard let name = required(node, "name"), isName(name, node) else { return nil }
    var child = ChildDeclaration(name: name, position: node.position, binary: name, quota: quota(node, name))
    child.version = node.attribute("version")
    child.priority = priority(node)
    child.managesSystem = flag(node, "managing_system")
    child.route = defaultRoute
    for sub in node.nodes { readPart(sub, of: &child) }
    return child
  }

  /// Names become elements of labels.
  private mutating func isName(_ name: String, _ node: Node) -> Bool {
    let isFine = name.utf8.count <= 64 && !name.hasSeparator
    if !isFine { complain(node.position, "the name of a child has at most 64 bytes and no \" -> \" in it") }
    return isFine
  }

  private mutating func quota(_ node: Node, _ name: String) -> Resources {
    let quota = Resources(
      ram: bytes(node, "ram", default: defaults.ram), capabilities: count(node, "caps", default: defaults.capabilities))
    if quota.ram == 0 {
      complain(node.position, "child \"\(name)\" gets no RAM: add \"ram: 1M\" to it, or \"+ default | ram: 1M\" above")
    }
    if quota.capabilities == 0 {
      complain(
        node.position, "child \"\(name)\" gets no capabilities: add \"caps: 100\" to it, or \"+ default | caps: 100\" above")
    }
    return quota
  }

  private mutating func priority(_ node: Node) -> Int {
    let priority = number(node, "priority", default: 0)
    guard priority <= 0, priority > -priorityLevels else {
      complain(
        node.position,
        "priority \(priority) is not within \(1 - priorityLevels)...0, as prio_levels is \(priorityLevels): correct one of them"
      )
      return 0
    }
    return priority
  }

  private mutating func readPart(_ node: Node, of child: inout ChildDeclaration) {
    switch node.type {
    case let type where type.isSame(as: "binary"):
      check(node, attributes: ["name"], nodes: [])
      child.binary = required(node, "name") ?? child.binary
    case let type where type.isSame(as: "provides"):
      child.provides += readServices(node)
    case let type where type.isSame(as: "route"):
      check(node, attributes: [], nodes: ["service", "any-service"])
      child.route = readRoute(node)
    case let type where type.isSame(as: "config"):
      child.configuration = node.text
    default:
      readPolicy(node, of: &child)
    }
  }

  private mutating func readPolicy(_ node: Node, of child: inout ChildDeclaration) {
    switch node.type {
    case let type where type.isSame(as: "heartbeat"):
      check(node, attributes: ["restart_after_skipped"], nodes: [])
      let skipped = count(node, "restart_after_skipped", default: 0)
      child.heartbeat = Heartbeat(restartAfterSkipped: skipped == 0 ? nil : skipped)
    case let type where type.isSame(as: "affinity"):
      child.affinity = readAffinity(node)
    case let type where type.isSame(as: "exit"):
      check(node, attributes: ["propagate"], nodes: [])
      child.propagatesExit = flag(node, "propagate")
    case let type where type.isSame(as: "crash"):
      check(node, attributes: ["restart", "limit"], nodes: [])
      let limit = node.attribute("limit") == nil ? nil : count(node, "limit", default: 0)
      child.crash = CrashPolicy(restarts: flag(node, "restart"), limit: limit)
      if limit != nil, !child.crash.restarts {
        complain(node.position, "\"limit\" counts restarts, but there are none: add \"restart: yes\"")
      }
    case let type where type.isSame(as: "managed"):
      check(node, attributes: ["max_ram", "max_caps"], nodes: [])
      let maximum = Resources(
        ram: bytes(node, "max_ram", default: child.quota.ram),
        capabilities: count(node, "max_caps", default: child.quota.capabilities))
      child.maximum = maximum.raised(to: child.quota)
      if !maximum.covers(child.quota) {
        complain(node.position, "child \"\(child.name)\" gets more than it may ask for: raise \"max_ram\" or \"max_caps\"")
      }
    case let type where type.isSame(as: "cpu"):
      child.time = readTime(node)
    default: break
    }
  }

  /// Periods up to 2^31 microseconds are what core takes.
  private mutating func readTime(_ node: Node) -> TimePromise {
    check(node, attributes: ["budget_us", "period_us", "deadline_us"], nodes: [])
    var time = TimePromise(budget: positive(node, "budget_us", default: 0), period: positive(node, "period_us", default: 0))
    if node.attribute("deadline_us") != nil { time.deadline = positive(node, "deadline_us", default: 1) }
    if time.budget > time.period || time.period > 1 << 31 {
      complain(node.position, "\"budget_us\" is at most \"period_us\", which is at most 2147483648: correct one of them")
    }
    if let deadline = time.deadline, deadline < time.budget {
      complain(node.position, "within \"deadline_us\" there is no room for \"budget_us\": raise it, or lower the budget")
    }
    return time
  }

  private mutating func readAffinity(_ node: Node) -> AffinityLocation {
    check(node, attributes: ["xpos", "ypos", "width", "height"], nodes: [])
    return AffinityLocation(
      x: count(node, "xpos", default: 0), y: count(node, "ypos", default: 0),
      width: positive(node, "width", default: 1), height: positive(node, "height", default: 1))
  }
}

extension String {
  var hasSeparator: Bool { !lastLabelElement.isSame(as: self) }
}

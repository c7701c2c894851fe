// From nodes to the model, strictly: whatever has no meaning here is reported with its place and the way to mend it.
//
// The reader collects all mistakes. A configuration with mistakes must not be used: parts of it are missing.

import HID

/// A configuration, and everything wrong with it.
public struct ReadConfiguration: Sendable {
  public let configuration: SandboxConfiguration
  public let diagnostics: [Diagnostic]
}

extension SandboxConfiguration {
  /// Reads the top node of an init configuration.
  public static func read(_ node: Node) -> ReadConfiguration {
    var reader = ConfigurationReader()
    let configuration = reader.read(node)
    return ReadConfiguration(configuration: configuration, diagnostics: reader.diagnostics)
  }

  /// Reads the text of a configuration; mistakes of form and of meaning come together.
  public static func read(_ text: [UInt8]) -> ReadConfiguration {
    let parsed = Node.parse(text)
    guard let node = parsed.node else {
      return ReadConfiguration(configuration: SandboxConfiguration(), diagnostics: parsed.diagnostics)
    }
    let result = read(node)
    return ReadConfiguration(
      configuration: result.configuration, diagnostics: parsed.diagnostics + result.diagnostics)
  }
}

struct ConfigurationReader {
  var diagnostics: [Diagnostic] = []
  var defaults = Resources.none
  var defaultRoute = Route()
  var priorityLevels = 1

  mutating func complain(_ position: Position, _ message: String) {
    diagnostics.append(Diagnostic(position, message))
  }

  mutating func read(_ node: Node) -> SandboxConfiguration {
    var configuration = SandboxConfiguration()
    check(node, attributes: ["name", "prio_levels", "verbose", "version"], nodes: Self.topNodes)
    unique(node, ["resource", "service"])
    single(node, ["parent-provides", "default", "default-route", "affinity-space", "report", "heartbeat"])
    configuration.version = node.attribute("version")
    configuration.isVerbose = flag(node, "verbose")
    configuration.priorityLevels = readPriorityLevels(node)
    priorityLevels = configuration.priorityLevels
    for sub in node.nodes { readDefaults(sub, &configuration) }
    for sub in node.nodes { readTop(sub, &configuration) }
    checkNames(&configuration)
    return configuration
  }

  private static var topNodes: [StaticString] {
    [
      "parent-provides", "default", "default-route", "affinity-space", "report", "heartbeat", "resource", "alias", "service",
      "consent", "start",
    ]
  }

  private mutating func readPriorityLevels(_ node: Node) -> Int {
    let levels = number(node, "prio_levels", default: 1)
    guard levels >= 1, levels <= 128, levels & (levels - 1) == 0 else {
      complain(node.position, "prio_levels must be a power of two from 1 to 128, not \(levels)")
      return 1
    }
    return levels
  }

  /// What the `start` nodes refer to, wherever it stands.
  private mutating func readDefaults(_ node: Node, _ configuration: inout SandboxConfiguration) {
    switch node.type {
    case let type where type.isSame(as: "default"):
      check(node, attributes: ["caps", "ram"], nodes: [])
      defaults = Resources(ram: bytes(node, "ram", default: 0), capabilities: count(node, "caps", default: 0))
    case let type where type.isSame(as: "default-route"):
      check(node, attributes: [], nodes: ["service", "any-service"])
      defaultRoute = readRoute(node)
    case let type where type.isSame(as: "affinity-space"):
      check(node, attributes: ["width", "height"], nodes: [])
      configuration.affinitySpace = AffinitySpace(
        width: positive(node, "width", default: 1), height: positive(node, "height", default: 1))
    default: break
    }
  }

  private mutating func readTop(_ node: Node, _ configuration: inout SandboxConfiguration) {
    switch node.type {
    case let type where type.isSame(as: "parent-provides"):
      configuration.parentServices += readServices(node)
    case let type where type.isSame(as: "report"):
      configuration.report = readReport(node)
    case let type where type.isSame(as: "heartbeat"):
      check(node, attributes: ["rate_ms"], nodes: [])
      configuration.heartbeatPeriod = positive(node, "rate_ms", default: 1000)
    case let type where type.isSame(as: "resource"):
      readPreserved(node, &configuration)
    case let type where type.isSame(as: "alias"):
      check(node, attributes: ["name", "child"], nodes: [])
      if let name = required(node, "name"), let child = required(node, "child") {
        configuration.aliases.append(Alias(name: name, child: child, position: node.position))
      }
    case let type where type.isSame(as: "consent"):
      if configuration.consent != nil { complain(node.position, "\"consent\" is there twice: remove one of them") }
      configuration.consent = readConsentDesk(node)
    case let type where type.isSame(as: "service"):
      if let service = readForward(node) { configuration.forwards.append(service) }
    case let type where type.isSame(as: "start"):
      if let child = readChild(node) { configuration.children.append(child) }
    default: break
    }
  }

  private mutating func readPreserved(_ node: Node, _ configuration: inout SandboxConfiguration) {
    check(node, attributes: ["name", "preserve"], nodes: [])
    guard let name = required(node, "name") else { return }
    let kept = configuration.preserved
    if name.isSame(as: "RAM") {
      let ram = bytes(node, "preserve", default: kept.ram)
      configuration.preserved = Resources(ram: ram, capabilities: kept.capabilities)
    } else if name.isSame(as: "CAP") {
      let capabilities = count(node, "preserve", default: kept.capabilities)
      configuration.preserved = Resources(ram: kept.ram, capabilities: capabilities)
    } else {
      complain(node.position, "unknown resource \"\(name)\": write RAM or CAP")
    }
  }

  private mutating func readReport(_ node: Node) -> ReportOptions {
    check(
      node,
      attributes: [
        "ids", "requested", "provided", "session_args", "child_ram", "child_caps", "init_ram", "init_caps", "delay_ms",
        "buffer", "child_cpu", "routes", "local",
      ], nodes: [])
    var options = ReportOptions()
    options.ids = flag(node, "ids")
    options.requested = flag(node, "requested")
    options.provided = flag(node, "provided")
    options.sessionArguments = flag(node, "session_args")
    options.childRAM = flag(node, "child_ram")
    options.childCapabilities = flag(node, "child_caps")
    options.ownRAM = flag(node, "init_ram")
    options.ownCapabilities = flag(node, "init_caps")
    options.childCPU = flag(node, "child_cpu")
    options.routes = flag(node, "routes")
    options.isLocal = flag(node, "local")
    options.delay = count(node, "delay_ms", default: 100)
    return options
  }

  private mutating func checkNames(_ configuration: inout SandboxConfiguration) {
    for twin in configuration.index() {
      let (child, other) = (configuration.children[twin.position], configuration.children[twin.earlier])
      complain(
        child.position,
        "child \"\(child.name)\" is started twice (first in line \(other.position.line)): give it another name")
    }
    for (index, alias) in configuration.aliases.enumerated() {
      if configuration.children.contains(where: { $0.name.isSame(as: alias.name) }) {
        complain(alias.position, "alias \"\(alias.name)\" is also the name of a child: give it another name")
      }
      if configuration.aliases[..<index].contains(where: { $0.name.isSame(as: alias.name) }) {
        complain(alias.position, "alias \"\(alias.name)\" is given twice: remove one of them")
      }
    }
  }
}

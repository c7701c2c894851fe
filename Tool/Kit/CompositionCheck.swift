// Checking init's configuration before anything is built: what init itself would say, and what it could only say when it
// is too late. Nested inits are checked as well.

import Composition
import HID
import Schema

struct CompositionCheck {
  /// What `binary` can name: components, and boot modules from files.
  let components: [String]
  let modules: [String]
  /// What the components' configurations may say; those that ship no schema are not checked.
  let schemas: [String: Schema]
  /// Components that drive devices.
  let drivers: Set<String>
  private(set) var problems: [Diagnostic] = []
  /// Components that the image must contain, each once.
  private(set) var binaries: [String] = []

  init(components: [String], modules: [String], schemas: [String: Schema], drivers: Set<String> = []) {
    self.drivers = drivers
    self.components = components
    self.modules = modules
    self.schemas = schemas
  }

  /// Checks the configuration of the first init.
  /// - Parameter memory: bytes that the machine has.
  mutating func check(_ config: Node, memory: Int) {
    checkParent(config)
    check(config, available: Resources(ram: memory, capabilities: .max)) { $0.lastLabelElement }
    problems.sort { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
  }

  /// The first init's parent is core, of which it is known what it provides.
  private mutating func checkParent(_ config: Node) {
    for service in config.nodes("parent-provides").flatMap({ $0.nodes("service") }) {
      guard let name = service.name, !Self.coreServices.contains(name) else { continue }
      problems.append(
        Diagnostic(
          service.position,
          "core does not provide \"\(name)\"\(Nearest.suggestion(name, in: Self.coreServices)): remove it, or start a"
            + " component that does"))
    }
  }

  /// What core itself offers.
  static let coreServices = ["AUDIT", "CPU", "IO_MEM", "IO_PORT", "IRQ", "LOG", "PD", "RM", "ROM", "TRACE"]

  /// - Parameter module: which boot module a ROM label leads to, as the parent of this init sees it.
  private mutating func check(_ config: Node, available: Resources, module: (String) -> String) {
    let read = SandboxConfiguration.read(config)
    problems += read.diagnostics
    // Parts of a configuration with mistakes are missing; what follows from that is not worth telling.
    if read.diagnostics.isEmpty { problems += read.configuration.wiringProblems(available: available) }
    problems += InputPathCheck(config, read.configuration, drivers: drivers).problems
    for child in read.configuration.children {
      checkProgram(child, config, read.configuration, module)
    }
  }

  private mutating func checkProgram(
    _ child: ChildDeclaration, _ config: Node, _ configuration: SandboxConfiguration, _ module: (String) -> String
  ) {
    let toModule = { (label: String) -> String in
      let query = RouteQuery(child: child, service: "ROM", label: label)
      return module((try? configuration.resolve(query))?.label ?? label)
    }
    let query = RouteQuery(child: child, service: "ROM", label: child.binary, isBinary: true)
    let program = module((try? configuration.resolve(query))?.label ?? child.binary)
    need(program, for: child)
    let inner = config.nodes("start").first(where: { $0.position == child.position })?.node("config")
    if let schema = schemas[program] { problems += schema.problems(of: inner, component: program, at: child.position) }
    guard let inner else { return }
    guard program == "init" else { return needPrograms(of: inner) }
    let innerConfiguration = SandboxConfiguration.read(inner).configuration
    problems += configuration.nestedProblems(child, innerConfiguration)
    check(inner, available: child.quota, module: toModule)
  }

  private mutating func need(_ program: String, for child: ChildDeclaration) {
    if program == "init" || modules.contains(program) { return }
    if components.contains(program) {
      if !binaries.contains(program) { binaries.append(program) }
      return
    }
    let hint = Nearest.suggestion(program, in: components)
    problems.append(
      Diagnostic(
        child.position,
        "no component is called \"\(program)\"\(hint); add \"+ binary NAME\" if the child's name is not its program's"))
  }

  /// Programs that a component which starts others, or has them started, names likewise, wherever that is in its configuration.
  private mutating func needPrograms(of config: Node) {
    for node in config.nodes where node.type != "start" { needPrograms(of: node) }
    for start in config.nodes("start") {
      guard let name = start.node("binary")?.name ?? start.name else { continue }
      need(name, for: ChildDeclaration(name: name, position: start.position, binary: name, quota: .none))
      if let inner = start.node("config") { needPrograms(of: inner) }
    }
  }
}

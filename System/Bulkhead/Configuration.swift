// The component's configuration: the ROM "config", as HID (Logic/Sources/HID), read again when the parent changes it.

import HID

/// What the parent configured.
public final class Configuration {
  private let rom: ROMContent
  private let log: LogOutput
  /// The top node; an empty one if there is no valid configuration.
  public private(set) var node = Node("config")

  init(environment: Environment) throws(SessionError) {
    rom = try ROMContent(Text("config"), environment: environment)
    log = environment.log
    read()
  }

  /// Calls `action` now and then whenever the configuration changed.
  public func watch(_ action: @escaping (Node) -> Void) throws(SessionError) {
    try rom.watch {
      self.read()
      action(self.node)
    }
  }

  /// What is wrong is logged with its place; the rest counts.
  private func read() {
    let result = Node.parse(rom.bytes)
    for mistake in result.diagnostics {
      log("config:\(mistake.position.line):\(mistake.position.column): \(mistake.message)")
    }
    node = result.node ?? Node("config")
  }
}

extension Environment {
  /// Reads the component's configuration.
  public func configuration() throws(SessionError) -> Configuration { try Configuration(environment: self) }
}

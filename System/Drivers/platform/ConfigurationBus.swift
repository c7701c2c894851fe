// Access to PCI's configuration spaces: as memory where the firmware says so, else through ports (PCI Local Bus
// specification 3.0, 3.2.2.3.2, configuration mechanism #1).

import ACPI
import Bulkhead
import PCI

final class ConfigurationBus: ConfigurationAccess {
  private enum Mechanism {
    case memory(ConfigurationWindow)
    case ports(PortPair)
    case none
  }

  private let environment: Environment
  private let mechanism: Mechanism
  /// By bus: nil: not tried yet.
  private var buses: [(bus: UInt8, window: DeviceWindow?)] = []

  init(_ environment: Environment, windows: [ConfigurationWindow]) {
    self.environment = environment
    if let window = windows.first(where: { $0.segment == 0 && $0.buses.contains(0) }) {
      mechanism = .memory(window)
    } else if let session = try? environment.open(IOPort.self, arguments: Text("base: 0xcf8 | size: 8")) {
      mechanism = .ports(PortPair(session))
    } else {
      mechanism = .none
    }
  }

  /// How configuration spaces are reached, for the log.
  var description: String {
    switch mechanism {
    case .memory: "memory"
    case .ports: "ports"
    case .none: "nothing: there is no PCI"
    }
  }

  func read(_ function: FunctionAddress, _ offset: Int) -> UInt32 {
    switch mechanism {
    case .memory(let window): return memory(window, function.bus)?.mapping.load(function.place + offset) ?? .max
    case .ports(let ports): return ports.read(function, offset)
    case .none: return .max
    }
  }

  func write(_ function: FunctionAddress, _ offset: Int, _ value: UInt32) {
    switch mechanism {
    case .memory(let window): memory(window, function.bus)?.mapping.store(value, at: function.place + offset)
    case .ports(let ports): ports.write(function, offset, value)
    case .none: break
    }
  }

  private func memory(_ window: ConfigurationWindow, _ bus: UInt8) -> DeviceWindow? {
    for entry in buses where entry.bus == bus { return entry.window }
    let opened =
      window.buses.contains(bus) ? try? DeviceWindow(environment, window.address(ofBus: bus), 1 << 20) : nil
    buses.append((bus, opened))
    return opened
  }
}

extension FunctionAddress {
  /// Where its configuration space is within its bus.
  fileprivate var place: Int { Int(device) << 15 | Int(function) << 12 }
}

/// Address and data port.
private final class PortPair {
  private let session: Session<IOPort>

  init(_ session: consuming Session<IOPort>) { self.session = session }

  private func select(_ function: FunctionAddress, _ offset: Int) {
    let address =
      1 << 31 | UInt32(function.bus) << 16 | UInt32(function.device) << 11 | UInt32(function.function) << 8 | UInt32(offset)
    try? session.call(IOPort.write, PortAccess(port: 0xcf8, width: 4, value: address))
  }

  func read(_ function: FunctionAddress, _ offset: Int) -> UInt32 {
    select(function, offset)
    return (try? session.call(IOPort.read, PortAccess(port: 0xcfc, width: 4))) ?? .max
  }

  func write(_ function: FunctionAddress, _ offset: Int, _ value: UInt32) {
    select(function, offset)
    try? session.call(IOPort.write, PortAccess(port: 0xcfc, width: 4, value: value))
  }
}

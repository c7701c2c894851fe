// The keyboard controller's registers and commands.

import Bulkhead
import Driver
import PS2

struct Controller {
  private let data: DevicePorts
  private let command: DevicePorts
  private let clock: Clock

  /// Bits of the status register.
  private enum Status {
    static var hasOutput: UInt8 { 1 << 0 }
    static var isBusy: UInt8 { 1 << 1 }
    static var isMouse: UInt8 { 1 << 5 }
  }

  private enum Command: UInt8 {
    case readConfiguration = 0x20
    case writeConfiguration = 0x60
    case disableMouse = 0xa7
    case enableMouse = 0xa8
    case disableKeyboard = 0xad
    case enableKeyboard = 0xae
    case toMouse = 0xd4
  }

  /// Interrupts of both devices, and translation to set 1.
  private static var wanted: UInt8 { 1 << 0 | 1 << 1 | 1 << 6 }
  /// Both devices' clocks are off.
  private static var off: UInt8 { 1 << 4 | 1 << 5 }

  init(data: DevicePorts, command: DevicePorts, clock: Clock) {
    self.data = data
    self.command = command
    self.clock = clock
  }

  // MARK: - Bytes

  /// The next byte that waits, and whether it is the mouse's; nil if none does.
  func read() -> (byte: UInt8, isMouse: Bool)? {
    let status = command.read()
    guard status & Status.hasOutput != 0, status != 0xff else { return nil }
    return (data.read(), status & Status.isMouse != 0)
  }

  /// Waits for a byte, at most 100 ms.
  private func wait() -> UInt8? {
    let end = clock.now.microseconds + 100_000
    while clock.now.microseconds < end {
      if let next = read() { return next.byte }
    }
    return nil
  }

  /// False if the controller does not take anything for 100 ms.
  private func write(_ byte: UInt8, to ports: DevicePorts) -> Bool {
    let end = clock.now.microseconds + 100_000
    while command.read() & Status.isBusy != 0 {
      if clock.now.microseconds > end { return false }
    }
    ports.write(byte)
    return true
  }

  private func send(_ code: Command) -> Bool { write(code.rawValue, to: command) }

  private func discard() {
    for _ in 0..<64 where read() == nil { return }
  }

  // MARK: - Start

  /// Brings the controller into a known state. False if there is none.
  func start() -> Bool {
    guard command.read() != 0xff, send(.disableKeyboard), send(.disableMouse) else { return false }
    discard()
    guard send(.readConfiguration), let configuration = wait(), send(.writeConfiguration) else { return false }
    guard write(configuration & ~Self.off | Self.wanted, to: data) else { return false }
    return send(.enableKeyboard) && send(.enableMouse)
  }

  private static var acknowledged: UInt8 { 0xfa }

  /// Sends bytes to a device, each of which it has to acknowledge.
  private func tell(_ bytes: [UInt8], isMouse: Bool) -> Bool {
    for byte in bytes {
      if isMouse, !send(.toMouse) { return false }
      guard write(byte, to: data), waitForAcknowledgement() else { return false }
    }
    return true
  }

  /// What else comes first is what a person does meanwhile.
  private func waitForAcknowledgement() -> Bool {
    for _ in 0..<16 {
      guard let byte = wait() else { return false }
      if byte == Self.acknowledged { return true }
    }
    return false
  }

  /// Standard settings (0xf6), scanning on (0xf4).
  func startKeyboard() -> Bool { tell([0xf6, 0xf4], isMouse: false) }

  /// Nil if there is no mouse. Rates (0xf3) in a certain order wake the wheel; 0xf2 asks for the kind.
  func startMouse() -> MouseDecoder.Kind? {
    guard tell([0xf6, 0xf3, 200, 0xf3, 100, 0xf3, 80, 0xf2], isMouse: true), var kind = wait() else { return nil }
    if kind == 3, tell([0xf3, 200, 0xf3, 200, 0xf3, 80, 0xf2], isMouse: true) { kind = wait() ?? kind }
    guard tell([0xf3, 100, 0xf4], isMouse: true) else { return nil }
    return MouseDecoder.Kind(rawValue: kind) ?? .plain
  }
}

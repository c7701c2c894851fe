// Keyboard and mouse at the keyboard controller (Intel 8042; IBM PS/2 hardware interface technical reference).
//
// At each interrupt all bytes that wait are read: of both devices, as the status register says whose byte comes next. The
// decoding is in Logic/Sources/PS2.

import Bulkhead
import Driver
import Input
import PS2

@main final class PS2Driver: Component {
  private let platform: PlatformConnection
  private let controller: Controller
  private let sink: EventSink
  private var keyboard = KeyboardDecoder()
  private var mouse: MouseDecoder
  private var interrupts: [InterruptHandler] = []

  /// More bytes than this in one go are no person's doing.
  private static var patience: Int { 256 }

  init(_ environment: Environment) throws(SessionError) {
    platform = try PlatformConnection(environment)
    environment.wipeWhatIsFreed()
    let device = try platform.acquire("PS2")
    controller = Controller(data: try device.ports(0), command: try device.ports(1), clock: environment.clock)
    guard controller.start() else { throw .failed("there is no keyboard controller") }
    let hasKeyboard = controller.startKeyboard()
    let kind = controller.startMouse()
    mouse = MouseDecoder(kind ?? .plain)
    sink = try EventSink(environment)
    for number in 0..<2 { interrupts.append(try device.interrupt(number) { [self] in drain() }) }
    drain()
    environment.log("\(hasKeyboard ? "keyboard" : "no keyboard"), \(Self.name(kind))")
  }

  private static func name(_ kind: MouseDecoder.Kind?) -> StaticString {
    switch kind {
    case nil: "no mouse"
    case .plain: "mouse"
    case .wheel: "mouse with wheel"
    case .fiveButtons: "mouse with wheel and five buttons"
    }
  }

  private func drain() {
    var events: [InputEvent] = []
    for _ in 0..<Self.patience {
      guard let (byte, isMouse) = controller.read() else { break }
      events += isMouse ? mouse.decode(byte) : keyboard.decode(byte)
    }
    sink.submit(events)
  }
}

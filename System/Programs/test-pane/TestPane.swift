// An application with a window of one colour, which changes with each key A. Q and W are for the person at the machine: Q paints
// the window white, W says so.

import Bulkhead
import Geometry
import GuiClient
import Input
import Painting

@main final class TestPane: Component {
  private let environment: Environment
  private let window: Window
  private var presses: UInt32 = 0
  private var isWhite = false

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try Window(environment, size: Size(160, 100), title: Text("pane"))
    window.onEvent = { [self] event in handle(event) }
    window.onRenewal { [self] in draw() }
    draw()
    window.show()
  }

  private func handle(_ event: InputEvent) {
    switch event {
    case .press(.a, _): presses += 1
    case .press(.q, _): isWhite = true
    case .press(.w, _): environment.log("heard W")
    default: return
    }
    draw()
  }

  private func draw() {
    // Red says how many presses, modulo 8; green and blue that it is this window.
    let color = isWhite ? Color(0xff_ffff) : Color(0x20_c040 + (presses % 8) * 0x18_0000)
    window.draw { canvas in
      canvas.fill(canvas.bounds, color)
      return [canvas.bounds]
    }
  }
}

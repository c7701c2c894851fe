// A window that has the keyboard when no question is there. It says what it hears of the key that the person presses for a question.

import Bulkhead
import Geometry
import GuiClient
import Input
import Painting

final class Application {
  private let environment: Environment
  private let window: Window

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try Window(environment, size: Size(640, 372), title: Text("application"))
    window.onEvent = { [self] event in hear(event) }
    window.draw { canvas in
      canvas.fill(canvas.bounds, Color(0x33_6699))
      return [canvas.bounds]
    }
    window.show(at: Point(0, 28))
  }

  private func hear(_ event: InputEvent) {
    switch event {
    case .press(.a, _): environment.log("has the keyboard")
    case .press(.space, _), .release(.space): environment.log("FAILED: hears what was meant for a question")
    default: break
    }
  }
}

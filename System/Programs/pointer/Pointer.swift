// The picture of the pointer. It is drawn once for each scale; the GUI server moves it, so this program learns neither where the pointer is nor
// what is done with it.

import Bulkhead
import Desktop
import Geometry
import GuiClient
import Painting

@main final class PointerProgram: Component {
  private let window: Window

  init(_ environment: Environment) throws(SessionError) {
    window = try Window(environment, size: PointerPicture.arrow(scale: 1).size, title: Text("pointer"), hasAlpha: true)
    window.onScaleChange = { [self] in draw() }
    draw()
  }

  private func draw() {
    let arrow = PointerPicture.arrow(scale: window.scale)
    window.resize(to: arrow.size)
    window.draw { canvas in
      canvas.replace(canvas.bounds, with: .clear)
      canvas.draw(arrow, at: .zero)
      return [canvas.bounds]
    }
    // Places of this domain are counted from the pointer.
    window.show(at: .zero - Point(PointerPicture.tip.x * window.scale, PointerPicture.tip.y * window.scale))
  }
}

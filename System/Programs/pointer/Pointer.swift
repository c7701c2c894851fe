// The picture of the pointer. It is drawn once; the GUI server moves it, so this program learns neither where the pointer is nor
// what is done with it.

import Bulkhead
import Desktop
import Geometry
import GuiClient
import HID
import Painting

@main final class PointerProgram: Component {
  private let window: Window

  init(_ environment: Environment) throws(SessionError) {
    let isDouble = try environment.configuration().node.attribute("scale")?.isSame(as: "2") == true
    let scale: Int32 = isDouble ? 2 : 1
    let arrow = PointerPicture.arrow(scale: scale)
    window = try Window(environment, size: arrow.size, title: Text("pointer"), hasAlpha: true)
    window.draw { canvas in
      canvas.replace(canvas.bounds, with: .clear)
      canvas.draw(arrow, at: .zero)
      return [canvas.bounds]
    }
    // Places of this domain are counted from the pointer.
    window.show(at: .zero - Point(PointerPicture.tip.x * scale, PointerPicture.tip.y * scale))
  }
}

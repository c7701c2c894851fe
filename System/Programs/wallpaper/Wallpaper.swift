// The background of the screen.

import Bulkhead
import Desktop
import Geometry
import GuiClient
import HID
import Painting

@main final class WallpaperProgram: Component {
  private let window: Window
  private let isDark: Bool
  private var drawn = Size.zero

  init(_ environment: Environment) throws(SessionError) {
    let theme = try environment.configuration().node.attribute("theme") ?? "dark"
    isDark = !theme.utf8.elementsEqual("light".utf8)
    window = try Window(environment, size: Size(1, 1), title: Text("wallpaper"))
    window.onScreenChange = { [self] in draw() }
    draw()
  }

  private func draw() {
    guard !window.screen.isEmpty, window.screen.size != drawn else { return }
    window.resize(to: window.screen.size)
    drawn = window.size
    window.draw { canvas in
      Wallpaper.draw(&canvas, canvas.bounds, isDark: isDark)
      return [canvas.bounds]
    }
    window.show(at: .zero)
  }
}

// The background of the screen.

import Bulkhead
import Desktop
import Geometry
import GuiClient
import Painting

@main final class WallpaperProgram: Component {
  private let window: Window
  private let theme: ThemeChoice
  private var drawn = Size.zero

  init(_ environment: Environment) throws(SessionError) {
    theme = try ThemeChoice(environment, isDark: true)
    window = try Window(environment, size: Size(1, 1), title: Text("wallpaper"))
    window.onScreenChange = { [self] in screenChanged() }
    theme.onChange = { [self] in draw() }
    screenChanged()
  }

  private func screenChanged() {
    guard !window.screen.isEmpty, window.screen.size != drawn else { return }
    window.resize(to: window.screen.size)
    drawn = window.size
    draw()
    window.show(at: .zero)
  }

  private func draw() {
    window.draw { canvas in
      Wallpaper.draw(&canvas, canvas.bounds, isDark: theme.isDark)
      return [canvas.bounds]
    }
  }
}

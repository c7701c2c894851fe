// Shows a new picture as soon as the one before was seen, and counts them while somebody else floods.

import Bulkhead
import Geometry
import GuiClient
import HID
import Painting

final class Animator {
  private let environment: Environment
  private let window: Window
  private let reporter: Reporter
  private var phaseTimeout: Timeout?
  private var phase = 0
  private var alone = 0
  private var shown = 0
  private var pictures: UInt32 = 0

  private static var floods: [String] { ["none", "resizes", "views", "buffers", "pixels", "titles"] }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try Window(environment, size: Size(200, 150), title: Text("animator"))
    reporter = Reporter(Text("flood"), environment: environment)
    window.onFrame = { [self] in seen() }
    draw()
    window.show()
    phaseTimeout = environment.entrypoint.after(.milliseconds(400)) { [self] in begin() }
  }

  private func draw() {
    pictures += 1
    window.draw { canvas in
      canvas.fill(canvas.bounds, Color(0x20_4060 + pictures % 128))
      return [canvas.bounds]
    }
  }

  private func seen() {
    shown += 1
    draw()
  }

  private func begin() {
    try? reporter.report(Node.parse(Array("flood | kind: \(Self.floods[phase])\n-\n".utf8)).node ?? Node("flood"))
    // The beginning of a flood is part of it, but not what was before.
    phaseTimeout = environment.entrypoint.after(.milliseconds(50)) { [self] in
      shown = 0
      phaseTimeout = environment.entrypoint.after(.milliseconds(400)) { [self] in end() }
    }
  }

  private func end() {
    if phase == 0 {
      alone = shown
      environment.log("alone: \(shown) frames")
    } else {
      let percent = shown * 100 / max(alone, 1)
      environment.log("flood of \(Self.floods[phase]): \(percent) % of the frames")
      if percent < 95 { environment.log("FAILED: somebody else's flood costs frames") }
    }
    phase += 1
    if phase < Self.floods.count { return begin() }
    environment.log("done")
    environment.exit(0)
  }
}

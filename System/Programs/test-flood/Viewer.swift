// Plays the display: takes over what changed, 60 times a second, as long as something changes.

import Bulkhead
import Geometry

final class Viewer {
  private let environment: Environment
  private let session: Session<Capture>
  private var news: SignalHandler?
  private var clock: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    session = try environment.open(Capture.self, donation: Quota(ram: 4 << 20, capabilities: 10))
    do throws(EntrypointError) { news = try environment.entrypoint.onSignal { [self] _ in look() } } catch {
      throw .failed("no signal handler")
    }
    try? session.call(Capture.setBuffer, Size(1024, 768))
    if let capability = news?.capability { try? session.call(Capture.setSignal, capability) }
    look()
  }

  private func look() {
    let start = environment.clock.now.microseconds
    let areas = try? session.call(Capture.capture, .zero)
    if areas?.rectangles.isEmpty != false { return }
    let passed = environment.clock.now.microseconds - start
    clock = environment.entrypoint.after(.microseconds(16_667 - min(passed, 15_000))) { [self] in look() }
  }
}

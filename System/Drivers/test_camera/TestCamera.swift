// A camera that sees a test pattern.

import Bulkhead
import Frames
import Geometry
import Services

@main final class TestCamera: Component {
  private let environment: Environment
  private var sessions: [CameraSession] = []
  private var service: Service<Camera>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    service = try environment.offer(Camera.self) { [self] request throws(RefusedSession) in
      var quota = QuotaGuard(request.donation)
      do throws(QuotaError) { try quota.withdraw(CameraSession.base) } catch {
        throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
      }
      let session = CameraSession(quota, request.label, self, environment)
      sessions.append(session)
      return OpenSession(session)
    }
  }

  static var modes: CameraModes {
    CameraModes(sizes: [Size(160, 120), Size(320, 240), Size(640, 480)], framesPerSecond: 1...30)
  }

  private var isOn: Bool { sessions.contains { $0.isStarted } }

  /// Does something that may switch the camera on or off.
  func switching(_ action: () -> Void) {
    let before = isOn
    action()
    if isOn != before { environment.log("the camera is \(before ? "off" : "on")") }
  }

  func closed(_ session: CameraSession) {
    switching { sessions.removeAll { $0 === session } }
    environment.log("\(session.label.string) got \(session.count) frames")
  }
}

// Plays the display driver: shows the picture, so that questions are seen, and says what colour a pixel has.

import Bulkhead
import Geometry

final class Screen {
  private let session: Session<Capture>
  private var buffer: Mapping?
  let size = Size(640, 400)

  init(_ environment: Environment) throws(SessionError) {
    let bytes = UInt64(size.area) * 4
    session = try environment.open(
      Capture.self, label: Text("display"), donation: Quota(ram: bytes + bytes / 64 + (64 << 10), capabilities: 10))
    do throws(CaptureFailure) {
      try session.call(Capture.setBuffer, size)
      let dataspace: OwnedCapability<Dataspace> = try session.call(Capture.dataspace)
      buffer = try? Mapping(dataspace.capability)
    } catch { throw .failed("there is no buffer to capture into") }
  }

  /// Shows what changed.
  func refresh() { _ = try? session.call(Capture.capture, .zero) }

  func color(_ point: Point) -> UInt32 {
    refresh()
    return (buffer?.load(Int(point.y * size.width + point.x) * 4, as: UInt32.self) ?? 0) & 0xff_ffff
  }
}

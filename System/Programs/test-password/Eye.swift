// A capture that is no display.

import Bulkhead
import Geometry
import Painting

final class Eye {
  private let session: Session<Capture>
  private let pixels: Mapping
  private let size = Size(1024, 768)
  /// There was nothing to be seen where the dialog is.
  private(set) var sawNothing = false
  /// There never was anything but nothing, and the window's colour.
  private(set) var sawNoOther = true

  init(_ environment: Environment) throws(SessionError) {
    let bytes = UInt64(size.area) * 4
    session = try environment.open(
      Capture.self, label: Text("eye"), donation: Quota(ram: bytes + bytes / 64 + (64 << 10), capabilities: 10))
    do throws(CaptureFailure) {
      try session.call(Capture.setBuffer, size)
      let dataspace: OwnedCapability<Dataspace> = try session.call(Capture.dataspace)
      guard let mapping = try? Mapping(dataspace.capability) else { throw CaptureFailure.noBuffer }
      pixels = mapping
    } catch { throw .failed("there is no buffer to capture into") }
  }

  func look() {
    guard let areas = try? session.call(Capture.capture, .zero), !areas.rectangles.isEmpty else { return }
    for y in stride(from: 4, to: size.height, by: 12) as StrideTo<Int32> {
      for x in stride(from: 4, to: size.width, by: 12) as StrideTo<Int32> { see(color(x, y), Point(x, y)) }
    }
  }

  private func color(_ x: Int32, _ y: Int32) -> UInt32 {
    pixels.load(Int(y * size.width + x) * 4, as: UInt32.self) & 0xff_ffff
  }

  private func see(_ color: UInt32, _ point: Point) {
    let isInDialog = abs(point.x - size.width / 2) < 200 && abs(point.y - size.height / 2) < 200
    if color == 0, isInDialog { sawNothing = true }
    if color != 0, color != TestPassword.color.word & 0xff_ffff { sawNoOther = false }
  }
}

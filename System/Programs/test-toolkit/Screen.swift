// Plays the display: looks at what the GUI server shows.

import Bulkhead
import Geometry
import Input
import Painting

final class Screen {
  private static var size: Size { Size(400, 300) }
  private let session: Session<Capture>
  private var buffer: Mapping?

  init(_ environment: Environment) throws(SessionError) {
    let bytes = UInt64(Self.size.area) * 4
    session = try environment.open(
      Capture.self, label: Text("display"), donation: Quota(ram: bytes + bytes / 128 + (64 << 10), capabilities: 10))
    do throws(CaptureFailure) {
      try session.call(Capture.setBuffer, Self.size)
      let dataspace: OwnedCapability<Dataspace> = try session.call(Capture.dataspace)
      buffer = try? Mapping(dataspace.capability, isWritable: true)
    } catch { throw .failed("no buffer to capture into") }
  }

  /// Takes over what changed.
  @discardableResult
  func look() -> [Rectangle] { (try? session.call(Capture.capture, .zero))?.rectangles ?? [] }

  func color(_ x: Int32, _ y: Int32) -> UInt32 {
    (buffer?.load(Int(y * Self.size.width + x) * 4, as: UInt32.self) ?? 0) & 0xff_ffff
  }

  /// How many pixels are brighter than any ground of the dark theme.
  func inked(_ area: Rectangle) -> Int {
    var count = 0
    for y in area.minY..<area.maxY {
      for x in area.minX..<area.maxX where Color(color(x, y)).brightness > 120 { count += 1 }
    }
    return count
  }

  /// A place as drivers say it.
  func pointer(_ point: Point) -> InputEvent {
    .pointer(Point((point.x * 65536 + 399) / 400, (point.y * 65536 + 299) / 300))
  }
}

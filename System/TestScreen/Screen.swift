// Plays the display driver, or somebody who looks over a shoulder: takes over what the GUI server shows, and says what colour a
// pixel has.

import Bulkhead
import Geometry

public final class Screen {
  private let session: Session<Capture>
  private var buffer: Mapping?
  /// Pixels.
  public let size: Size

  /// Opens `Capture`; its buffer is paid out of this component's RAM.
  /// - Parameter label: of the session.
  public init(_ environment: Environment, size: Size, label: StaticString = "display") throws(SessionError) {
    self.size = size
    let bytes = UInt64(size.area) * 4
    session = try environment.open(
      Capture.self, label: Text(label), donation: Quota(ram: bytes + bytes / 64 + (64 << 10), capabilities: 10))
    do throws(CaptureFailure) {
      try session.call(Capture.setBuffer, size)
      let dataspace: OwnedCapability<Dataspace> = try session.call(Capture.dataspace)
      buffer = try? Mapping(dataspace.capability, isLasting: true)
    } catch { throw .failed("there is no buffer to capture into") }
  }

  /// Takes over what changed, and says where that was.
  @discardableResult
  public func look() -> [Rectangle] { (try? session.call(Capture.capture, .zero))?.rectangles ?? [] }

  /// 0xRRGGBB, as it was at the last look. The point must be on the screen.
  public func color(_ point: Point) -> UInt32 {
    (buffer?.load(Int(point.y * size.width + point.x) * 4, as: UInt32.self) ?? 0) & 0xff_ffff
  }

  /// The place of a pixel in the 65536ths of the screen that input drivers speak of.
  public func place(of point: Point) -> Point {
    Point((point.x * 65536 + size.width - 1) / size.width, (point.y * 65536 + size.height - 1) / size.height)
  }
}

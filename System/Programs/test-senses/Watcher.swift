// A component that looks through the camera, and knows what it should see.

import Bulkhead
import Frames
import Geometry

final class Watcher {
  private let session: Capability<Camera>
  private let buffers: Mapping
  /// The number of the last frame.
  private(set) var last: UInt64 = 0
  private(set) var count = 0
  /// Frames that were not what their number says.
  private(set) var wrong = 0

  static var format: CameraFormat { CameraFormat(size: Size(320, 240), framesPerSecond: 25) }
  private static var pattern: TestPattern { TestPattern(format.size) }

  static var cost: Quota {
    Quota(
      ram: Camera.cost.ram + format.cost.ram + 8192,
      capabilities: Camera.cost.capabilities + format.cost.capabilities + 4)
  }

  /// Nil if the session does not let itself be used.
  static func begin(_ session: Capability<Camera>) -> Watcher? {
    let wish = CameraFormat(size: Size(400, 300), framesPerSecond: 25)
    guard let format: CameraFormat = try? session.call(Camera.negotiate, wish), format == Self.format,
      (try? session.call(Camera.setFormat, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Camera.buffers),
      let buffers = try? Mapping(dataspace.capability), (try? session.call(Camera.start)) != nil
    else { return nil }
    return Watcher(session, buffers)
  }

  private init(_ session: Capability<Camera>, _ buffers: consuming Mapping) {
    self.session = session
    self.buffers = buffers
  }

  /// Takes the newest frame, if there is one. False if the session is over: the buffers are gone then, too.
  func take() -> Bool {
    do throws(CameraFailure) {
      let frame: CameraFrame = try session.call(Camera.take)
      examine(frame)
      return true
    } catch { return error == .noFrame }
  }

  private func examine(_ frame: CameraFrame) {
    let number = Self.pattern.number { x in pixel(x, Self.format.size.height - 4, frame) }
    let line = Self.pattern.line(of: frame.number)
    let isWhole = number == frame.number && pixel(line, 10, frame) == TestPattern.lineColor
    if !isWhole || frame.number <= last { wrong += 1 }
    last = frame.number
    count += 1
  }

  private func pixel(_ x: Int32, _ y: Int32, _ frame: CameraFrame) -> UInt32 {
    let offset = UInt64(frame.buffer) * Self.format.bufferBytes + UInt64(y * Self.format.size.width + x) * 4
    return buffers.load(Int(offset), as: UInt32.self) & 0xffffff
  }
}

// Looks through the camera.

import Bulkhead
import Geometry

final class CameraEye {
  private let session: Session<Camera>
  private let buffers: Mapping
  private let format: CameraFormat

  init(_ environment: Environment) throws(SessionError) {
    format = CameraFormat(size: Size(160, 120), framesPerSecond: 25)
    let cost = Quota(ram: Camera.cost.ram + format.cost.ram, capabilities: Camera.cost.capabilities + format.cost.capabilities)
    session = try environment.open(Camera.self, donation: cost)
    guard (try? session.call(Camera.setFormat, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Camera.buffers),
      let mapping = try? Mapping(dataspace.capability, isLasting: true), (try? session.call(Camera.start)) != nil
    else { throw .failed("the camera does not start") }
    buffers = mapping
  }

  /// There is a frame that was not seen before, and something is on it.
  var takesFrame: Bool {
    guard let frame: CameraFrame = try? session.call(Camera.take), frame.buffer < UInt32(CameraFormat.buffers) else {
      return false
    }
    var isLit = false
    for x in 0..<Int(format.size.width) {
      let pixel: UInt32 = buffers.load(Int(frame.buffer) * Int(format.bufferBytes) + x * 4)
      isLit = isLit || pixel & 0xff_ffff != 0
    }
    return isLit
  }
}

// One client's session.

import Bulkhead
import Frames
import Geometry
import Services

final class CameraSession: SessionState {
  let label: Text
  private let camera: TestCamera
  private let environment: Environment
  private var quota: QuotaGuard
  private var memory: FrameMemory?
  private var slots = FrameSlots()
  private var timeout: Timeout?
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  /// Frames that the client took.
  private(set) var count: UInt64 = 0

  static var base: Quota { Quota(ram: 4 << 10, capabilities: 1) }

  init(_ quota: consuming QuotaGuard, _ label: Text, _ camera: TestCamera, _ environment: Environment) {
    self.quota = quota
    self.label = label
    self.camera = camera
    self.environment = environment
  }

  var isStarted: Bool { timeout != nil }

  func upgrade(by amount: Quota) { quota.upgrade(by: amount) }

  func close() {
    stop()
    camera.closed(self)
  }

  func serve(_ request: inout Request) {
    request.serve(Camera.take) { () throws(CameraFailure) in try self.take() }
    request.serve(Camera.negotiate) { (wish) throws(CameraFailure) in Self.nearest(to: wish) }
    request.serve(Camera.setFormat) { (format) throws(CameraFailure) -> Void in try self.set(format) }
    request.serve(Camera.buffers) { () throws(CameraFailure) -> Capability<Dataspace> in try self.dataspace }
    request.serve(Camera.start) { () throws(CameraFailure) -> Void in try self.start() }
    request.serve(Camera.stop) { () throws(CameraFailure) -> Void in self.stop() }
    request.keep(Camera.setSignal, in: &signal)
  }

  private static func nearest(to wish: CameraFormat) -> CameraFormat {
    CameraFormat(
      size: TestCamera.modes.nearest(to: wish.size), framesPerSecond: TestCamera.modes.nearest(to: wish.framesPerSecond))
  }

  private var dataspace: Capability<Dataspace> {
    get throws(CameraFailure) {
      guard let memory else { throw .noFormat }
      return memory.dataspace
    }
  }

  private func set(_ format: CameraFormat) throws(CameraFailure) {
    guard Self.nearest(to: format) == format else { throw .unknownFormat }
    stop()
    if let old = memory?.format.cost { quota.replenish(old) }
    memory = nil
    do throws(QuotaError) { try quota.withdraw(format.cost) } catch {
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
    memory = FrameMemory.make(format)
    if memory == nil { quota.replenish(format.cost) }
  }

  private func start() throws(CameraFailure) {
    guard let memory else { throw .noFormat }
    if isStarted { return }
    slots = FrameSlots()
    camera.switching {
      timeout = environment.entrypoint.every(.microseconds(1_000_000 / UInt64(memory.format.framesPerSecond))) { [self] in
        deliver()
      }
    }
  }

  private func stop() { camera.switching { timeout = nil } }

  private func deliver() {
    memory?.draw(slots.completed + 1, buffer: slots.next)
    slots.complete()
    signal.capability.submit()
  }

  private func take() throws(CameraFailure) -> CameraFrame {
    if memory == nil { throw .noFormat }
    guard let frame = slots.take() else { throw .noFrame }
    count += 1
    return CameraFrame(number: frame.number, buffer: UInt32(frame.slot))
  }
}

// One capture: a buffer, and what of the picture has to be drawn into it.

import Bulkhead
import Geometry
import Services
import Windowing

final class CaptureSession: SessionState {
  let capture: CaptureClient
  private var pixels: PixelMemory?
  private let server: GuiServer
  private var quota: QuotaGuard
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)

  static var base: Quota { Quota(ram: 4 << 10, capabilities: 1) }

  init(_ capture: CaptureClient, _ quota: consuming QuotaGuard, _ server: GuiServer) {
    self.capture = capture
    self.quota = quota
    self.server = server
  }

  func close() { server.closed(self) }

  func upgrade(by amount: Quota) { quota.upgrade(by: amount) }

  func serve(_ request: inout Request) {
    request.serve(Capture.capture) { (place) throws(CaptureFailure) in try self.draw(from: place) }
    request.serve(Capture.screenSize) { () throws(CaptureFailure) in self.server.desk.screen }
    request.serve(Capture.setBuffer) { (size) throws(CaptureFailure) -> Void in try self.setBuffer(size) }
    request.serve(Capture.dataspace) { () throws(CaptureFailure) -> Capability<Dataspace> in try self.dataspace }
    request.keep(Capture.setSignal, in: &self.signal)
    server.finishCall()
  }

  func tell() { signal.capability.submit() }

  private var dataspace: Capability<Dataspace> {
    get throws(CaptureFailure) {
      guard let pixels else { throw .noBuffer }
      return pixels.dataspace
    }
  }

  private func setBuffer(_ size: Size) throws(CaptureFailure) {
    guard !size.isEmpty, size.width <= 16384, size.height <= 16384 else { throw .noBuffer }
    let old = pixels.map { PixelMemory.cost($0.size) } ?? .none
    quota.replenish(old)
    do throws(QuotaError) { try quota.withdraw(PixelMemory.cost(size)) } catch {
      try? quota.withdraw(old)
      throw error == .outOfRAM ? .outOfRAM : .outOfCapabilities
    }
    pixels = nil
    pixels = PixelMemory.make(size)
    server.desk.resize(capture, to: pixels?.size ?? .zero)
  }

  private func draw(from place: Point) throws(CaptureFailure) -> ChangedAreas {
    guard let pixels else { throw .noBuffer }
    let (areas, steps) = server.desk.look(capture, from: place)
    for step in steps { draw(step, place, pixels) }
    if capture.isDisplay, !areas.isEmpty { server.frameIsOnItsWay() }
    return ChangedAreas(areas)
  }

  private func draw(_ step: DrawStep, _ place: Point, _ target: PixelMemory) {
    let back = Point.zero - place
    switch step {
    case .fill(let area, let color): target.fill(area.offset(by: back), color)
    case .copy(let area, let client, let from):
      guard let source = server.pixels(of: client) else { return target.fill(area.offset(by: back), 0) }
      target.copy(area.offset(by: back), from: source, distance: place - from)
    case .blend(let area, let client, let from):
      guard let source = server.pixels(of: client) else { return }
      target.blend(area.offset(by: back), from: source, distance: place - from)
    }
  }
}

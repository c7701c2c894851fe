// Driver of virtio GPUs in two dimensions: one screen, one resource in memory that the device accesses. The size is the
// device's wish; when that changes (a window is resized), the resource is made anew.

import Bulkhead
import Driver
import Geometry
import Virtio
import VirtioTransport

@main final class VirtioDisplay: Component {
  private let environment: Environment
  private let gpu: GPU
  private let screen: GPUScreen
  private let display: Display
  private var news: SignalHandler?

  /// Where a device does not say what it would like.
  private static var standardSize: Size { Size(1024, 768) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let platform = try PlatformConnection(environment)
    gpu = try GPU(try VirtioDevice(try platform.acquire(""), platform), environment)
    let size = try gpu.preferredSize() ?? Self.standardSize
    screen = GPUScreen(gpu)
    try screen.resize(to: size)
    environment.log("\(gpu.name) shows \(size.width)x\(size.height)")
    display = try Display(environment, size: size, on: screen)
    try listen()
  }

  /// Interrupts are handled in the middle of other work; a new size waits until that is done.
  private func listen() throws(SessionError) {
    do throws(EntrypointError) { news = try environment.entrypoint.onSignal { [self] _ in checkSize() } } catch {
      throw .failed("no signal handler for the device")
    }
    gpu.onNews = { [self] in news?.capability.submit() }
    checkSize()
  }

  private func checkSize() {
    guard gpu.takeDisplayEvent(), let size = try? gpu.preferredSize(), size != screen.size else { return }
    do throws(SessionError) {
      try screen.resize(to: size)
      try display.resize(to: size)
      display.refresh()
      environment.log("\(gpu.name) shows \(size.width)x\(size.height)")
    } catch { gpu.giveUp("cannot change the size") }
  }
}

/// The memory that the device shows.
final class GPUScreen: Screen {
  private let gpu: GPU
  private var pixels: DMABuffer?
  private var resource: UInt32 = 0
  private(set) var size = Size.zero

  init(_ gpu: GPU) { self.gpu = gpu }

  /// Makes a resource of that size instead of the one before.
  func resize(to size: Size) throws(SessionError) {
    if resource != 0 { try gpu.perform([.show(resource: 0, .zero, screen: 0), .destroy(resource: resource)]) }
    pixels = nil
    let buffer = try gpu.device.allocate(size.area * 4)
    resource &+= 1
    if resource == 0 { resource = 1 }
    try gpu.perform([
      .create(resource: resource, size),
      .attach(resource: resource, address: buffer.address, count: UInt32(size.area * 4)),
      .show(resource: resource, size, screen: 0),
    ])
    pixels = buffer
    self.size = size
  }

  func show(_ areas: [Rectangle], of picture: borrowing Mapping, size: Size) {
    guard size == self.size, let pixels, !areas.isEmpty else { return }
    let width = Int(size.width)
    copy(areas, of: picture, width: width, to: pixels.mapping, at: 0, pitch: width * 4)
    var commands: [GPUCommand] = []
    for area in areas {
      let offset = (Int(area.minY) * width + Int(area.minX)) * 4
      commands.append(.transfer(resource: resource, area, offset: UInt64(offset)))
      commands.append(.flush(resource: resource, area))
    }
    do throws(SessionError) { try gpu.perform(commands) } catch { gpu.giveUp("does not show what it should") }
  }
}

// Driver of the screen as the boot loader left it: whatever its size, it stays.

import Bulkhead
import Driver
import Geometry

@main final class BootDisplay: Component {
  private let platform: PlatformConnection
  private let display: Display

  init(_ environment: Environment) throws(SessionError) {
    platform = try PlatformConnection(environment)
    let device = try platform.acquire("FRAMEBUFFER")
    let screen = try BootScreen(device)
    environment.log("the boot loader's screen has \(screen.size.width)x\(screen.size.height)")
    display = try Display(environment, size: screen.size, on: screen)
  }
}

final class BootScreen: Screen {
  private let memory: DeviceRegisters
  private let pitch: Int
  let size: Size

  init(_ device: Device) throws(SessionError) {
    let (width, height) = (device.property("width") ?? 0, device.property("height") ?? 0)
    pitch = device.property("pitch") ?? 0
    guard device.property("depth") == 32 else { throw .failed("the boot loader's screen has no 32 bits per pixel") }
    memory = try device.memory(0)
    guard width > 0, height > 0, width <= 8192, height <= 8192, pitch >= width * 4, pitch * height <= memory.count else {
      throw .failed("what the boot loader says of its screen makes no sense")
    }
    size = Size(Int32(width), Int32(height))
  }

  func show(_ areas: [Rectangle], of picture: borrowing Mapping, size: Size) {
    guard size == self.size else { return }
    copy(areas, of: picture, width: Int(size.width), to: memory.mapping, at: memory.first, pitch: pitch)
  }
}

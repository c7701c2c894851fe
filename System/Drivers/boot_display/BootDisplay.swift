// Driver of the screen as the boot loader left it: whatever its size, it stays.

import Bulkhead
import Driver
import Geometry
import PixelFormats

@main final class BootDisplay: Component {
  private let platform: PlatformConnection
  private let display: Display

  init(_ environment: Environment) throws(SessionError) {
    platform = try PlatformConnection(environment)
    let device = try platform.acquire("FRAMEBUFFER")
    let screen = try BootScreen(device)
    environment.log("the boot loader's screen has \(screen.size.width)x\(screen.size.height)x\(screen.bits)")
    display = try Display(environment, size: screen.size, on: screen)
  }
}

final class BootScreen: Screen {
  private let memory: DeviceRegisters
  private let format: PixelFormat
  private let pitch: Int
  let size: Size

  init(_ device: Device) throws(SessionError) {
    let (width, height) = (device.property("width") ?? 0, device.property("height") ?? 0)
    pitch = device.property("pitch") ?? 0
    format = try Self.format(device)
    memory = try device.memory(0)
    guard width > 0, height > 0, width <= 8192, height <= 8192, pitch >= width * format.bytes, pitch * height <= memory.count
    else {
      throw .failed("what the boot loader says of its screen makes no sense")
    }
    size = Size(Int32(width), Int32(height))
  }

  /// Of a pixel.
  var bits: Int { format.bytes * 8 }

  private static func format(_ device: Device) throws(SessionError) -> PixelFormat {
    func number(_ name: String) -> Int { device.property(name) ?? -1 }
    guard number("red-bits") == 8, number("green-bits") == 8, number("blue-bits") == 8,
      let format = PixelFormat(bits: number("depth"), red: number("red"), green: number("green"), blue: number("blue"))
    else { throw .failed("the boot loader's screen has pixels of a kind that is not understood") }
    return format
  }

  func show(_ areas: [Rectangle], of picture: borrowing Mapping, size: Size) {
    guard size == self.size else { return }
    if format.isPicture {
      return copy(areas, of: picture, width: Int(size.width), to: memory.mapping, at: memory.first, pitch: pitch)
    }
    for area in areas {
      for y in Int(area.minY)..<Int(area.maxY) { showRow(y, Int(area.minX)..<Int(area.maxX), picture) }
    }
  }

  private func showRow(_ y: Int, _ columns: Range<Int>, _ picture: borrowing Mapping) {
    let (source, target) = (y * Int(size.width) * 4, memory.first + y * pitch)
    format.storeRow(columns, isAligned: target % 4 == 0) { column in
      picture.load(source + column * 4)
    } store: { value, bytes, offset in
      if bytes == 4 {
        memory.mapping.store(value, at: target + offset)
      } else {
        memory.mapping.store(UInt8(truncatingIfNeeded: value), at: target + offset)
      }
    }
  }
}

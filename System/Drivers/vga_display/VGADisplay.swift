// Driver of QEMU's standard VGA and of bochs-display: sets one mode, and copies what changed into the frame buffer.
// (QEMU documentation, "QEMU Standard VGA": frame buffer in range 0, registers in range 2.)

import Bulkhead
import Driver
import Geometry
import HID

@main final class VGADisplay: Component {
  private let platform: PlatformConnection
  private let display: Display

  init(_ environment: Environment) throws(SessionError) {
    let size = try Self.size(try environment.configuration().node)
    platform = try PlatformConnection(environment)
    let device = try platform.acquire("")
    let screen = try Self.screen(device, size)
    environment.log("\(device.name) shows \(size.width)x\(size.height)")
    display = try Display(environment, size: size, on: screen)
  }

  /// The size that the configuration wishes: `config | width: 1024 | height: 768`.
  private static func size(_ node: Node) throws(SessionError) -> Size {
    let (width, height) = ((try? node.number("width", default: 1024)) ?? 0, (try? node.number("height", default: 768)) ?? 0)
    // The registers have 16 bits, and widths are multiples of 8.
    guard (320...4096).contains(width), (200...4096).contains(height), width % 8 == 0 else {
      throw .failed("config: a screen has 320 to 4096 pixels, a multiple of 8, by 200 to 4096")
    }
    return Size(Int32(width), Int32(height))
  }

  private static func screen(_ device: Device, _ size: Size) throws(SessionError) -> FrameBuffer {
    guard let pixels = device.range(ofBar: 0), let registers = device.range(ofBar: 2) else {
      throw .failed("the device is no standard VGA: its ranges are missing")
    }
    let adapter = try Adapter(try device.memory(registers))
    return try FrameBuffer(try device.memory(pixels), adapter, size)
  }
}

/// The adapter's registers: "Bochs dispi interface", mapped as 16-bit words from 0x500 on, and VGA's own from 0x400 on.
struct Adapter {
  private let registers: DeviceRegisters

  private enum Word: Int {
    case identity = 0
    case width, height, depth, enable, bank, virtualWidth, virtualHeight, x, y
  }

  private static var enabled: UInt16 { 0x01 }
  private static var linear: UInt16 { 0x40 }

  /// - Throws: if this is no such adapter.
  init(_ registers: DeviceRegisters) throws(SessionError) {
    self.registers = registers
    guard registers.count >= 0x600 else { throw .failed("the adapter's registers are missing") }
    // Versions 0xb0c0...0xb0c5; from 2 on there are 32 bits per pixel in one range.
    guard (0xb0c2...0xb0cf).contains(load(.identity)) else { throw .failed("the adapter is of an unknown kind") }
  }

  private func load(_ word: Word) -> UInt16 { registers.load(0x500 + word.rawValue * 2) }
  private func store(_ value: UInt16, to word: Word) { registers.store(value, at: 0x500 + word.rawValue * 2) }

  /// Sets a mode of 32 bits per pixel. False if the adapter does not take it.
  func set(_ size: Size) -> Bool {
    let (width, height) = (UInt16(size.width), UInt16(size.height))
    store(0, to: .enable)
    store(width, to: .width)
    store(height, to: .height)
    store(32, to: .depth)
    store(width, to: .virtualWidth)
    store(0, to: .x)
    store(0, to: .y)
    store(Self.enabled | Self.linear, to: .enable)
    unblank()
    return load(.width) == width && load(.height) == height && load(.depth) == 32 && load(.virtualWidth) == width
  }

  /// The attribute controller shows nothing until bit 5 of its index is set (VGA, port 0x3c0; 0x3da chooses the index).
  private func unblank() {
    let _: UInt8 = registers.load(0x400 + 0x1a)
    registers.store(0x20 as UInt8, at: 0x400)
  }
}

/// The adapter's memory as a screen.
final class FrameBuffer: Screen {
  private let memory: DeviceRegisters
  private let size: Size

  init(_ memory: DeviceRegisters, _ adapter: Adapter, _ size: Size) throws(SessionError) {
    self.memory = memory
    self.size = size
    guard size.area * 4 <= memory.count else { throw .failed("the adapter has too little memory for this size") }
    guard adapter.set(size) else { throw .failed("the adapter does not take this size") }
  }

  func show(_ areas: [Rectangle], of picture: borrowing Mapping, size: Size) {
    guard size == self.size else { return }
    copy(
      areas, of: picture, width: Int(size.width), to: memory.mapping, at: memory.first, pitch: Int(size.width) * 4)
  }
}

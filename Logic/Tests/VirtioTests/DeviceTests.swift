import Geometry
import Input
import Testing

@testable import Virtio

@Suite struct StructureTests {
  /// A configuration space with the structures of a device as QEMU makes them.
  private func space(_ change: (inout [UInt32]) -> Void = { _ in }) -> [UInt32] {
    var registers = [UInt32](repeating: 0, count: 64)
    registers[1] = 1 << 20
    registers[13] = 0x40
    func put(_ offset: Int, next: UInt32, kind: UInt32, bar: UInt32, _ start: UInt32, _ count: UInt32, _ more: UInt32 = 0) {
      registers[offset / 4] = 0x09 | next << 8 | (kind == 2 ? 20 : 16) << 16 | kind << 24
      (registers[offset / 4 + 1], registers[offset / 4 + 2], registers[offset / 4 + 3]) = (bar, start, count)
      if kind == 2 { registers[offset / 4 + 4] = more }
    }
    put(0x40, next: 0x50, kind: 1, bar: 4, 0, 0x1000)
    put(0x50, next: 0x60, kind: 3, bar: 4, 0x1000, 0x1000)
    put(0x60, next: 0x70, kind: 4, bar: 4, 0x2000, 0x1000)
    put(0x70, next: 0x84, kind: 2, bar: 4, 0x3000, 0x1000, 4)
    registers[0x84 / 4] = 0x11
    change(&registers)
    return registers
  }

  private func read(_ registers: [UInt32], size: Int = 0x4000) -> DeviceStructures? {
    DeviceStructures(
      read: { offset in
        precondition(offset >= 0 && offset < 256 && offset % 4 == 0)
        return registers[offset / 4]
      }, size: { $0 == 4 ? size : nil })
  }

  @Test func findsAllStructures() throws {
    let found = try #require(read(space()))
    #expect(found.common.offset == 0 && found.interruptStatus.offset == 0x1000 && found.device?.offset == 0x2000)
    #expect(found.notificationOffset(0) == 0x3000 && found.notificationOffset(3) == 0x300c)
    #expect(found.notificationOffset(1023) == 0x3ffc && found.notificationOffset(1024) == nil)
  }

  @Test func somethingIsMissing() {
    #expect(read(space { $0[1] = 0 }) == nil)
    #expect(read(space { $0[13] = 0x50 }) == nil)
    #expect(read(space { $0[0x50 / 4] = 0 }) == nil)
    #expect(read(space { $0[0x60 / 4] = 0x09 | 0x70 << 8 | 16 << 16 | 9 << 24 })?.device == nil)
  }

  @Test func structuresThatReachOut() {
    #expect(read(space(), size: 0x3fff) == nil && read(space(), size: 0) == nil)
    #expect(read(space { $0[0x48 / 4] = 0xffff_f000 }) == nil)
    #expect(read(space { $0[0x4c / 4] = 0xffff_ffff }) == nil)
    #expect(read(space { $0[0x4c / 4] = 55 }) == nil)
    #expect(read(space { $0[0x44 / 4] = 6 }) == nil && read(space { $0[0x44 / 4] = 0 }) == nil)
    #expect(read(space { $0[0x48 / 4] = 2 }) == nil)
    #expect(read(space { $0[0x80 / 4] = 3 })?.notificationOffset(1) == nil)
    #expect(read(space { $0[0x80 / 4] = 0xffff_ffff })?.notificationOffset(0xffff) == nil)
  }

  @Test func capabilitiesThatAreTooShort() {
    #expect(read(space { $0[0x40 / 4] = 0x09 | 0x50 << 8 | 8 << 16 | 1 << 24 }) == nil)
    #expect(read(space { $0[0x70 / 4] = 0x09 | 16 << 16 | 2 << 24 }) == nil)
    #expect(read(space { $0[13] = 0xfc }) == nil)
  }

  @Test func listsInCirclesEnd() { #expect(read(space { $0[0x84 / 4] = 0x4011 }) != nil) }
}

@Suite struct GPUTests {
  @Test func commandsAreLaidOutAsSpecified() {
    func words(_ command: GPUCommand) -> [UInt32] {
      let bytes = command.bytes
      return stride(from: 0, to: bytes.count, by: 4).map { at in
        (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32($1 * 8) }
      }
    }
    let area = Rectangle(minX: 1, minY: 2, maxX: 11, maxY: 22)
    #expect(words(.create(resource: 7, Size(640, 480))) == [0x101, 0, 0, 0, 0, 0, 7, 2, 640, 480])
    #expect(
      words(.attach(resource: 7, address: 0x1_2345_6000, count: 4096)) == [0x106, 0, 0, 0, 0, 0, 7, 1, 0x2345_6000, 1, 4096, 0])
    #expect(words(.show(resource: 7, Size(640, 480), screen: 0)) == [0x103, 0, 0, 0, 0, 0, 0, 0, 640, 480, 0, 7])
    #expect(words(.transfer(resource: 7, area, offset: 0x1_0000_0004)) == [0x105, 0, 0, 0, 0, 0, 1, 2, 10, 20, 4, 1, 7, 0])
    #expect(words(.flush(resource: 7, area)) == [0x104, 0, 0, 0, 0, 0, 1, 2, 10, 20, 7, 0])
    #expect(words(.destroy(resource: 7)) == [0x102, 0, 0, 0, 0, 0, 7, 0])
    #expect(words(.displayInformation) == [0x100, 0, 0, 0, 0, 0])
  }

  private func information(_ type: UInt8, _ width: UInt32, _ height: UInt32, enabled: UInt8) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 408)
    (bytes[0], bytes[1], bytes[40]) = (type, 0x11, enabled)
    for index in 0..<4 {
      bytes[32 + index] = UInt8(truncatingIfNeeded: width >> UInt32(index * 8))
      bytes[36 + index] = UInt8(truncatingIfNeeded: height >> UInt32(index * 8))
    }
    return bytes
  }

  @Test func readsThePreferredSize() {
    #expect(GPUCommand.preferredSize(information(1, 1280, 800, enabled: 1)) == Size(1280, 800))
  }

  @Test func answersThatMakeNoSense() {
    #expect(GPUCommand.preferredSize([]) == nil && GPUCommand.preferredSize([UInt8](repeating: 1, count: 407)) == nil)
    #expect(GPUCommand.preferredSize(information(1, 1280, 800, enabled: 0)) == nil)
    #expect(GPUCommand.preferredSize(information(0, 1280, 800, enabled: 1)) == nil)
    #expect(GPUCommand.preferredSize(information(1, 0, 800, enabled: 1)) == nil)
    #expect(GPUCommand.preferredSize(information(1, 0xffff_ffff, 0x8000_0000, enabled: 1)) == nil)
    #expect(!GPUCommand.flush(resource: 1, Rectangle(minX: 0, minY: 0, maxX: 1, maxY: 1)).isDone([0, 0x12, 0, 0]))
  }
}

@Suite struct InputDecoderTests {
  private func decode(_ events: [(UInt16, UInt16, Int32)], _ range: AxisRange? = AxisRange(0, 32767)) -> [InputEvent] {
    var decoder = VirtioInputDecoder(InputAxes { _ in range })
    return events.flatMap { decoder.decode(type: $0.0, code: $0.1, value: $0.2) }
  }

  @Test func aTabletPointsAndClicks() {
    #expect(
      decode([(1, 0x110, 1), (3, 0, 16384), (3, 1, 32767), (0, 0, 0), (1, 0x110, 0), (0, 0, 0)]) == [
        .pointer(Point(32768, 65534)), .press(.leftButton, character: nil), .release(.leftButton),
      ])
  }

  @Test func aMouseMovesAndTurns() {
    #expect(
      decode([(2, 0, 5), (2, 1, -3), (2, 0, 1), (2, 8, -1), (0, 0, 0)]) == [.movement(Point(6, -3)), .wheel(Point(0, -1))])
  }

  @Test func keysArePressedOnce() {
    #expect(
      decode([(1, 30, 1), (0, 0, 0), (1, 30, 2), (1, 30, 1), (0, 0, 0), (1, 30, 0), (1, 30, 0), (0, 0, 0)]) == [
        .press(.a, character: nil), .release(.a),
      ])
  }

  @Test func fingersTouch() {
    #expect(
      decode([
        (3, 0x2f, 1), (3, 0x39, 7), (3, 0x35, 0), (3, 0x36, 16384), (0, 0, 0), (3, 0x35, 16384), (0, 0, 0), (3, 0x39, -1),
        (0, 0, 0), (0, 0, 0),
      ]) == [.touch(1, Point(0, 32768)), .touch(1, Point(32768, 32768)), .touchRelease(1)])
  }

  /// A touch screen has no axes but those of fingers; a tablet that is touched, too, has others for each.
  @Test func fingersHaveAxesOfTheirOwn() {
    let touch: [(UInt16, UInt16, Int32)] = [(3, 0x2f, 0), (3, 0x39, 1), (3, 0x35, 511), (3, 0x36, 128), (0, 0, 0)]
    func decode(_ axes: InputAxes, _ events: [(UInt16, UInt16, Int32)]) -> [InputEvent] {
      var decoder = VirtioInputDecoder(axes)
      return events.flatMap { decoder.decode(type: $0.0, code: $0.1, value: $0.2) }
    }
    let screen = InputAxes { $0 == 0x35 ? AxisRange(0, 1023) : $0 == 0x36 ? AxisRange(0, 255) : nil }
    #expect(decode(screen, touch) == [.touch(0, Point(511 * 64, 128 * 256))])
    #expect(decode(screen, [(3, 0, 5), (3, 1, 5), (0, 0, 0)]).isEmpty)
    let both = InputAxes { AxisRange(0, $0 < 2 ? 32767 : 1023) }
    #expect(decode(both, touch) == [.touch(0, Point(511 * 64, 128 * 64))])
    #expect(decode(both, [(3, 0, 16384), (3, 1, 0), (0, 0, 0)]) == [.pointer(Point(32768, 0))])
    let pen = InputAxes { $0 < 2 ? AxisRange(0, 32767) : nil }
    #expect(decode(pen, touch) == [.touch(0, .zero)])
    // That something touches is said by fingers where there are some, and is a button like others where there are none.
    let button: [(UInt16, UInt16, Int32)] = [(1, 0x14a, 1), (0, 0, 0)]
    #expect(decode(screen, button).isEmpty && decode(pen, button) == [.press(.touchButton, character: nil)])
  }

  @Test func nothingComesBeforeItIsComplete() { #expect(decode([(3, 0, 5), (1, 30, 1), (2, 0, 1)]).isEmpty) }

  @Test func unknownEventsAreIgnored() {
    #expect(
      decode([
        (4, 4, 4), (17, 0, 1), (1, 768, 1), (1, 65535, 1), (1, 30, -1), (1, 30, 7), (2, 99, 5), (3, 0x18, 5), (0, 3, 0),
        (0, 0, 0),
      ]).isEmpty)
    #expect(decode([(3, 0, 100), (0, 0, 0)], nil).isEmpty)
    #expect(
      decode([(3, 0x2f, -1), (3, 0x39, 1), (3, 0x2f, 10), (3, 0x39, 1), (3, 0x2f, Int32.max), (3, 0x35, 1), (0, 0, 0)]).isEmpty)
  }

  @Test func valuesOutsideOfTheRangeAreMoved() {
    #expect(decode([(3, 0, Int32.min), (3, 1, Int32.max), (0, 0, 0)]) == [.pointer(Point(0, 65534))])
    #expect(decode([(2, 0, Int32.max), (2, 0, Int32.max), (0, 0, 0)]) == [.movement(Point(Int32.max, 0))])
    #expect(AxisRange(5, 5) == nil && AxisRange(6, 5) == nil)
    #expect(AxisRange(Int32.min, Int32.max)?.scaled(0) == 32768)
  }

  @Test func aFloodWithoutEndIsBounded() {
    var decoder = VirtioInputDecoder(InputAxes { _ in nil })
    for round in 0..<100_000 { _ = decoder.decode(type: 1, code: UInt16(round % 700), value: Int32(round / 700 % 2)) }
    #expect(decoder.decode(type: 0, code: 0, value: 0).count <= 64)
  }
}

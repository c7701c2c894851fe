// A session's buffers, and the pattern in them.

import Bulkhead
import Frames
import Geometry

final class FrameMemory {
  let format: CameraFormat
  private let pattern: TestPattern
  private let memory: RAM
  private let mapping: Mapping
  /// Where each buffer's line is.
  private var lines: [Int32?] = [nil, nil, nil]

  /// Nil if there is no memory after all.
  static func make(_ format: CameraFormat) -> FrameMemory? {
    guard let memory = try? RAM(size: format.bufferBytes * UInt64(CameraFormat.buffers)) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return FrameMemory(format, memory, mapping)
  }

  private init(_ format: CameraFormat, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.format = format
    pattern = TestPattern(format.size)
    self.memory = memory
    self.mapping = mapping
  }

  var dataspace: Capability<Dataspace> { memory.dataspace }

  private func set(_ pixel: UInt32, _ x: Int32, _ y: Int32, _ buffer: Int) {
    mapping.store(pixel, at: buffer * Int(format.bufferBytes) + Int(y * format.size.width + x) * 4)
  }

  /// Draws what differs from the frame that the buffer had before.
  func draw(_ number: UInt64, buffer: Int) {
    if let line = lines[buffer] { drawColumn(line, pattern.bar(at: line), buffer) } else { drawBars(buffer) }
    let line = pattern.line(of: number)
    drawColumn(line, TestPattern.lineColor, buffer)
    lines[buffer] = line
    for y in pattern.barRows.upperBound..<format.size.height {
      for x in 0..<format.size.width { set(pattern.number(number, at: x), x, y, buffer) }
    }
  }

  private func drawBars(_ buffer: Int) {
    for x in 0..<format.size.width { drawColumn(x, pattern.bar(at: x), buffer) }
  }

  private func drawColumn(_ x: Int32, _ pixel: UInt32, _ buffer: Int) {
    for y in pattern.barRows { set(pixel, x, y, buffer) }
  }
}

// Pixels in memory that is shared with a client, who may write or read it at any time.
//
// The unsafe corner of this server: here, and nowhere else, coordinates become addresses. Every rectangle is cut to the size of
// the buffers before its first pixel is touched. Nothing that is read is used for anything but a colour.

import Bulkhead
import Geometry

/// A buffer of 32-bit pixels, row after row without gaps.
final class PixelMemory {
  let size: Size
  private let memory: RAM
  private let mapping: Mapping

  /// What a buffer takes of an account: its pages, the tables that map them, and the books about both.
  static func cost(_ size: Size) -> Quota {
    Quota(ram: Gui.ram(for: size) + (16 << 10), capabilities: 2)
  }

  /// Nil if there is no memory after all.
  static func make(_ size: Size) -> PixelMemory? {
    guard let memory = try? RAM(size: UInt64(size.area) * 4) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return PixelMemory(size, memory, mapping)
  }

  private init(_ size: Size, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.size = size
    self.memory = memory
    self.mapping = mapping
  }

  var dataspace: Capability<Dataspace> { memory.dataspace }
  var bounds: Rectangle { Rectangle(.zero, size) }

  /// - Precondition: the pixel is within the buffer.
  @inline(__always)
  private func row(_ x: Int32, _ y: Int32) -> UnsafeMutablePointer<UInt32> {
    let index = Int(y) * Int(size.width) + Int(x)
    // Safety: the mapping holds `size.area` pixels and lives as long as this object.
    return unsafe UnsafeMutablePointer<UInt32>(bitPattern: UInt(mapping.address) + UInt(index) * 4).unsafelyUnwrapped
  }

  /// The part of `rectangle` that both buffers have, where the other's pixels are found `distance` further.
  private func common(_ rectangle: Rectangle, _ source: PixelMemory, _ distance: Point) -> Rectangle {
    rectangle.intersection(bounds).intersection(source.bounds.offset(by: Point.zero - distance))
  }

  /// Makes a rectangle all of one colour.
  func fill(_ rectangle: Rectangle, _ color: UInt32) {
    let part = rectangle.intersection(bounds)
    if part.isEmpty { return }
    for y in part.minY..<part.maxY {
      // Safety: `part` is within the buffer.
      unsafe row(part.minX, y).update(repeating: color, count: Int(part.width))
    }
  }

  /// Copies pixels from another buffer.
  /// - Parameter distance: from a pixel here to its pixel there.
  func copy(_ rectangle: Rectangle, from source: PixelMemory, distance: Point) {
    let part = common(rectangle, source, distance)
    if part.isEmpty { return }
    let (x, count) = (part.minX + distance.x, Int(part.width))
    for y in part.minY..<part.maxY {
      // Safety: `part` is within both buffers.
      unsafe Self.copyRow(row(part.minX, y), source.row(x, y + distance.y), count)
    }
  }

  /// As bytes: that is what `memmove` is for, while copying numbers is a loop.
  // Safety of the caller: both point to `count` pixels.
  @inline(__always)
  private static func copyRow(_ target: UnsafeMutablePointer<UInt32>, _ source: UnsafeMutablePointer<UInt32>, _ count: Int) {
    unsafe UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: count * 4)
  }

  /// Copies pixels of this buffer to another place of it.
  func move(_ rectangle: Rectangle, to place: Point) -> Rectangle {
    let distance = place - rectangle.origin
    let part = rectangle.intersection(bounds).intersection(bounds.offset(by: Point.zero - distance))
    if part.isEmpty { return .empty }
    // Rows are overwritten only after they were read.
    let rows =
      distance.y > 0
      ? stride(from: part.maxY - 1, through: part.minY, by: -1) : stride(from: part.minY, through: part.maxY - 1, by: 1)
    for y in rows {
      // Safety: `part` is within the buffer here and there; within a row the areas may overlap.
      unsafe Self.copyRow(row(part.minX + distance.x, y + distance.y), row(part.minX, y), Int(part.width))
    }
    return part.offset(by: distance)
  }

  /// Lays pixels of another buffer over those that are here. Their colours are multiplied by their opacity already.
  func blend(_ rectangle: Rectangle, from source: PixelMemory, distance: Point) {
    let part = common(rectangle, source, distance)
    if part.isEmpty { return }
    for y in part.minY..<part.maxY {
      // Safety: `part` is within both buffers.
      unsafe Self.blendRow(row(part.minX, y), source.row(part.minX + distance.x, y + distance.y), Int(part.width))
    }
  }

  // Safety of the caller: both point to `count` pixels.
  private static func blendRow(_ target: UnsafeMutablePointer<UInt32>, _ source: UnsafeMutablePointer<UInt32>, _ count: Int) {
    for index in 0..<count {
      let pixel = unsafe source[index]
      if pixel >= 0xff00_0000 {
        unsafe target[index] = pixel
      } else if pixel != 0 {
        unsafe target[index] = blended(target[index], pixel)
      }
    }
  }

  /// Red and blue at once, and no division: shares are counted in 256ths, of which an opaque pixel leaves one.
  @inline(__always)
  private static func blended(_ below: UInt32, _ above: UInt32) -> UInt32 {
    let share = 256 &- above >> 24
    let redAndBlue = ((below & 0xff00ff) &* share) >> 8 & 0xff00ff
    let green = ((below & 0x00ff00) &* share) >> 8 & 0x00ff00
    return above &+ (redAndBlue | green)
  }
}

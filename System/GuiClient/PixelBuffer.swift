// The pixels of a window: a mapping that is drawn on.

import Bulkhead
import Geometry
import Painting

final class PixelBuffer {
  private var mapping: Mapping

  init(_ dataspace: Capability<Dataspace>) throws(RegionMapFailure) {
    mapping = try Mapping(dataspace, isWritable: true, isLasting: true)
  }

  /// - Returns: what `body` returns.
  func draw(_ size: Size, _ body: (inout Canvas) -> [Rectangle]) -> [Rectangle] {
    guard mapping.count >= size.area * 4 else { return [] }
    return Self.draw(&mapping, size, body)
  }

  private static func draw(_ mapping: inout Mapping, _ size: Size, _ body: (inout Canvas) -> [Rectangle]) -> [Rectangle] {
    var canvas = Canvas(mapping.mutablePixels, size: size)
    return body(&canvas)
  }
}

// Anything that a file could contain that is called a picture: see README.md.

import Painting
import Pictures

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  if case .qoi = DocumentFormat(of: bytes.span), let picture = decoded(bytes) { check(picture) }
  return 0
}

private func decoded(_ bytes: [UInt8]) -> Picture? {
  do throws(QOIError) {
    var decoder = try QOIDecoder(bytes.span, mostPixels: 1 << 16)
    return try decoder.decode()
  } catch { return nil }
}

/// What is opaque comes back from a file of our own making as it was.
private func check(_ picture: Picture) {
  precondition(picture.pixels.count == picture.size.area && picture.size.area <= 1 << 16, "more pixels than allowed")
  for word in picture.pixels {
    let alpha = word >> 24
    precondition(word >> 16 & 255 <= alpha && word >> 8 & 255 <= alpha && word & 255 <= alpha, "not premultiplied")
  }
  var encoder = QOIEncoder(picture.size)
  for word in picture.pixels { encoder.append(word) }
  encoder.finish()
  precondition(decoded(encoder.bytes)?.pixels == picture.pixels.map { $0 | 0xff00_0000 }, "not what was encoded")
}

// Anything that a file could contain that is called PNG or JPEG, given to the viewer's decoder, which is C of others: see README.md.

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var description = picture_description()
  guard let data, picture_describe(data, UInt32(count), &description) != 0 else { return 0 }
  let area = UInt64(description.width) * UInt64(description.height)
  // Half of what the viewer takes, so that running out of memory happens as well.
  let size = area * 9 + UInt64(count)
  guard size <= 8 << 20 else { return 0 }
  let work = UnsafeMutableRawPointer.allocate(byteCount: Int(size), alignment: 16)
  defer { work.deallocate() }
  guard let pixels = picture_decode(data, UInt32(count), &description, work, size) else {
    precondition(picture_complaint() != nil, "no reason")
    return 0
  }
  let start = UnsafeRawPointer(pixels) - UnsafeRawPointer(work)
  precondition(start >= 0 && UInt64(start) + area * 4 <= size, "the picture is outside of the decoder's memory")
  return 0
}

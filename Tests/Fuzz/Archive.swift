// Any bytes as a boot archive: see README.md. The checksum is not looked at: a fuzzer cannot guess it.

import Archive

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let entries = try? Archive.entries(count: bytes.count, verify: false, byte: { bytes[$0] }) else { return 0 }
  for entry in entries {
    precondition(entry.offset % Archive.pageSize == 0, "a module that does not start at a page")
    precondition(entry.offset >= 0 && entry.size >= 0 && entry.size <= bytes.count - entry.offset, "a module outside")
    precondition(!entry.name.isEmpty && entry.name.utf8.count < Archive.nameSize, "a bad name")
  }
  precondition(Set(entries.map(\.name)).count == entries.count, "two modules of one name")
  return 0
}

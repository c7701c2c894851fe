// Any bytes as a program: see README.md.

import ELF

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let program = try? Executable(bytes) else { return 0 }
  for segment in program.segments {
    precondition(segment.fileOffset >= 0 && segment.fileSize >= 0, "a segment with a negative place")
    precondition(segment.fileOffset + segment.fileSize <= bytes.count, "a segment outside of the file")
    precondition(UInt64(segment.fileSize) <= segment.memorySize, "a segment larger in the file")
    let (end, overflow) = segment.virtualAddress.addingReportingOverflow(segment.memorySize)
    precondition(!overflow && end <= Executable.userEnd && segment.virtualAddress >= 4096, "a segment outside of user space")
    precondition(!(segment.isWritable && segment.isExecutable), "a segment that is writable and executable")
  }
  let starts = program.segments.sorted { $0.virtualAddress < $1.virtualAddress }
  for (a, b) in zip(starts, starts.dropFirst()) {
    precondition(a.virtualAddress + a.memorySize <= b.virtualAddress, "segments that overlap")
  }
  precondition(
    program.segments.contains {
      $0.isExecutable && program.entry >= $0.virtualAddress && program.entry < $0.virtualAddress + $0.memorySize
    }, "an entry outside of the code")
  return 0
}

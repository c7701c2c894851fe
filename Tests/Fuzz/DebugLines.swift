// Any bytes as a program with line tables: see README.md.

import DebugLines

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let linked = try? LinkedLines(bytes) else { return 0 }
  precondition(linked.imageBytes >= 0 && linked.codeBytes >= 0, "a negative size")
  for (file, lines) in linked.lines {
    precondition(!lines.isEmpty, "a file without lines")
    precondition(!file.hasSuffix(">") || !file.contains("/<"), "a file that is none")
    precondition(lines.allSatisfy { $0 > 0 && $0 <= 1 << 20 }, "a line that is none")
    precondition(SourcePath.normal(file) == file, "a path that is not in its normal form")
  }
  return 0
}

// Any text as init's configuration: see README.md.

import Composition
import HID

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let result = SandboxConfiguration.read(Array(UnsafeBufferPointer(start: data, count: count)))
  for mistake in result.diagnostics { precondition(!mistake.message.isEmpty, "a mistake without words") }
  if result.diagnostics.isEmpty {
    for problem in result.configuration.wiringProblems() { precondition(!problem.message.isEmpty, "a problem without words") }
  }
  return 0
}

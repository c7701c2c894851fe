// Stacks, and what is written to the log.

import Bulkhead
import TestSupport

private let reached = Synchronized()

/// Threads with stacks of all sizes use them nearly to the end, and end.
func checkStacks(_ checks: Checks) {
  reached.reset()
  for size in [16 << 10, 64 << 10, 1 << 20] as [UInt64] {
    var options = ThreadOptions()
    options.stackSize = size
    do throws(ThreadError) {
      let thread = try Thread(Text("deep"), options: options, environment: checks.environment) { _ in
        if descend(size - 8192) > 0 { reached.count() }
      }
      thread.join()
    } catch { checks.expect(false, "a thread can have a stack of any size") }
  }
  checks.expect(reached.value == 3, "threads can use the whole of their stacks")
  do throws(ThreadError) {
    var options = ThreadOptions()
    options.stackSize = 1 << 40
    _ = try Thread(Text("too deep"), options: options, environment: checks.environment) { _ in }
    checks.expect(false, "a stack without limit is refused")
  } catch {
    guard case .noStack = error else { return checks.expect(false, "a stack without limit is refused, and says so") }
    checks.expect(true, "a stack without limit is refused")
  }
}

/// Goes down by at least so many bytes. The vectors have to be aligned: where they are not, the processor faults.
@inline(never)
private func descend(_ bytes: UInt64) -> Float {
  var vectors = InlineArray<16, SIMD4<Float>>(repeating: SIMD4(repeating: 1))
  let frame: UInt64 = 512
  if bytes > frame { vectors[Int(bytes) & 15].x = descend(bytes - frame) }
  var sum = SIMD4<Float>(repeating: 0)
  for index in 0..<16 { sum += vectors[index] }
  return sum.x
}

/// A line that is longer than a message becomes several lines, of which nothing is missing.
func checkLongLines(_ checks: Checks) {
  var line = ""
  for number in 100..<250 { line += "\(number) " }
  checks.environment.log(line)
  checks.environment.log("two\nlines")
}

// Heap, mappings, and what the account says about them.

import Bulkhead
import TestSupport

func checkHeap(_ checks: Checks) {
  var arrays: [[UInt64]] = []
  for size in 0..<64 { arrays.append(Array(repeating: UInt64(size), count: size * 17)) }
  var sum: UInt64 = 0
  for array in arrays { for number in array { sum += number } }
  checks.expect(sum == (0..<64).reduce(0) { $0 + UInt64($1 * $1 * 17) }, "small and large arrays keep their content")
  arrays = []
  let before = checks.environment.quota?.ramUsed ?? 0
  for _ in 0..<100 { _ = blackHole(Array(repeating: UInt8(1), count: 100_000)) }
  let after = checks.environment.quota?.ramUsed ?? 1
  checks.expect(before == after, "large blocks go back to the account when they are freed")
}

@inline(never) func blackHole(_ bytes: [UInt8]) -> Int { bytes.count }

func checkMappings(_ checks: Checks) {
  let before = checks.environment.quota
  do throws(PDFailure) {
    let ram = try RAM(size: 10_000)
    tryMapping(ram, checks)
  } catch { checks.expect(false, "RAM can be allocated") }
  let after = checks.environment.quota
  checks.expect(before?.ramUsed == after?.ramUsed, "RAM goes back to the account")
  checks.expect(before?.capabilitiesUsed == after?.capabilitiesUsed, "its capability goes back, too")
}

private func tryMapping(_ ram: borrowing RAM, _ checks: Checks) {
  do throws(RegionMapFailure) {
    var first = try Mapping(ram.dataspace, isWritable: true)
    let second = try Mapping(ram.dataspace)
    checks.expect(first.count == 12_288, "a mapping has whole pages")
    checks.expect(second.bytes[12_287] == 0, "fresh RAM is zero")
    var bytes = first.mutableBytes
    bytes[5_000] = 42
    checks.expect(second.bytes[5_000] == 42, "two mappings show the same memory")
    let part = try Mapping(ram.dataspace, offset: 4096, size: 1)
    checks.expect(part.count == 4096 && part.bytes[904] == 42, "a part can be mapped")
  } catch { checks.expect(false, "RAM can be mapped") }
  do throws(RegionMapFailure) {
    _ = try Mapping(ram.dataspace, offset: 16_384)
    checks.expect(false, "nothing can be mapped from beyond the end")
  } catch { checks.expect(error == .invalidDataspace, "nothing can be mapped from beyond the end") }
}

/// The functions with which the compiler copies, clears and compares, for all small sizes and overlaps.
func checkCopying(_ checks: Checks) {
  var isRight = true
  for count in 0..<70 {
    for source in 0..<20 {
      for target in 0..<20 where !copies(count, from: source, to: target) { isRight = false }
    }
  }
  checks.expect(isRight, "memory is copied right, whatever overlaps")
}

private func copies(_ count: Int, from source: Int, to target: Int) -> Bool {
  var memory: [UInt8] = []
  for index in 0..<100 { memory.append(UInt8(index)) }
  // Safety: all offsets and counts are below 90.
  unsafe memory.withUnsafeMutableBytes { bytes in
    guard let start = bytes.baseAddress else { return }
    unsafe (start + target).copyMemory(from: start + source, byteCount: count)
  }
  for index in 0..<100 {
    let isCopied = index >= target && index < target + count
    if memory[index] != UInt8(isCopied ? index - target + source : index) { return false }
  }
  return true
}

/// More capabilities than the table has room for at first. The second time nothing grows any more, the heap neither.
func checkTable(_ checks: Checks) {
  checks.expect(makeHandlers(checks) == 150, "the capability table grows when it has to")
  let before = checks.environment.quota
  checks.expect(makeHandlers(checks) == 150, "it does not run full the second time")
  let after = checks.environment.quota
  checks.expect(
    before?.capabilitiesUsed == after?.capabilitiesUsed && before?.ramUsed == after?.ramUsed, "and what was in it goes back")
}

private func makeHandlers(_ checks: Checks) -> Int {
  var handlers: [HandlerBox] = []
  for _ in 0..<150 {
    if let handler = HandlerBox(checks.environment.entrypoint) { handlers.append(handler) }
  }
  return handlers.filter { $0.exists }.count
}

private final class HandlerBox {
  private let handler: SignalHandler

  init?(_ entrypoint: Entrypoint) {
    do throws(EntrypointError) {
      handler = try entrypoint.onSignal { _ in }
    } catch { return nil }
  }

  var exists: Bool { handler.capability.exists }
}

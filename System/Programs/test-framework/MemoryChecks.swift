// Heap, mappings, and what the account says about them.

import Bulkhead

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

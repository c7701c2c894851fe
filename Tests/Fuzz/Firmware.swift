// Any bytes as ACPI tables: see README.md. The first byte says how: as memory as it is, or as the entries of an interrupt
// table whose sums are right, which a fuzzer could hardly guess.

import Firmware

/// Traps on any access beyond its end.
struct ArrayMemory: FirmwareMemory {
  let bytes: [UInt8]
  func byte(at address: UInt64) -> UInt8 { bytes[Int(address)] }
}

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: data, count: count))
  guard let mode = input.first else { return 0 }
  let bytes = mode & 1 == 0 ? Array(input.dropFirst()) : image(Array(input.dropFirst()))
  let topology = InterruptTopology(
    root: mode & 1 == 0 ? UInt64(mode) : 64, limit: UInt64(bytes.count), bootCPU: UInt32(mode >> 1),
    memory: ArrayMemory(bytes: bytes))
  precondition((0...8).contains(topology.cpuCount) && (0...4).contains(topology.controllerCount), "too many")
  var seen: Set<UInt32> = []
  for index in 0..<topology.cpuCount { precondition(seen.insert(topology.cpuIDs[index]).inserted, "a CPU listed twice") }
  if topology.cpuCount > 0 { precondition(topology.cpuIDs[0] == UInt32(mode >> 1), "another CPU than the booting one first") }
  return 0
}

/// An RSDP, an XSDT and an interrupt table with these entries.
private func image(_ entries: [UInt8]) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 64)
  bytes += summed(Array("RSD PTR ".utf8) + [0] + Array("FUZZER".utf8) + [0] + number(100, 4), at: 8, count: 20)
  bytes += [UInt8](repeating: 0, count: 16)
  bytes += summed(Array("RSDT".utf8) + number(40, 4) + [UInt8](repeating: 0, count: 28) + number(140, 4), at: 9, count: 40)
  let table = Array("APIC".utf8) + number(44 + entries.count, 4) + [UInt8](repeating: 0, count: 36) + entries
  return bytes + summed(table, at: 9, count: table.count)
}

private func number(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// Sets one byte so that the first `count` add up to 0.
private func summed(_ bytes: [UInt8], at place: Int, count: Int) -> [UInt8] {
  var copy = bytes
  copy[place] = 0 &- bytes.prefix(count).reduce(0, &+)
  return copy
}

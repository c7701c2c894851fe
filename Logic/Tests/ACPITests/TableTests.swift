import Testing

@testable import ACPI

/// Physical memory out of pieces.
private struct PiecesOfMemory: PhysicalMemory {
  var pieces: [(address: UInt64, bytes: [UInt8])] = []

  func read(_ address: UInt64, count: Int) -> [UInt8]? {
    for piece in pieces where address >= piece.address && address - piece.address <= UInt64(piece.bytes.count) {
      let start = Int(address - piece.address)
      guard piece.bytes.count - start >= count else { return nil }
      return Array(piece.bytes[start..<start + count])
    }
    return nil
  }

  mutating func put(_ address: UInt64, _ bytes: [UInt8]) { pieces.append((address, bytes)) }
}

private func little(_ value: UInt64, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
}

private func summed(_ bytes: [UInt8], at index: Int, over count: Int) -> [UInt8] {
  var bytes = bytes
  bytes[index] = 0
  bytes[index] = 0 &- bytes[..<count].reduce(0, &+)
  return bytes
}

private func table(_ signature: String, _ body: [UInt8], length: Int? = nil) -> [UInt8] {
  let head = Array(signature.utf8) + little(UInt64(length ?? body.count + 36), 4) + [UInt8](repeating: 0, count: 28)
  return summed(head + body, at: 9, over: head.count + body.count)
}

private func window(_ base: UInt64, segment: UInt64 = 0, _ first: UInt8, _ last: UInt8) -> [UInt8] {
  little(base, 8) + little(segment, 2) + [first, last, 0, 0, 0, 0]
}

@Suite struct TableTests {
  private let configuration = table("MCFG", little(0, 8) + window(0xb000_0000, 0, 255))

  private func memory(_ list: [UInt8], _ configuration: [UInt8]) -> PiecesOfMemory {
    var memory = PiecesOfMemory()
    memory.put(0x7fe_0000, list)
    memory.put(0x7fe_1000, configuration)
    memory.put(0x7fe_2000, table("FACP", [1, 2, 3]))
    return memory
  }

  private func windows(_ list: [UInt8], _ configuration: [UInt8], entrySize: Int = 8) -> [ConfigurationWindow] {
    let memory = memory(list, configuration)
    return Tables(list: (address: 0x7fe_0000, entrySize: entrySize), memory: memory).configurationWindows
  }

  private let expected = [ConfigurationWindow(base: 0xb000_0000, segment: 0, buses: 0...255)]

  @Test func findsTheWindowThroughTheOldList() {
    let list = table("RSDT", little(0x7fe_2000, 4) + little(0x7fe_1000, 4))
    #expect(windows(list, configuration, entrySize: 4) == expected)
  }

  @Test func findsTheWindowThroughTheNewList() {
    #expect(windows(table("XSDT", little(0x7fe_2000, 8) + little(0x7fe_1000, 8)), configuration) == expected)
  }

  @Test func readsAllWindows() {
    let two = table("MCFG", little(0, 8) + window(0xb000_0000, 0, 15) + window(0x40_0000_0000, segment: 1, 8, 8))
    let found = windows(table("XSDT", little(0x7fe_1000, 8)), two)
    #expect(found.count == 2 && found[1] == ConfigurationWindow(base: 0x40_0000_0000, segment: 1, buses: 8...8))
    #expect(found[1].address(ofBus: 8) == 0x40_0080_0000)
  }

  // MARK: - Malformed

  @Test(arguments: [0, 1, 0x7fe_0001, 0x7fe_3000, UInt64.max] as [UInt64])
  func findsNothingWhereThereIsNoList(address: UInt64) {
    let memory = memory(table("XSDT", little(0x7fe_1000, 8)), configuration)
    #expect(Tables(list: (address: address, entrySize: 8), memory: memory).configurationWindows.isEmpty)
  }

  @Test func ignoresListsThatDoNotFit() {
    #expect(windows(table("XSDT", little(0x7fe_1000, 8), length: 0xffff_ffff), configuration).isEmpty)
    #expect(windows(table("XSDT", little(0x7fe_1000, 8), length: 35), configuration).isEmpty)
    #expect(windows(table("XSDT", little(0x7fe_1000, 8), length: 45), configuration).isEmpty)
    #expect(windows(table("XSDT", []), configuration).isEmpty)
    #expect(windows(table("XSDT", [0, 0x10, 0xfe]), configuration).isEmpty)
    #expect(windows(table("XSDT", little(UInt64.max, 8) + little(0, 8) + little(1, 8)), configuration).isEmpty)
    var damaged = table("XSDT", little(0x7fe_1000, 8))
    damaged[40] ^= 4
    #expect(windows(damaged, configuration).isEmpty)
  }

  @Test(arguments: [
    [], [1, 2, 3], little(0, 8), little(0, 8) + [1], little(0, 8) + window(0, 0, 255), little(0, 8) + window(0x1001, 0, 255),
    little(0, 8) + window(UInt64.max & ~0xfff, 0, 255), little(0, 8) + window(0xb000_0000, 9, 8),
  ])
  func ignoresWindowsThatMakeNoSense(body: [UInt8]) {
    #expect(windows(table("XSDT", little(0x7fe_1000, 8)), table("MCFG", body)).isEmpty)
  }

  @Test func survivesDamageAnywhere() {
    let list = table("XSDT", little(0x7fe_2000, 8) + little(0x7fe_1000, 8))
    for index in 0..<configuration.count {
      for bit in 0..<8 as Range<UInt8> {
        var damaged = configuration
        damaged[index] ^= 1 << bit
        // Whatever is changed, the sum tells.
        #expect(windows(list, damaged).isEmpty)
      }
    }
  }
}

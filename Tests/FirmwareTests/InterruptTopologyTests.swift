// The firmware's tables: what is read from good ones, and that no bad one leads the reader astray. `ArrayMemory` traps on
// any access beyond its end.

import KernelABI
import Testing

@testable import Firmware

@Suite struct InterruptTopologyTests {
  private let good = FirmwareImage(entries: [
    FirmwareImage.cpu(0), FirmwareImage.cpu(1), FirmwareImage.cpu(2, isEnabled: false),
    FirmwareImage.controller(0xfec0_0000, first: 0), FirmwareImage.override(0, to: 2, flags: 0),
    FirmwareImage.override(9, to: 9, flags: 0xf),
  ])

  private func ids(_ topology: InterruptTopology) -> [UInt32] { (0..<topology.cpuCount).map { topology.cpuIDs[$0] } }

  @Test func readsGoodTables() {
    let topology = good.read()
    #expect(ids(topology) == [0, 1])
    #expect(topology.list.address == 512 && topology.list.entrySize == 8)
    #expect(topology.controllerCount == 1)
    #expect(topology.controllers[0].address == 0xfec0_0000)
    #expect(topology.legacy[0].interrupt == 2 && topology.legacy[0].trigger == .none)
    #expect(topology.legacy[9].trigger == .level | .activeLow)
    #expect(topology.legacy[3].interrupt == 3)
  }

  @Test func readsTheShortList() {
    let topology = FirmwareImage(isExtended: false, entries: [FirmwareImage.cpu(3)]).read(bootCPU: 3)
    #expect(ids(topology) == [3])
    #expect(topology.list.address == 256 && topology.list.entrySize == 4)
  }

  /// Otherwise the kernel would start itself anew.
  @Test(arguments: [(0, [0, 4, 6]), (4, [4, 0, 6]), (6, [6, 4, 0]), (9, [9, 4, 6])] as [(UInt32, [UInt32])])
  func putsTheBootingCPUFirst(boot: UInt32, expected: [UInt32]) {
    let image = FirmwareImage(entries: [FirmwareImage.cpu(0), FirmwareImage.cpu(4), FirmwareImage.cpu(6)])
    #expect(ids(image.read(bootCPU: boot)) == expected)
  }

  @Test func takesEachCPUOnceAndEightAtMost() {
    let many = (0..<20).map { FirmwareImage.cpu(UInt8($0 / 2)) }
    #expect(ids(FirmwareImage(entries: many).read()) == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test func readsExtendedEntriesThatCanBeReached() {
    let image = FirmwareImage(entries: [FirmwareImage.extendedCPU(5), FirmwareImage.extendedCPU(300)])
    #expect(ids(image.read(bootCPU: 5)) == [5])
  }

  @Test func takesFourControllersAtMost() {
    let many = (1..<9).map { FirmwareImage.controller(UInt64($0) << 12, first: UInt64($0) * 24) }
    #expect(FirmwareImage(entries: many).read().controllerCount == 4)
  }

  @Test(arguments: [0, 1, 63, 65, 4060, 4095, 4096, UInt64.max, UInt64.max - 35])
  func ignoresRootsElsewhere(root: UInt64) {
    let topology = good.read(root: root)
    #expect(topology.cpuCount == 0 && topology.list.address == 0)
  }

  @Test(arguments: [64, 64 + 15, 64 + 19, 512, 512 + 40, 1024, 1024 + 50])
  func ignoresTablesWithAWrongSum(place: Int) {
    var image = good
    image.bytes[place] ^= 0x10
    #expect(image.read().cpuCount == 0)
  }

  @Test(arguments: [0, 4095, 4061, 1 << 32, UInt64.max])
  func ignoresListsElsewhere(address: UInt64) {
    var image = FirmwareImage(entries: [])
    image.put(FirmwareImage.number(address, 8), at: 64 + 24)
    image.put(FirmwareImage.number(0, 4), at: 64 + 16)
    image.repairRoot()
    #expect(image.read().cpuCount == 0)
  }

  @Test(arguments: [0, 35, 3073, 0x1_0001, 0xffff_ffff] as [UInt64])
  func ignoresTablesOfImpossibleLength(length: UInt64) {
    var image = good
    image.put(FirmwareImage.number(length, 4), at: 1024 + 4)
    image.repairTable(at: 1024)
    #expect(image.read().cpuCount == 0)
  }

  @Test(arguments: [[0, 0], [0, 1], [0, 7, 0, 9, 1, 0, 0], [0, 8, 0, 9, 1], [0], [9, 8, 0, 0, 9, 0, 0, 0]] as [[UInt8]])
  func ignoresEntriesThatAreTooShort(entry: [UInt8]) {
    #expect(ids(FirmwareImage(entries: [FirmwareImage.cpu(0), entry]).read()) == [0])
  }

  /// Whatever the bytes are, reading ends, and within the memory.
  @Test func survivesDamage() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      var image = good
      for _ in 0..<Int(random.next() % 6) {
        image.bytes[64 + Int(random.next() % 1100)] = UInt8(truncatingIfNeeded: random.next())
      }
      for place in [256, 512, 1024] { image.repairTable(at: place) }
      image.repairRoot()
      let topology = image.read()
      #expect(topology.cpuCount <= 8 && topology.controllerCount <= 4)
    }
  }
}

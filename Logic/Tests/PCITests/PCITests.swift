import Testing

@testable import PCI

private let first = FunctionAddress(bus: 0, device: 0, function: 0)

@Suite struct EnumerationTests {
  @Test func findsFunctionsAndWhatIsBehindBridges() {
    let bus = FakeBus()
    bus.add(0, 0) { _ in }
    bus.add(0, 3) { $0.registers[3] = 0x80_0000 }
    bus.add(0, 3, 5) { _ in }
    bus.add(0, 4, 1) { _ in }  // Without function 0 there is no device.
    bus.add(0, 31) {
      $0.registers[2] = 0x0604_0000
      $0.registers[3] = 0x01_0000
      $0.registers[6] = 0x00_07_07_00
    }
    bus.add(7, 2) { _ in }
    bus.add(9, 2) { _ in }
    #expect(bus.functions().map(\.address.name) == ["pci-0:0.0", "pci-0:3.0", "pci-0:3.5", "pci-0:1f.0", "pci-7:2.0"])
  }

  /// Bridges that lead back, to themselves, or to nowhere.
  @Test func bridgesInCirclesEnd() {
    let bus = FakeBus()
    for (device, secondary) in [(0, 0), (1, 1), (2, 255)] as [(UInt8, UInt32)] {
      bus.add(0, device) {
        $0.registers[2] = 0x0604_0000
        $0.registers[3] = 0x01_0000
        $0.registers[6] = secondary << 8
      }
    }
    bus.add(1, 0) {
      $0.registers[2] = 0x0604_0000
      $0.registers[3] = 0x01_0000
      $0.registers[6] = 0x00_0100
    }
    #expect(bus.functions().count == 4)
  }

  @Test func nothingIsFoundOnAnEmptyBus() { #expect(FakeBus().functions().isEmpty) }

  @Test func classesHaveNames() {
    #expect(ClassName.matches("VGA", 0x030000) == true && ClassName.matches("VGA", 0x038000) == false)
    #expect(ClassName.matches("DISPLAY", 0x038000) == true && ClassName.matches("vga", 0x030000) == nil)
  }
}

@Suite struct BaseAddressTests {
  private func ranges(_ change: (inout FakeBus.Space) -> Void) -> (FakeBus, [BaseAddress]) {
    let bus = FakeBus()
    bus.add(0, 0) {
      $0.registers[1] = 0xffff_0007
      change(&$0)
    }
    return (bus, bus.baseAddresses(of: first))
  }

  @Test func measuresMemoryAndPorts() {
    let (bus, found) = ranges {
      ($0.registers[4], $0.masks[4]) = (0xfd00_0008, 0xff00_0000)
      ($0.registers[5], $0.masks[5]) = (0x0000_c041, 0x0000_ffe0)
      ($0.registers[6], $0.masks[6]) = (0x0000_000c, 0xffff_c000)
      ($0.registers[7], $0.masks[7]) = (0x0000_0001, 0xffff_ffff)
    }
    #expect(
      found == [
        BaseAddress(index: 0, isMemory: true, isPrefetchable: true, address: 0xfd00_0000, size: 0x100_0000),
        BaseAddress(index: 1, isMemory: false, isPrefetchable: false, address: 0xc040, size: 0x20),
        BaseAddress(index: 2, isMemory: true, isPrefetchable: true, address: 0x1_0000_0000, size: 0x4000),
      ])
    // All is as before, and nothing was decoded meanwhile; status bits were not cleared.
    #expect(bus.read(first, 0x10) == 0xfd00_0008 && bus.read(first, 0x14) == 0xc041 && bus.read(first, 0x18) == 0xc)
    let commands = bus.writes.filter { $0.offset == 4 }.map(\.value)
    #expect(commands == [0, 7])
  }

  @Test func leavesOutWhatIsNotThere() { #expect(ranges { _ in }.1.isEmpty) }

  @Test func leavesOutWhatHasNoAddress() { #expect(ranges { ($0.registers[4], $0.masks[4]) = (0, 0xffff_f000) }.1.isEmpty) }

  /// The last register cannot be the lower half of anything.
  @Test func leavesOutAHalf() { #expect(ranges { ($0.registers[9], $0.masks[9]) = (0xfd00_0004, 0xffff_f000) }.1.isEmpty) }

  @Test func leavesOutWhatIsNotAligned() {
    #expect(ranges { ($0.registers[4], $0.masks[4]) = (0xfd00_1000, 0xffff_0000) }.1.allSatisfy { $0.address % $0.size == 0 })
  }

  @Test func leavesOutWhatIsTooHigh() {
    let (_, found) = ranges {
      ($0.registers[4], $0.masks[4]) = (0x4, 0xffff_f000)
      ($0.registers[5], $0.masks[5]) = (0xffff_0000, 0xffff_ffff)
    }
    #expect(found.isEmpty)
  }

  /// Registers that give back whatever was written.
  @Test func allBitsAreNoSize() { #expect(ranges { ($0.registers[4], $0.masks[4]) = (0xffff_fff0, 0xffff_ffff) }.1.count <= 1) }
}

@Suite struct CapabilityTests {
  private func bus(_ change: (inout FakeBus.Space) -> Void) -> FakeBus {
    let bus = FakeBus()
    bus.add(0, 0) {
      $0.registers[1] = Command.hasCapabilities
      $0.registers[13] = 0x40
      change(&$0)
    }
    return bus
  }

  @Test func walksTheList() {
    let bus = bus {
      $0.registers[16] = 0x0000_5009
      $0.registers[20] = 0x0000_0011
    }
    #expect(bus.capabilities(of: first) == [CapabilityEntry(id: 9, offset: 0x40), CapabilityEntry(id: 0x11, offset: 0x50)])
  }

  @Test func withoutTheBitThereIsNoList() {
    #expect(bus { $0.registers[1] = 0 }.capabilities(of: first).isEmpty)
  }

  @Test func aCircleEnds() {
    let circle = bus { $0.registers[16] = 0x0000_4005 }
    #expect(circle.capabilities(of: first).count == 48 && circle.reads < 60)
  }

  @Test func aListThatLeadsIntoTheHeaderEnds() {
    #expect(bus { $0.registers[13] = 0x10 }.capabilities(of: first).isEmpty)
    #expect(bus { $0.registers[16] = 0x0000_0c05 }.capabilities(of: first).count == 1)
  }

  @Test func aDeviceThatIsGoneHasNone() { #expect(FakeBus().capabilities(of: first).count <= 1) }

  @Test func readsTheMessageTable() {
    let bus = bus {
      $0.registers[16] = 0x0003_0011
      $0.registers[17] = 0x0000_2001
    }
    let table = MessageTable(CapabilityEntry(id: 0x11, offset: 0x40), first, bus)
    #expect(table?.bar == 1 && table?.tableOffset == 0x2000 && table?.count == 4)
    table?.enable(first, bus)
    #expect(bus.read(first, 0x40) == 0x8003_0011)
    table?.disable(first, bus)
    #expect(bus.read(first, 0x40) == 0x0003_0011)
  }

  @Test func refusesTablesThatCannotBe() {
    #expect(MessageTable(CapabilityEntry(id: 0x11, offset: 0xf8), first, bus { _ in }) == nil)
    #expect(MessageTable(CapabilityEntry(id: 0x11, offset: 0x40), first, bus { $0.registers[17] = 0x7 }) == nil)
  }

  @Test func programsMessages() {
    let wide = bus { $0.registers[16] = 0x00f0_0005 }
    let interrupt = MessageInterrupt(CapabilityEntry(id: 5, offset: 0x40), first, wide)
    #expect(interrupt.enable(first, wide, messageAddress: 0x1_fee0_0000, data: 0x4041))
    #expect(wide.read(first, 0x44) == 0xfee0_0000 && wide.read(first, 0x48) == 1 && wide.read(first, 0x4c) == 0x4041)
    #expect(wide.read(first, 0x40) == 0x0081_0005)
    interrupt.disable(first, wide)
    #expect(wide.read(first, 0x40) == 0x0080_0005)
  }

  @Test func refusesMessagesThatDoNotFit() {
    let narrow = bus { $0.registers[16] = 0x0000_0005 }
    let interrupt = MessageInterrupt(CapabilityEntry(id: 5, offset: 0x40), first, narrow)
    #expect(!interrupt.enable(first, narrow, messageAddress: 0x1_0000_0000, data: 0))
    #expect(!interrupt.enable(first, narrow, messageAddress: 0xfee0_0000, data: 0x1_0000))
    #expect(narrow.writes.isEmpty)
    let last = MessageInterrupt(CapabilityEntry(id: 5, offset: 0xfc), first, narrow)
    #expect(!last.enable(first, narrow, messageAddress: 0xfee0_0000, data: 0))
  }
}

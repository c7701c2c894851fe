// Configuration spaces as an array of registers, with the behaviour that sizing depends on.

import PCI

final class FakeBus: ConfigurationAccess {
  struct Space {
    var registers = [UInt32](repeating: 0, count: 64)
    /// By base address register: which bits can be written.
    var masks: [Int: UInt32] = [:]
  }

  var spaces: [(address: FunctionAddress, space: Space)] = []
  private(set) var reads = 0
  private(set) var writes: [(offset: Int, value: UInt32)] = []

  func add(_ bus: UInt8, _ device: UInt8, _ function: UInt8 = 0, _ change: (inout Space) -> Void) {
    var space = Space()
    space.registers[0] = 0x1050_1af4
    change(&space)
    spaces.append((FunctionAddress(bus: bus, device: device, function: function), space))
  }

  func read(_ function: FunctionAddress, _ offset: Int) -> UInt32 {
    reads += 1
    precondition(offset >= 0 && offset < 256 && offset % 4 == 0, "outside of the configuration space")
    return spaces.first { $0.address == function }?.space.registers[offset / 4] ?? 0xffff_ffff
  }

  func write(_ function: FunctionAddress, _ offset: Int, _ value: UInt32) {
    precondition(offset >= 0 && offset < 256 && offset % 4 == 0, "outside of the configuration space")
    writes.append((offset, value))
    guard let index = spaces.firstIndex(where: { $0.address == function }) else { return }
    let register = offset / 4
    if let mask = spaces[index].space.masks[register] {
      let fixed = spaces[index].space.registers[register] & ~mask
      spaces[index].space.registers[register] = value & mask | fixed & 0xf
    } else {
      spaces[index].space.registers[register] = value
    }
  }
}

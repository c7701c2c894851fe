import HID
import PCI
import Testing

@testable import Devices

/// One device, which sizes as a real one does.
private final class OneDevice: ConfigurationAccess {
  var registers = [UInt32](repeating: 0, count: 64)
  var masks: [Int: UInt32] = [:]

  func read(_ function: FunctionAddress, _ offset: Int) -> UInt32 {
    function.device == 4 && function.function == 0 && function.bus == 0 ? registers[offset / 4] : 0xffff_ffff
  }

  func write(_ function: FunctionAddress, _ offset: Int, _ value: UInt32) {
    if offset == Register.command {
      registers[1] = registers[1] & ~0xffff | value & 0xffff
      return
    }
    guard let mask = masks[offset / 4] else {
      registers[offset / 4] = value
      return
    }
    registers[offset / 4] = value & mask | registers[offset / 4] & ~mask & 0xf
  }
}

@Suite struct DeviceTests {
  private let access = OneDevice()

  private func describe(_ vendor: UInt32, _ device: UInt32, _ classCode: UInt32, _ change: (OneDevice) -> Void = { _ in })
    -> DeviceDescription?
  {
    access.registers[0] = device << 16 | vendor
    access.registers[1] = Command.hasCapabilities
    access.registers[2] = classCode << 8 | 1
    (access.registers[4], access.masks[4]) = (0xfd00_0008, 0xff00_0000)
    (access.registers[6], access.masks[6]) = (0xfebf_0000, 0xffff_f000)
    (access.registers[7], access.masks[7]) = (0x0000_c041, 0x0000_ffe0)
    change(access)
    return access.functions().first.flatMap { DeviceDescription($0, access) }
  }

  @Test func describesADisplay() throws {
    let device = try #require(describe(0x1234, 0x1111, 0x030000))
    #expect(
      device.node.text == """
        device pci-0:4.0 | type: pci
        + pci-config | vendor: 0x1234 | device: 0x1111 | class: 0x030000 | revision: 0x01 | sub_vendor: 0x0000 | sub_device: 0x0000
        + io_mem | bar: 0 | size: 0x1000000
        + io_mem | bar: 2 | size: 0x1000
        + io_port | bar: 3 | base: 0xc040 | size: 0x20
        -

        """)
    #expect(device.memory.map(\.isCombined) == [true, false])
  }

  /// The registers of virtio devices lie in prefetchable memory.
  @Test func registersAreNotCombined() throws {
    #expect(try #require(describe(0x1af4, 0x1050, 0x038000)).memory.map(\.isCombined) == [false, false])
    #expect(try #require(describe(0x8086, 0x1050, 0x020000)).memory.map(\.isCombined) == [false, false])
  }

  @Test func prefersTheBestInterrupt() throws {
    let device = try #require(
      describe(0x1af4, 0x1050, 0x038000) {
        $0.registers[13] = 0x40
        $0.registers[15] = 0x010b
        $0.registers[16] = 0x0000_5005
        $0.registers[20] = 0x0001_0011
        $0.registers[21] = 0x0000_0ff2
      })
    // The table would reach over the end of its range.
    guard case .message = device.interrupts.first else { return #expect(Bool(false)) }
    #expect(device.interrupts.first?.kind == "msi")
    access.registers[21] = 0x0000_0802
    guard case .messages(let table) = describeAgain()?.interrupts.first else { return #expect(Bool(false)) }
    #expect(table.count == 2 && table.bar == 2 && describeAgain()?.interrupts.first?.kind == "msi-x")
    access.registers[13] = 0
    #expect(describeAgain()?.interrupts == [.wire(11)] && describeAgain()?.interrupts.first?.kind == "wire")
    access.registers[15] = 0x01ff
    #expect(describeAgain()?.interrupts == [])
  }

  private func describeAgain() -> DeviceDescription? { access.functions().first.flatMap { DeviceDescription($0, access) } }

  @Test func bridgesAreNoDevices() { #expect(describe(0x8086, 1, 0x060400) { $0.registers[3] = 0x01_0000 } == nil) }

  // MARK: - Policies

  @Test func aPolicyCanKeepADeviceFromMemory() throws {
    func access(_ policy: String) throws -> Bool {
      let node = try #require(Node.parse("policy\n\(policy)\n-\n").node)
      return try #require(describe(0x1234, 0x1111, 0x030000)).accessesMemory(by: node)
    }
    #expect(try access("+ pci | class: VGA") && access("+ pci | class: VGA | dma: yes"))
    #expect(try !access("+ pci | class: VGA | dma: no"))
    #expect(try !access("+ pci | class: ETHERNET | dma: no\n+ pci | class: VGA | dma: no\n+ pci | class: VGA"))
    #expect(try !access("+ pci | class: ETHERNET"), "what is not granted accesses nothing")
    #expect(try !isGranted("  + pci | dma: no", describe(0x1234, 0x1111, 0x030000)), "that is no condition")
    #expect(try !isGranted("  + pci | class: VGA | dma: maybe", describe(0x1234, 0x1111, 0x030000)))
  }

  private func isGranted(_ policy: String, _ device: DeviceDescription?) throws -> Bool {
    let node = try #require(Node.parse("config\n+ policy | label: x\n\(policy)\n-\n").node?.node("policy"))
    return try #require(device).isGranted(by: node)
  }

  @Test(arguments: [
    "  + pci | class: VGA", "  + pci | vendor_id: 0x1234", "  + pci | vendor_id: 4660 | device_id: 0x1111",
    "  + device pci-0:4.0", "  + device PS2\n  + pci | class: DISPLAY",
  ])
  func grants(policy: String) throws { #expect(try isGranted(policy, describe(0x1234, 0x1111, 0x030000))) }

  @Test(arguments: [
    "", "  + pci", "  + pci | class: AUDIO", "  + pci | class: vga", "  + pci | class: VGA | vendor_id: 0x1af4",
    "  + pci | class: VGA | vendor: 0x1234", "  + pci | vendor_id: 0x11234", "  + pci | vendor_id: 1234", "  + device",
    "  + device PCI-0:4.0", "  + pci | vendor_id: 0x", "  + pci | vendor_id: 99999999999999999999", "  + usb | class: VGA",
  ])
  func refuses(policy: String) throws { #expect(try !isGranted(policy, describe(0x1234, 0x1111, 0x030000))) }

  @Test func namedDevicesAreNotOnPCI() throws {
    let keyboard = DeviceDescription(name: "PS2", ports: [DevicePorts(first: 0x60, count: 1)], interrupts: [.wire(1)])
    #expect(try isGranted("  + device PS2", keyboard) && !isGranted("  + pci | vendor_id: 0", keyboard))
  }

  @Test(arguments: [
    ("  + pci | class: vga", "is no condition"), ("  + pci", "which PCI devices?"), ("  + device", "which device?"),
    ("  + usb | class: x", "not by \"usb\""), ("  + pci | vendor_id: fish", "is no condition"),
  ])
  func complains(policy: String, about: String) throws {
    let node = try #require(Node.parse("config\n+ policy | label: x\n\(policy)\n-\n").node)
    #expect(DevicePolicy.complaints(about: node).first?.message.contains(about) == true)
  }
}

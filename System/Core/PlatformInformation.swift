// The ROM "platform_info": what drivers cannot find out themselves, as a node in the configuration's syntax.
//
//     platform_info
//     + acpi | xsdt: 0x7ffe1600
//     + affinity-space | width: 2 | height: 1
//     + boot | + framebuffer | phys: 0xfd000000 | width: 1024 | height: 768 | pitch: 4096 | bpp: 32
//             | red: 16 | red-bits: 8 | green: 8 | green-bits: 8 | blue: 0 | blue-bits: 8
//     + clock | ticks_per_ms: 2400000
//     -

import KernelABI

extension System {
  static var platformInformation: String { "platform_info" }

  /// Adds the module. False if there is no memory for it, or the archive has one of that name, which then stands.
  func addPlatformInformation() {
    guard boot.module(named: Self.platformInformation) == nil, let page = frames.allocate(1) else { return }
    Window.clear(page, bytes: Frames.pageSize)
    let text = Array(platformText.utf8)
    for (index, byte) in text.enumerated() { Window.store(byte, at: page + UInt64(index)) }
    boot.add(BootModule(self, name: Self.platformInformation, physical: page, size: UInt64(text.count)))
  }

  private var platformText: String {
    var lines = ["platform_info"]
    if boot.tableList.address != 0 {
      let name = boot.tableList.entrySize == 8 ? "xsdt" : "rsdt"
      lines.append("+ acpi | \(name): \(Hex(boot.tableList.address).text)")
    }
    lines.append("+ affinity-space | width: \(boot.cpuCount) | height: 1")
    if let screen = boot.framebuffer {
      lines.append(
        "+ boot | + framebuffer | phys: \(Hex(screen.address).text) | width: \(screen.width) | height: \(screen.height)"
          + " | pitch: \(screen.pitch) | bpp: \(screen.depth)" + colors(of: screen))
    }
    lines.append("+ clock | ticks_per_ms: \(boot.ticksPerMillisecond)")
    return lines.map { $0 + "\n" }.joined() + "-\n"
  }

  private func colors(of screen: Framebuffer) -> String {
    var text = ""
    for (index, name) in ["red", "green", "blue"].enumerated() {
      let color = screen.colors >> UInt64(index * 16)
      text += " | \(name): \(color & 0xff) | \(name)-bits: \(color >> 8 & 0xff)"
    }
    return text
  }
}

// A bootable medium: GRUB for BIOS and UEFI, the kernel by Multiboot2, the archive as its module.

import Foundation

public enum ISOImage {
  private static let configuration = """
    set timeout=0
    insmod all_video
    menuentry "Bulkhead" {
      multiboot2 /boot/kernel
      module2 /boot/archive
    }
    """

  public static func make(kernel: URL, archive: URL, to output: URL, in folder: URL) throws {
    let manager = FileManager.default
    let root = folder.appending(path: "iso")
    try? manager.removeItem(at: root)
    try manager.createDirectory(at: root.appending(path: "boot/grub"), withIntermediateDirectories: true)
    try manager.copyItem(at: archive, to: root.appending(path: "boot/archive"))
    let stripped = try Command("llvm-objcopy", ["--strip-all", kernel.path, root.appending(path: "boot/kernel").path]).run()
    guard stripped.status == 0 else { throw ToolError("cannot strip the kernel: \(stripped.output)") }
    try configuration.write(to: root.appending(path: "boot/grub/grub.cfg"), atomically: true, encoding: .utf8)
    let result = try Command("grub-mkrescue", ["-o", output.path, root.path]).run()
    guard result.status == 0 else { throw ToolError("grub-mkrescue failed: \(result.output)") }
  }
}

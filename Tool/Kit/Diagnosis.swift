// What building, running and testing need of the developer's machine.

import Foundation

public struct Diagnosis: Sendable {
  public enum Finding: Equatable, Sendable {
    case present(version: String)
    case missing
    /// It is not there, and nothing fails without it.
    case optional
  }

  public let name: String
  /// What to do if it is missing; for something optional, what is lost without it.
  public let remedy: String
  private let program: [String]
  private let file: String?
  private let isOptional: Bool

  init(_ name: String, program: [String] = [], file: String? = nil, isOptional: Bool = false, _ remedy: String) {
    (self.name, self.program, self.file, self.isOptional, self.remedy) = (name, program, file, isOptional, remedy)
  }

  public static let all = [
    Diagnosis(
      "Swift 6.3", program: ["swift", "--version"], "install it from swift.org/install and put its bin folder into PATH"),
    Diagnosis("swift-format", program: ["swift-format", "--version"], "it comes with Swift 6.3"),
    Diagnosis("llvm-objcopy", program: ["llvm-objcopy", "--version"], "it comes with Swift 6.3"),
    Diagnosis("llvm-objdump", program: ["llvm-objdump", "--version"], "it comes with Swift 6.3"),
    Diagnosis(
      "llvm-symbolizer", program: ["llvm-symbolizer", "--version"], isOptional: true,
      "crashes are located by function only, not by file and line; it comes with Swift 6.3"),
    Diagnosis("gcc", program: ["gcc", "--version"], "apt-get install gcc"),
    Diagnosis("QEMU", program: ["qemu-system-x86_64", "--version"], "apt-get install qemu-system-x86"),
    Diagnosis("grub-mkrescue", program: ["grub-mkrescue", "--version"], "apt-get install grub-common"),
    Diagnosis("GRUB for BIOS", file: "/usr/lib/grub/i386-pc/kernel.img", "apt-get install grub-pc-bin"),
    Diagnosis("GRUB for UEFI", file: "/usr/lib/grub/x86_64-efi/kernel.img", "apt-get install grub-efi-amd64-bin"),
    Diagnosis("xorriso", program: ["xorriso", "--version"], "apt-get install xorriso"),
    Diagnosis("mtools", program: ["mformat", "--version"], "apt-get install mtools"),
    Diagnosis("stb_truetype", file: "/usr/include/stb/stb_truetype.h", "apt-get install libstb-dev"),
    Diagnosis("the font Inter", file: "/usr/share/fonts/opentype/inter/Inter-Regular.otf", "apt-get install fonts-inter"),
    Diagnosis(
      "the font JetBrains Mono", file: "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
      "apt-get install fonts-jetbrains-mono"),
    Diagnosis(
      "the font DejaVu", file: "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "apt-get install fonts-dejavu-core"),
    Diagnosis("pip", program: ["pip3", "--version"], "apt-get install python3-pip"),
    Diagnosis("GnuPG", program: ["gpg", "--version"], "apt-get install gnupg"),
    Diagnosis("OVMF", file: "/usr/share/OVMF/OVMF_CODE_4M.fd", "apt-get install ovmf"),
  ]

  public func examine() -> Finding {
    let absent: Finding = isOptional ? .optional : .missing
    if let file { return FileManager.default.fileExists(atPath: file) ? .present(version: "") : absent }
    guard let name = program.first, let result = try? Command(name, Array(program.dropFirst())).run(), result.status == 0 else {
      return absent
    }
    let version = result.output.split(separator: "\n").first.map(String.init) ?? ""
    if name == "swift", !Self.isRecent(version) { return .missing }
    return .present(version: version)
  }

  /// Does `swift --version` say 6.3 or later?
  static func isRecent(_ text: String) -> Bool {
    guard let range = text.range(of: #"Swift version \d+\.\d+"#, options: .regularExpression) else { return false }
    let numbers = text[range].split(separator: " ").last?.split(separator: ".").compactMap { Int($0) } ?? []
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 3)
  }
}

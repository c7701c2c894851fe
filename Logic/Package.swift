// swift-tools-version: 6.2
// Pure logic: no hardware, no kernel, no Foundation. The same sources run on the machine and, tested, on the host.

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
  .enableExperimentalFeature("Lifetimes"),
]

func module(_ name: String, dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let modules = [
  "HID", "ELF", "Archive", "Geometry", "ACPI", "PCI", "Calendar", "HDA", "Samples", "LogStore", "Base64",
  "DebugLines", "UTF8Text", "PixelFormats", "SealedStore", "TapeArchive",
]
/// Modules that build on others of this package.
let layered: [(String, [String])] = [
  ("Consent", ["HID", "Input"]),
  ("AuditLog", ["Calendar", "Consent", "HID", "SealedStore"]),
  ("Policy", ["HID"]),
  ("Composition", ["Consent", "HID", "Policy"]),
  ("Input", ["Geometry"]),
  ("Schema", ["HID"]),
  ("Secrets", ["HID"]),
  ("Painting", ["Geometry"]),
  ("Typography", ["Geometry", "Painting"]),
  ("Widgets", ["Geometry", "Painting", "Typography", "Input"]),
  ("Desktop", ["Geometry", "Painting", "Typography", "Widgets"]),
  ("ConsentView", ["Consent", "Geometry", "HID", "Input", "Painting", "Typography"]),
  ("Windowing", ["Geometry", "HID", "Input", "Policy"]),
  ("InputFilter", ["Geometry", "HID", "Input"]),
  ("WindowManagement", ["Geometry", "HID", "Input"]),
  ("Devices", ["HID", "PCI"]),
  ("Frames", ["Geometry"]),
  ("PS2", ["Geometry", "Input"]),
  ("Virtio", ["Geometry", "Input"]),
  ("TerminalEmulation", ["Input"]),
  ("Shell", ["TerminalEmulation"]),
  ("ConsentSettings", ["HID"]),
  ("Mail", ["Base64", "UTF8Text"]),
  ("OpenPGP", ["Base64"]),
  ("PlainView", ["UTF8Text"]),
  ("SigningView", ["Consent", "Geometry", "Input", "Painting", "PlainView", "Typography"]),
  ("SystemView", ["Geometry", "HID", "Input", "Painting", "Typography", "Widgets"]),
  ("Launching", ["HID"]),
  ("Pictures", ["Geometry", "Painting", "UTF8Text"]),
  ("Disks", ["HID"]),
  ("TerminalView", ["Geometry", "Input", "Painting", "TerminalEmulation", "Typography"]),
  ("SecurityReport", ["HID"]),
]

/// A disk for tests: modules that keep something on one.
let testedOnDisks = ["SealedStore", "AuditLog"]

let names = modules + layered.map { $0.0 }

let package = Package(
  name: "Logic",
  products: names.map { Product.library(name: $0, targets: [$0]) },
  targets: modules.map { module($0) }
    + layered.map { module($0.0, dependencies: $0.1.map { .byName(name: $0) }) }
    + [.target(name: "TestDisk", dependencies: ["SealedStore"], path: "Tests/TestDisk", swiftSettings: settings)]
    + names.map {
      .testTarget(
        name: "\($0)Tests", dependencies: [.byName(name: $0)] + (testedOnDisks.contains($0) ? ["TestDisk"] : []),
        swiftSettings: settings)
    }
)

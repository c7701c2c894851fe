// swift-tools-version: 6.2
// The developer's side: the tool behind `./bulkhead`, and the tests that run on the host. What runs on the machine is in
// the packages System/ and Logic/; of the former the kernel's portable part appears here too, to be tested.

import PackageDescription

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6)]
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableExperimentalFeature("Lifetimes"), .enableExperimentalFeature("Volatile"),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
]

func logic(_ name: String) -> Target.Dependency { .product(name: name, package: "Logic") }

let package = Package(
  name: "Bulkhead",
  platforms: [.macOS(.v15)],
  products: [.library(name: "TypedComposition", type: .dynamic, targets: ["TypedComposition"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(path: "Logic"),
  ],
  targets: [
    .executableTarget(
      name: "bulkhead-tool",
      dependencies: [
        "ToolKit", logic("SecurityReport"), .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tool/Commands", swiftSettings: settings),
    .target(
      name: "ToolKit",
      dependencies: [
        logic("HID"), logic("ELF"), logic("Archive"), logic("Composition"), logic("Policy"), logic("Schema"),
        logic("Typography"), logic("Painting"), logic("Geometry"), logic("Input"), logic("Widgets"), logic("Desktop"),
        logic("Consent"), logic("ConsentView"), logic("PlainView"), logic("SigningView"), logic("DebugLines"),
        logic("SystemView"), logic("SecurityReport"), logic("TapeArchive"), logic("Mail"), "CFont",
      ],
      path: "Tool/Kit", swiftSettings: settings),
    .target(name: "CFont", path: "Tool/CFont"),
    // What scenarios in Swift are compiled against.
    .target(
      name: "TypedComposition", dependencies: ["Sessions", logic("HID")], path: "Tool/TypedComposition",
      swiftSettings: settings),
    .testTarget(
      name: "ToolTests", dependencies: ["ToolKit", logic("HID"), logic("Schema"), logic("SecurityReport")],
      path: "Tests/ToolTests",
      swiftSettings: settings),

    .target(name: "KernelABI", path: "System/KernelABI", swiftSettings: strict),
    .target(name: "Kernel", dependencies: ["KernelABI"], path: "System/Kernel", exclude: ["X86_64"], swiftSettings: strict),
    .target(name: "KernelModel", dependencies: ["Kernel", "KernelABI"], path: "Tests/KernelModel", swiftSettings: settings),
    .target(name: "Firmware", dependencies: ["KernelABI"], path: "System/Kernel/X86_64/Firmware", swiftSettings: strict),
    .testTarget(
      name: "FirmwareTests", dependencies: ["Firmware", "KernelABI"], path: "Tests/FirmwareTests", swiftSettings: settings),
    .executableTarget(
      name: "kernel-simulation", dependencies: ["Kernel", "KernelABI", "KernelModel"], path: "Tests/KernelSimulation",
      swiftSettings: settings),
    .target(name: "CKernel", path: "System/RPC/CKernel", publicHeadersPath: "include"),
    .target(
      name: "RPC", dependencies: ["KernelABI", "CKernel"], path: "System/RPC", exclude: ["CKernel", "README.md"],
      swiftSettings: strict),
    .target(
      name: "Sessions", dependencies: ["RPC", logic("Geometry"), logic("Input")], path: "System/Sessions",
      exclude: ["README.md"], swiftSettings: strict),
    .target(name: "CRuntime", path: "System/Runtime/Assembly", publicHeadersPath: "include"),
    .target(
      name: "Runtime", dependencies: ["CRuntime"], path: "System/Runtime", exclude: ["Assembly", "README.md"],
      swiftSettings: strict),
    .target(
      name: "Bulkhead", dependencies: ["RPC", "Sessions", "Runtime", logic("ELF"), logic("HID")], path: "System/Bulkhead",
      exclude: ["README.md", "Bulkhead.docc"], swiftSettings: strict),
    .target(
      name: "KernelDouble", dependencies: ["CKernel", "RPC", "KernelABI"], path: "Tests/KernelDouble", swiftSettings: settings),
    .testTarget(
      name: "RPCTests", dependencies: ["RPC", "Sessions", "KernelDouble", logic("Geometry"), logic("Input")],
      path: "Tests/RPCTests", swiftSettings: settings),
    .testTarget(
      name: "FrameworkTests", dependencies: ["Bulkhead", "Runtime", "KernelDouble"], path: "Tests/FrameworkTests",
      swiftSettings: settings),
    // Those parts of core that have no hardware in them. Everything else of it is tested on the machine.
    .target(
      name: "Core", dependencies: ["RPC", "Sessions", "KernelABI"], path: "System/Core",
      sources: ["Account.swift", "Frames.swift", "LogLine.swift", "Region.swift", "TimeAllowance.swift", "Window.swift"],
      swiftSettings: strict),
    .testTarget(
      name: "CoreTests", dependencies: ["Core", "Sessions", "KernelABI"], path: "Tests/CoreTests", swiftSettings: settings),
    .testTarget(
      name: "KernelTests", dependencies: ["Kernel", "KernelABI", "KernelModel", "kernel-simulation"], path: "Tests/KernelTests",
      swiftSettings: settings),
  ]
)

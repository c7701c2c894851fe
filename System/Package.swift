// swift-tools-version: 6.2
// All that runs on the machine. Built for the bare machine only: `./bulkhead run` does so, with the flags in
// System/Toolsets. The kernel is built apart from the components: it must not contain SSE code, they may.

import PackageDescription

let embedded: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
]

/// An image of its own, linked with its own script.
func image(_ name: String, path: String, dependencies: [Target.Dependency], script: String, exclude: [String] = []) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: path, exclude: exclude,
    swiftSettings: embedded + [.unsafeFlags(["-parse-as-library"])],
    linkerSettings: [.unsafeFlags(["-Xlinker", "-T", "-Xlinker", "Linker/\(script)"])])
}

func library(_ name: String, path: String, dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: embedded)
}

func logic(_ name: String) -> Target.Dependency { .product(name: name, package: "Logic") }

let package = Package(
  name: "System",
  products: [],
  dependencies: [.package(path: "../Logic")],
  targets: [
    library("KernelABI", path: "KernelABI"),
    library("Kernel", path: "Kernel", dependencies: ["KernelABI"], exclude: ["X86_64"]),
    .target(name: "CX86", path: "Kernel/X86_64/Assembly", publicHeadersPath: "include"),
    image(
      "kernel", path: "Kernel/X86_64", dependencies: ["Kernel", "KernelABI", "CX86"], script: "kernel.ld",
      exclude: ["Assembly"]),
    .target(name: "CKernel", path: "RPC/CKernel", publicHeadersPath: "include"),
    library("RPC", path: "RPC", dependencies: ["KernelABI", "CKernel"], exclude: ["CKernel"]),
    library("Sessions", path: "Sessions", dependencies: ["RPC"]),
    .target(name: "CRuntime", path: "Runtime/Assembly", publicHeadersPath: "include"),
    library("Runtime", path: "Runtime", dependencies: ["CRuntime"], exclude: ["Assembly"]),
    image(
      "core", path: "Core",
      dependencies: ["RPC", "Sessions", "Runtime", "KernelABI", logic("Archive"), logic("ELF")], script: "component.ld"),
  ]
)

// swift-tools-version: 6.2
// All that runs on the machine. Built for the bare machine only: `./bulkhead run` does so, with the flags in
// System/Toolsets. The kernel is built apart from the components: it must not contain SSE code, they may.

import Foundation
import PackageDescription

let embedded: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableExperimentalFeature("Lifetimes"), .enableExperimentalFeature("Volatile"),
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

/// A component: a program that uses the framework, in a folder of its own of the same name.
///
/// A file `dependencies` in the folder can name further modules, one a line: of this package, or `logic NAME`. A folder
/// `Assembly` becomes the module `CNAME` (in NAME, "_" takes the place of "-"), for what Swift cannot say. A line `fetched NAME`
/// has the tool fetch sources of others (Tool/Kit/FetchedSources.swift), which C in `Assembly` includes as <NAME/FILE>.
func component(_ name: String, path: String) -> Target {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: path)
  let text = (try? String(contentsOf: folder.appending(path: "dependencies"), encoding: .utf8)) ?? ""
  let others = text.split(separator: "\n").filter { !$0.hasPrefix("fetched ") }.map { line -> Target.Dependency in
    line.hasPrefix("logic ") ? logic(String(line.dropFirst(6))) : .byName(name: String(line))
  }
  let exclude = ["README.md", "dependencies", "schema.hid", "Assembly"].filter { exists(folder.appending(path: $0)) }
  let assembly: [Target.Dependency] = exclude.contains("Assembly") ? [.byName(name: assemblyName(name))] : []
  return image(name, path: path, dependencies: ["Bulkhead"] + others + assembly, script: "component.ld", exclude: exclude)
}

func exists(_ url: URL) -> Bool { (try? url.checkResourceIsReachable()) == true }

/// Where the tool puts what it fetches.
let fetched = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Build/fetched")

/// What C of others expects of a standard library.
let standardHeaders = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Runtime/Headers")

func assemblyName(_ component: String) -> String { "C" + component.replacingOccurrences(of: "-", with: "_") }

/// The component's module of assembly or C, if it has one.
func assembly(_ name: String, path: String) -> [Target] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "\(path)/Assembly")
  // What fetched sources include of the C library beyond that, in the few words that they use.
  let own = folder.appending(path: "Freestanding")
  let flags = (exists(own) ? ["-I\(own.path)"] : []) + ["-I\(fetched.path)", "-I\(standardHeaders.path)"]
  let settings: [CSetting] = [.unsafeFlags(flags)]
  return exists(folder)
    ? [.target(name: assemblyName(name), path: "\(path)/Assembly", publicHeadersPath: "include", cSettings: settings)] : []
}

/// All components there are.
func components() -> [Target] {
  let root = URL(filePath: #filePath).deletingLastPathComponent()
  return ["Programs", "Servers", "Drivers"].flatMap { kind in
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: kind).path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name in
      [component(name, path: "\(kind)/\(name)")] + assembly(name, path: "\(kind)/\(name)")
    }
  }
}

func logic(_ name: String) -> Target.Dependency { .product(name: name, package: "Logic") }

let targets =
  [
    library("KernelABI", path: "KernelABI"),
    library("Kernel", path: "Kernel", dependencies: ["KernelABI"], exclude: ["X86_64"]),
    .target(name: "CX86", path: "Kernel/X86_64/Assembly", publicHeadersPath: "include"),
    library("Firmware", path: "Kernel/X86_64/Firmware", dependencies: ["KernelABI"]),
    image(
      "kernel", path: "Kernel/X86_64", dependencies: ["Kernel", "KernelABI", "Firmware", "CX86"], script: "kernel.ld",
      exclude: ["Assembly", "Firmware", "README.md"]),
    .target(name: "CKernel", path: "RPC/CKernel", publicHeadersPath: "include"),
    library("RPC", path: "RPC", dependencies: ["KernelABI", "CKernel"], exclude: ["CKernel", "README.md"]),
    library(
      "Sessions", path: "Sessions", dependencies: ["RPC", logic("Geometry"), logic("Input")], exclude: ["README.md"]),
    .target(name: "CRuntime", path: "Runtime/Assembly", publicHeadersPath: "include"),
    library("Runtime", path: "Runtime", dependencies: ["CRuntime"], exclude: ["Assembly", "Headers", "README.md"]),
    library(
      "Bulkhead", path: "Bulkhead", dependencies: ["RPC", "Sessions", "Runtime", logic("ELF"), logic("HID")],
      exclude: ["README.md", "Bulkhead.docc"]),
    image(
      "core", path: "Core",
      dependencies: ["RPC", "Sessions", "Runtime", "KernelABI", logic("Archive"), logic("ELF"), logic("LogStore")],
      script: "component.ld",
      exclude: ["README.md"]),
    library(
      "Sandbox", path: "Sandbox", dependencies: ["Bulkhead", "KernelABI", logic("Composition"), logic("ELF"), logic("HID")],
      exclude: ["README.md"]),
    library(
      "Services", path: "Services", dependencies: ["Bulkhead", logic("Policy"), logic("HID")], exclude: ["README.md"]),
    library(
      "Toolkit", path: "Toolkit",
      dependencies: [
        "Bulkhead", "GuiClient", logic("Geometry"), logic("Input"), logic("Painting"), logic("Typography"), logic("Widgets"),
      ], exclude: ["README.md"]),
    library("TerminalClient", path: "TerminalClient", dependencies: ["Bulkhead"], exclude: ["README.md"]),
    library("TestSupport", path: "TestSupport", dependencies: ["Bulkhead"], exclude: ["README.md"]),
    library(
      "TestScreen", path: "TestScreen",
      dependencies: ["Bulkhead", logic("Consent"), logic("ConsentView"), logic("Geometry"), logic("HID"), logic("Input")],
      exclude: ["README.md"]),
    library(
      "Driver", path: "Driver", dependencies: ["Bulkhead", logic("HID"), logic("Geometry"), logic("Input")],
      exclude: ["README.md"]),
    library(
      "VirtioTransport", path: "Virtio", dependencies: ["Driver", "Bulkhead", logic("HID"), logic("Virtio")],
      exclude: ["README.md"]),
    library(
      "GuiClient", path: "GuiClient",
      dependencies: ["Bulkhead", logic("Geometry"), logic("HID"), logic("Input"), logic("Painting"), logic("Typography")],
      exclude: ["README.md"]),
    library("BlockClient", path: "BlockClient", dependencies: ["Bulkhead", logic("SealedStore")], exclude: ["README.md"]),
    library("SoundClient", path: "SoundClient", dependencies: ["Bulkhead", logic("Samples")], exclude: ["README.md"]),
    image(
      "init", path: "Init", dependencies: ["Bulkhead", "Sandbox", "Services", logic("Composition")], script: "component.ld",
      exclude: ["README.md"]),
  ] + components()

/// The tool names the images that it wants, so that one build makes them all; without names, all there are.
let wanted = ProcessInfo.processInfo.environment["BULKHEAD_IMAGES"]?.split(separator: " ").map(String.init)

/// These targets and all that they need.
func closure(of names: [String], in targets: [Target]) -> [Target] {
  var needed: Set<String> = []
  var open = names
  while let name = open.popLast() {
    guard needed.insert(name).inserted, let target = targets.first(where: { $0.name == name }) else { continue }
    open += target.dependencies.compactMap { if case .byNameItem(let name, _) = $0 { name } else { nil } }
  }
  return targets.filter { needed.contains($0.name) }
}

let package = Package(
  name: "System",
  products: [],
  dependencies: [.package(path: "../Logic")],
  targets: wanted.map { closure(of: $0, in: targets) } ?? targets
)

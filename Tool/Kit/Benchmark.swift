// Measuring: what booted scenarios print as `bench: NAME VALUE UNIT`, and what is seen from outside.
//
// Instructions are counted under QEMU `-icount shift=0`, where the time-stamp counter advances by one per instruction: they
// are the same in every run. Wall time is only ever given as a ratio to something measured in the same way.

import Foundation

public struct Benchmark {
  private let repository: Repository
  private let runner: Runner
  private let progress: (String) -> Void

  public init(_ repository: Repository, progress: @escaping (String) -> Void) {
    self.repository = repository
    self.progress = progress
    runner = Runner(repository, progress: progress)
  }

  /// - Returns: what was measured, and the same in wall time, as multiples of `ipc.call-reply`.
  public func run() throws -> (metrics: [Metric], wall: [String: Double]) {
    let timed = try boot(try repository.scenario("bench"), cpus: 1, countsInstructions: false).metrics
    return (try measure() + timed.filter { $0.unit == "per-second" }, Self.ratios(timed))
  }

  private static func ratios(_ metrics: [Metric]) -> [String: Double] {
    guard let unit = metrics.first(where: { $0.name == "ipc.call-reply" })?.value, unit > 0 else { return [:] }
    let pairs = metrics.filter { $0.unit == "instructions" }.map { ($0.name, Double($0.value) / Double(unit)) }
    return Dictionary(pairs) { first, _ in first }
  }

  private func measure() throws -> [Metric] {
    var metrics = try measureInside()
    metrics += CompositionSpeed.metrics()
    metrics += try measureBoot()
    metrics += try measureDesktop()
    metrics.append(try measureLongest())
    metrics += [
      Metric(
        "image.bytes", try size(stripped(runner.kernel)) + size(repository.images("hello").appending(path: "boot.archive")),
        "bytes"),
      Metric("hello.binary.bytes", try size(repository.build.appending(path: "images/hello.stripped")), "bytes"),
      Metric("kernel.lines", LineCounter.count(folder: repository.system.appending(path: "Kernel")), "lines"),
    ]
    return metrics
  }

  // MARK: - In the machine

  /// The scenario "bench", on one CPU.
  private func measureInside() throws -> [Metric] {
    let scenario = try repository.scenario("bench")
    let (metrics, ending) = try boot(scenario, cpus: 1)
    guard case .exit(0) = ending, !metrics.isEmpty else {
      throw ToolError("the scenario \"bench\" did not end as it should: \(ending)")
    }
    return metrics.filter { $0.unit == "instructions" || $0.name.hasPrefix("children-") }
  }

  /// The longest stretch with interrupts off in any scenario that ends by itself. On one CPU, whatever the scenario says:
  /// where instructions are counted the emulator runs several CPUs in turns, and a turn of the others that falls into a
  /// stretch would be counted as a part of it.
  private func measureLongest() throws -> Metric {
    var longest = 0
    for name in repository.scenarioNames() {
      let scenario = try repository.scenario(name)
      guard !scenario.isManual, scenario.exitValue != nil else { continue }
      let metrics = try boot(scenario, cpus: 1).metrics
      guard let metric = metrics.first(where: { $0.name == "interrupts-off.longest" }) else {
        throw ToolError("the scenario \"\(name)\" did not end: its longest stretch with interrupts off is not known")
      }
      longest = max(longest, metric.value)
    }
    return Metric("interrupts-off.longest", longest, "instructions")
  }

  /// Boots with a module that has core print statistics.
  /// - Parameter countsInstructions: whether instructions are the measure of time.
  private func boot(_ scenario: Scenario, cpus: Int, countsInstructions: Bool = true) throws -> (
    metrics: [Metric], ending: Ending
  ) {
    let statistics = ModuleFile(name: "statistics", content: .text("statistics\n-\n"))
    let archive = try runner.prepare(scenario, replacements: [statistics])
    var machine = VirtualMachine(scenario)
    (machine.cpus, machine.countsInstructions, machine.timeout) = (cpus, countsInstructions, scenario.timeout * 10)
    (machine.room, machine.disks) = (try SoundRoom(scenario), try DiskBox(scenario))
    progress("measuring \(scenario.name)")
    var metrics: [Metric] = []
    let ending = try machine.run(kernel: runner.kernel, archive: archive) { line in
      if let metric = Metric(line: line) { metrics.append(metric) }
      return false
    }
    return (metrics, ending)
  }

  // MARK: - From outside

  /// Wall time from starting QEMU to the first line of a child of init, and the RAM in use when that child starts.
  private func measureBoot() throws -> [Metric] {
    let scenario = try repository.scenario("hello")
    guard let unused = try boot(scenario, cpus: scenario.cpus).metrics.first(where: { $0.name == "boot.unused-ram.bytes" })
    else {
      throw ToolError("the scenario \"hello\" did not start a component")
    }
    let archive = try runner.prepare(scenario)
    var best = Int.max
    for _ in 0..<10 {
      let start = Date()
      _ = try VirtualMachine(scenario).run(kernel: runner.kernel, archive: archive) { $0.hasPrefix("[init -> ") }
      best = min(best, Int(Date().timeIntervalSince(start) * 1000))
    }
    return [
      Metric("boot.first-child.ms", best, "ms"),
      Metric("boot.ram.bytes", (try MemorySize(scenario.memory).bytes) - unused.value, "bytes"),
    ]
  }

  /// What the desktop takes, and the wall time until its first window is there.
  private func measureDesktop() throws -> [Metric] {
    let scenario = try repository.scenario("desktop-cost")
    let (inside, _) = try boot(scenario, cpus: scenario.cpus)
    guard let unused = inside.first(where: { $0.name == "desktop.unused-ram.bytes" }) else {
      throw ToolError("the scenario \"desktop-cost\" did not come to its measurements")
    }
    var metrics = inside.filter { $0.name.hasPrefix("desktop.") && $0.name != unused.name }
    let windows = try repository.scenario("gui")
    metrics += try boot(windows, cpus: windows.cpus).metrics.filter { $0.name == "desktop.redraw" }
    metrics.append(Metric("desktop.ram.bytes", (try MemorySize(scenario.memory).bytes) - unused.value, "bytes"))
    let archive = try runner.prepare(scenario)
    var best = Int.max
    for _ in 0..<3 {
      let start = Date()
      var machine = VirtualMachine(scenario)
      (machine.room, machine.disks) = (try SoundRoom(scenario), try DiskBox(scenario))
      _ = try machine.run(kernel: runner.kernel, archive: archive) { $0.hasSuffix("the desktop is there") }
      best = min(best, Int(Date().timeIntervalSince(start) * 1000))
    }
    metrics.append(Metric("desktop.up.ms", best, "ms"))
    return metrics
  }

  private func stripped(_ file: URL) throws -> URL {
    let output = repository.build.appending(path: "images/\(file.lastPathComponent).stripped")
    let result = try Command("llvm-objcopy", ["--strip-all", file.path, output.path]).run()
    guard result.status == 0 else { throw ToolError("cannot strip \(file.lastPathComponent): \(result.output)") }
    return output
  }

  private func size(_ file: URL) throws -> Int {
    guard let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int else {
      throw ToolError("cannot tell the size of \(file.path)")
    }
    return size
  }
}

// Measuring: what the booted scenario "bench" prints as `bench: NAME VALUE UNIT`, and what is seen from outside.

import Foundation

public struct Metric: Sendable {
  public let name: String
  public let value: Int
  public let unit: String

  /// A line of the table: with the target where there is one.
  public var row: String {
    let target = Benchmark.targets[name].map { "target \($0)" } ?? ""
    return "\(pad(name, 26))\(pad("\(value) \(unit)", 24))\(target)"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}

public struct Benchmark {
  static let targets = [
    "ipc.call-reply": 395, "rpc.typed": 800, "ipc.call-reply.10-words": 900, "signal.wake": 600, "fault.user-pager": 1200,
    "signal.rpc-round": 2500, "interrupts-off.longest": 10_000, "boot.first-child.ms": 1000, "image.bytes": 4 << 20,
    "boot.ram.bytes": 8 << 20, "hello.binary.bytes": 64 << 10, "kernel.lines": 5000,
  ]

  private let repository: Repository
  private let runner: Runner

  public init(_ repository: Repository, progress: @escaping (String) -> Void) {
    self.repository = repository
    runner = Runner(repository, progress: progress)
  }

  public func run() throws -> [Metric] {
    let measured = try measureInside()
    return measured + [try measureBoot()] + [
      Metric(
        name: "image.bytes",
        value: size(runner.kernel, stripped: true) + size(repository.images("hello").appending(path: "boot.archive")),
        unit: "bytes"),
      Metric(name: "hello.binary.bytes", value: size(repository.build.appending(path: "images/hello.stripped")), unit: "bytes"),
      Metric(
        name: "kernel.lines", value: LineCounter.count(folder: repository.system.appending(path: "Kernel")), unit: "lines"),
    ]
  }

  private func size(_ file: URL, stripped: Bool = false) -> Int {
    var path = file.path
    if stripped {
      path = repository.build.appending(path: "images/kernel.stripped").path
      _ = try? Command("llvm-objcopy", ["--strip-all", file.path, path]).run()
    }
    return ((try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int) ?? 0
  }

  private func measureInside() throws -> [Metric] {
    let scenario = try repository.scenario("bench")
    let archive = try runner.prepare(scenario)
    var machine = VirtualMachine(scenario)
    (machine.cpus, machine.countsInstructions) = (1, true)
    var metrics: [Metric] = []
    let ending = try machine.run(kernel: runner.kernel, archive: archive) { line in
      if let metric = Self.parse(line) { metrics.append(metric) }
      return false
    }
    guard case .exit(0) = ending, !metrics.isEmpty else {
      throw ToolError("the scenario \"bench\" did not end as it should: \(ending)")
    }
    return metrics
  }

  /// `[label] bench: NAME VALUE UNIT`
  static func parse(_ line: String) -> Metric? {
    guard let range = line.range(of: "bench: ") else { return nil }
    let words = line[range.upperBound...].split(separator: " ")
    guard words.count == 3, let value = Int(words[1]) else { return nil }
    return Metric(name: String(words[0]), value: value, unit: String(words[2]))
  }

  /// Wall time from starting QEMU to the first line of a child of init.
  private func measureBoot() throws -> Metric {
    let scenario = try repository.scenario("hello")
    let archive = try runner.prepare(scenario)
    var best = Int.max
    for _ in 0..<3 {
      let start = Date()
      _ = try VirtualMachine(scenario).run(kernel: runner.kernel, archive: archive) { $0.hasPrefix("[init -> ") }
      best = min(best, Int(Date().timeIntervalSince(start) * 1000))
    }
    return Metric(name: "boot.first-child.ms", value: best, unit: "ms")
  }
}

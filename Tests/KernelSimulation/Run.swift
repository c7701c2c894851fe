// Many simulations, one after the other: each with the next seed, and with that a machine of another size.

@testable import KernelModel

struct Run {
  private let total: UInt64
  private var seed: UInt64
  private var done: UInt64 = 0
  /// Two runs with the same arguments print the same.
  private var digest: UInt64 = 0
  private let coverage = Coverage()

  private static var stepsPerSeed: UInt64 { 20_000 }
  /// From this many steps on, a run must have succeeded at everything at least once.
  private static var completeAfter: UInt64 { 1_000_000 }

  init(steps: UInt64, firstSeed: UInt64) {
    total = steps
    seed = firstSeed
  }

  /// Prints what was covered, or what failed. True if all is well.
  mutating func perform() -> Bool {
    while done < total {
      let steps = min(Self.stepsPerSeed, total - done)
      guard let made = simulate(steps) else { return false }
      done += made
      seed += 1
    }
    for line in coverage.report { print(line) }
    guard total < Self.completeAfter || coverage.missing.isEmpty else {
      print("FAILED: in \(done) steps never came by: \(coverage.missing.joined(separator: "; "))")
      return false
    }
    print("\(done) steps, seeds up to \(seed - 1), digest \(String(digest, radix: 16)): all invariants held")
    return true
  }

  /// How many steps were made; nil if one failed.
  private mutating func simulate(_ steps: UInt64) -> UInt64? {
    Watch.begin(seed)
    let cpus = 1 + Int(seed % 8)
    var simulation: Simulation?
    do {
      let new = try Simulation(seed: seed, cpus: cpus)
      simulation = new
      try new.run(steps: Int(steps))
      coverage.add(new.system.coverage)
      digest = digest &* 31 &+ new.system.digest
      return UInt64(new.steps)
    } catch {
      let step = simulation?.steps ?? 0
      print("FAILED: seed \(seed), \(cpus) CPUs, step \(step), after \(simulation?.lastEvent ?? "start"): \(error)")
      print(
        "replay: BULKHEAD_SIMULATION_SEED=\(seed) BULKHEAD_SIMULATION_STEPS=\(max(step, 1)) ./bulkhead test --filter simulated")
      return nil
    }
  }
}

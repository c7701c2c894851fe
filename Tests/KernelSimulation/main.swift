import Glibc

// Runs the kernel against random user code and checks it after every step.
//
//     kernel-simulation [STEPS [FIRST-SEED]]
//
// A failure prints its seed and step; the same seed fails again at the same step.

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let total = arguments.first ?? 1_000_000
var seed = arguments.dropFirst().first ?? 1
let stepsPerSeed: UInt64 = 20_000
var done: UInt64 = 0
var entries: [String: Int] = [:]
var restarts = 0

while done < total {
  let cpus = 1 + Int(seed % 4)
  var steps = 0
  do {
    let simulation = try Simulation(seed: seed, cpus: cpus)
    defer { steps = simulation.steps }
    try simulation.run(steps: Int(min(stepsPerSeed, total - done)))
    for (name, count) in simulation.counts { entries[name, default: 0] += count }
    restarts += simulation.restarts
  } catch let failure as Failure {
    print("FAILED: seed \(seed), \(cpus) CPUs, step \(steps): \(failure.text)")
    print("replay: kernel-simulation \(steps) \(seed)")
    exit(1)
  }
  done += min(stepsPerSeed, total - done)
  seed += 1
}
let list = entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
print("\(done) steps, seeds up to \(seed - 1): all invariants held (\(list), restarts: \(restarts))")

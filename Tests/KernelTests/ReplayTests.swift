// A seed is all that a run depends on.

import Testing

@testable import KernelModel
@testable import kernel_simulation

@Suite struct ReplayTests {
  private func digest(seed: UInt64) throws -> UInt64 {
    let simulation = try Simulation(seed: seed, cpus: 3)
    try simulation.run(steps: 1_500)
    return simulation.system.digest
  }

  @Test func aSeedGivesTheSameRunAgain() throws {
    let (first, second) = (try digest(seed: 11), try digest(seed: 11))
    #expect(first == second)
  }

  @Test func anotherSeedGivesAnotherRun() throws {
    let (first, second) = (try digest(seed: 11), try digest(seed: 12))
    #expect(first != second)
  }
}

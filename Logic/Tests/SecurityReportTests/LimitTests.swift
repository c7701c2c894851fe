import HID
import Testing

@testable import SecurityReport

@Suite struct ResponseTimeTests {
  private let free = KernelTiming(blocking: 0, switching: 0)

  private func task(_ name: String, _ priority: Int, _ budget: Int, _ period: Int, _ deadline: Int? = nil, cpu: Int = 0)
    -> RealTimeTask
  {
    RealTimeTask(name, priority: priority, budget: budget, period: period, deadline: deadline, cpu: cpu)
  }

  private func responses(_ tasks: [RealTimeTask], _ timing: KernelTiming) -> [Int?] {
    ResponseTimeAnalysis.analyse(tasks, timing).map(\.response)
  }

  /// The example of Audsley and others that textbooks repeat: C 3, 3, 5 and T 7, 12, 20.
  @Test func agreesWithATextbook() {
    let tasks = [task("a", 3, 3, 7), task("b", 2, 3, 12), task("c", 1, 5, 20)]
    #expect(responses(tasks, free) == [3, 6, 20])
  }

  @Test func whatTheKernelTakesCountsAtEveryPreemption() {
    let timing = KernelTiming(blocking: 2, switching: 1)
    let tasks = [task("a", 2, 10, 100), task("b", 1, 20, 100)]
    #expect(responses(tasks, timing) == [10 + 2 + 2, 20 + 2 + 2 + 10 + 2])
  }

  @Test func equallyUrgentOnesDelayEachOtherAndOtherCPUsDoNot() {
    #expect(responses([task("a", 1, 10, 100), task("b", 1, 20, 100)], free) == [30, 30])
    #expect(responses([task("a", 1, 10, 100), task("b", 1, 20, 100, cpu: 1)], free) == [10, 20])
  }

  @Test func instructionsBecomeTimeByTheStatedSpeed() {
    #expect(
      KernelTiming(blockingInstructions: 4229, switchInstructions: 353, rate: 1000)
        == KernelTiming(blocking: 4229, switching: 353))
  }

  @Test func whatCanNotBeDoneIsRefused() {
    let tasks = [task("a", 2, 40_000, 100_000), task("b", 1, 50_000, 100_000, 80_000)]
    let problems = ScheduleCheck.problems(tasks, free)
    #expect(problems.count == 1)
    #expect(problems[0].message.contains("\"b\" must be done within 80 us and can take 90 us"))
    #expect(ScheduleCheck.problems([tasks[0], task("b", 1, 50_000, 100_000, 90_000)], free).isEmpty)
  }

  @Test func moreThanAWholeCPUIsRefused() {
    let problems = ScheduleCheck.problems([task("a", 2, 60, 100), task("b", 1, 41, 100)], free)
    #expect(problems.first?.message.contains("promised 101.0 % of CPU 0") == true)
    #expect(ScheduleCheck.problems([task("a", 2, 60, 100), task("b", 1, 40, 100)], free).isEmpty)
  }

  @Test func whoHasNoBudgetMustBeLessUrgent() {
    let task = task("a", 2, 10, 100, 50)
    let problems = ScheduleCheck.problems([task], free, among: [Competitor("b", priority: 2)])
    #expect(problems.count == 1 && problems[0].message.contains("\"a\" has a deadline, and \"b\" is as urgent"))
    for other in [Competitor("b", priority: 1), Competitor("b", priority: 3, cpu: 1)] {
      #expect(ScheduleCheck.problems([task], free, among: [other]).isEmpty)
    }
    #expect(ScheduleCheck.problems([self.task("a", 2, 10, 100)], free, among: [Competitor("b", priority: 3)]).isEmpty)
  }

  @Test func anOverloadEndsInsteadOfGrowing() {
    #expect(responses([task("a", 2, 100, 100), task("b", 1, 1, 1000)], free) == [100, nil])
  }

  /// Every answer is confirmed by running the threads for a while, all starting at once: the worst case.
  @Test func aSimulationIsNeverSlowerThanTheBound() {
    for seed in 0..<200 {
      var dice = Dice(UInt64(seed))
      let tasks = (0..<2 + dice.roll(4)).map { index in
        let period = 10 + dice.roll(60)
        return task("t\(index)", 10 - index, 1 + dice.roll(max(1, period / 4)), period)
      }
      for result in ResponseTimeAnalysis.analyse(tasks, free) {
        guard let bound = result.response, let first = simulate(tasks, result.task.name) else { continue }
        #expect(first <= bound, "seed \(seed), \(result.task.name)")
      }
    }
  }

  /// When the first job of a thread is done, with all released at 0; nil: not within 10,000.
  private func simulate(_ tasks: [RealTimeTask], _ name: String) -> Int? {
    var left = tasks.map { _ in 0 }
    for now in 0..<10_000 {
      for (index, task) in tasks.enumerated() where now % task.period == 0 { left[index] += task.budget }
      guard let running = left.firstIndex(where: { $0 > 0 }) else { continue }
      left[running] -= 1
      if left[running] == 0, tasks[running].name == name { return now + 1 }
    }
    return nil
  }
}

// Whether threads that must be done in time always are: response-time analysis for fixed priorities and sporadic budgets.
//
//     R_i = C_i + B_i + sum over j more or equally urgent of ceil((R_i + J_j) / T_j) * (C_j + 2 S)
//
// C: what a thread needs, at most its budget. T: its period. J: by how much its start can be late. B: the longest that the
// kernel does something for somebody else without looking up. S: a switch of threads. (Joseph and Pandya, "Finding response
// times in a real-time system", 1986; Audsley et al., "Applying new scheduling theory to static priority pre-emptive
// scheduling", 1993.) A budget kept as a sporadic server is, for those less urgent, a periodic thread (Sprunt, Sha and
// Lehoczky, 1989).

import HID

/// A thread that was promised time. All times in nanoseconds.
public struct RealTimeTask: Equatable, Sendable {
  public let name: String
  /// The larger, the more urgent.
  public let priority: Int
  public let budget: Int
  public let period: Int
  /// From when it could start until it has done what its budget allows; nil: nothing was asked.
  public let deadline: Int?
  public let jitter: Int
  /// The CPUs that it may run on share a number; those of different numbers do not disturb each other.
  public let cpu: Int
  public let position: Position

  public init(
    _ name: String, priority: Int, budget: Int, period: Int, deadline: Int? = nil, jitter: Int = 0, cpu: Int = 0,
    position: Position = Position(line: 0, column: 0)
  ) {
    self.name = name
    self.priority = priority
    self.budget = budget
    self.period = period
    self.deadline = deadline
    self.jitter = jitter
    self.cpu = cpu
    self.position = position
  }
}

/// A component that takes all time that it gets.
public struct Competitor: Equatable, Sendable {
  public let name: String
  public let priority: Int
  public let cpu: Int
  public let position: Position

  public init(_ name: String, priority: Int, cpu: Int = 0, position: Position = Position(line: 0, column: 0)) {
    self.name = name
    self.priority = priority
    self.cpu = cpu
    self.position = position
  }
}

/// What the kernel takes, in nanoseconds: measured, and turned from instructions into time by a stated speed.
public struct KernelTiming: Equatable, Sendable {
  /// The longest stretch with interrupts off.
  public let blocking: Int
  /// One switch of threads.
  public let switching: Int

  public init(blocking: Int, switching: Int) {
    self.blocking = blocking
    self.switching = switching
  }

  /// - Parameter rate: instructions per microsecond.
  public init(blockingInstructions: Int, switchInstructions: Int, rate: Int) {
    self.init(blocking: blockingInstructions * 1000 / rate, switching: switchInstructions * 1000 / rate)
  }
}

public struct ResponseTime: Equatable, Sendable {
  public let task: RealTimeTask
  /// The longest it can take, in nanoseconds; nil: it can take longer than its period, if not for ever.
  public let response: Int?
  /// In time, as far as something was asked.
  public var isMet: Bool { task.deadline.map { limit in response.map { $0 <= limit } ?? false } ?? true }
}

public enum ResponseTimeAnalysis {
  /// One result for each task, the most urgent first.
  public static func analyse(_ tasks: [RealTimeTask], _ timing: KernelTiming) -> [ResponseTime] {
    let ordered = tasks.sorted { ($0.cpu, -$0.priority, $0.name) < ($1.cpu, -$1.priority, $1.name) }
    return ordered.map { task in
      let others = ordered.filter { $0.cpu == task.cpu && $0.name != task.name && $0.priority >= task.priority }
      return ResponseTime(task: task, response: response(of: task, among: others, timing))
    }
  }

  /// Grows until it is a solution, or longer than can be allowed. Each step adds at least a nanosecond, at most the limit in all.
  private static func response(of task: RealTimeTask, among others: [RealTimeTask], _ timing: KernelTiming) -> Int? {
    let own = task.budget + timing.blocking + 2 * timing.switching
    let limit = max(task.period, task.deadline ?? 0)
    var response = own
    while response <= limit {
      var next = own
      for other in others {
        let count = (response + other.jitter + other.period - 1) / other.period
        next += count * (other.budget + 2 * timing.switching)
      }
      if next == response { return response + task.jitter }
      response = next
    }
    return nil
  }

  /// Thousandths of a CPU that its tasks were promised.
  public static func utilisation(_ tasks: [RealTimeTask], cpu: Int) -> Int {
    tasks.filter { $0.cpu == cpu }.reduce(0) { $0 + ($1.budget * 1000 + $1.period - 1) / $1.period }
  }
}

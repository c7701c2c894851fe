// Refusing systems that promise more time than there is, or deadlines that cannot be kept.

import HID

public enum ScheduleCheck {
  /// - Parameter competitors: components without a budget; one that is as urgent as somebody with a deadline can delay it for ever.
  public static func problems(
    _ tasks: [RealTimeTask], _ timing: KernelTiming, among competitors: [Competitor] = []
  ) -> [Diagnostic] {
    var problems = overtaken(tasks, competitors)
    for cpu in Set(tasks.map(\.cpu)).sorted() {
      let promised = ResponseTimeAnalysis.utilisation(tasks, cpu: cpu)
      guard promised > 1000, let last = tasks.last(where: { $0.cpu == cpu }) else { continue }
      problems.append(
        Diagnostic(
          last.position,
          "components are promised \(promised / 10).\(promised % 10) % of CPU \(cpu): lower a budget, lengthen a period, or give one"
            + " of them another CPU by \"+ affinity\""))
    }
    for result in ResponseTimeAnalysis.analyse(tasks, timing) where !result.isMet { problems.append(problem(result)) }
    return problems
  }

  private static func overtaken(_ tasks: [RealTimeTask], _ competitors: [Competitor]) -> [Diagnostic] {
    tasks.filter { $0.deadline != nil }.compactMap { task in
      guard let other = competitors.first(where: { $0.cpu == task.cpu && $0.priority >= task.priority }) else { return nil }
      return Diagnostic(
        task.position,
        "\"\(task.name)\" has a deadline, and \"\(other.name)\" is as urgent and may take all time: give that a lower \"priority\", a"
          + " budget by \"+ cpu\", or another CPU by \"+ affinity\"")
    }
  }

  private static func problem(_ result: ResponseTime) -> Diagnostic {
    let limit = time(result.task.deadline ?? 0)
    let found = result.response.map { "can take \(time($0))" } ?? "can take longer than its period"
    return Diagnostic(
      result.task.position,
      "\"\(result.task.name)\" must be done within \(limit) and \(found): raise its priority, lower the budgets of more urgent"
        + " components, or allow a later deadline")
  }

  /// Nanoseconds as a text in microseconds.
  static func time(_ nanoseconds: Int) -> String {
    let (whole, rest) = (nanoseconds / 1000, nanoseconds % 1000 / 100)
    return rest == 0 ? "\(whole) us" : "\(whole).\(rest) us"
  }

  /// The results as lines of a table.
  public static func table(_ tasks: [RealTimeTask], _ timing: KernelTiming) -> [[String]] {
    let header = ["component", "CPU", "priority", "budget", "period", "deadline", "longest response", ""]
    return [header] + ResponseTimeAnalysis.analyse(tasks, timing).map(row)
  }

  public static func row(_ result: ResponseTime) -> [String] {
    let task = result.task
    return [
      task.name, "\(task.cpu)", "\(task.priority)", time(task.budget), time(task.period),
      task.deadline.map { time($0) } ?? "-", result.response.map { time($0) } ?? "> period", result.isMet ? "ok" : "LATE",
    ]
  }
}

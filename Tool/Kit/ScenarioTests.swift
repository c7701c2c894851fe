// Booted tests: every scenario does what it says, and a machine that cannot boot says why.

import Foundation
import SecurityReport

public enum ScenarioTests {
  /// Building all components, which is faster at once than with each scenario; and one case per scenario that is not manual.
  public static func cases(_ repository: Repository) -> [TestCase] {
    let building = TestCase("all components build") {
      try Builder(repository) { _ in }.build(repository.components())
      return .passed
    }
    return [building]
      + repository.scenarioNames().map { name in
        TestCase("scenario \(name)") {
          let scenario = try repository.scenario(name)
          if scenario.isManual { return .passed }
          return try run(scenario, repository)
        }
      }
  }

  /// - Parameters:
  ///   - modules: boot modules beside those that the scenario names.
  ///   - see: gets each line of the log.
  static func run(
    _ scenario: Scenario, _ repository: Repository, modules: [ModuleFile] = [], see: @escaping (String) -> Void = { _ in }
  ) throws -> TestOutcome {
    let runner = Runner(repository)
    // Looking at the graph takes time, which some scenarios measure: these are booted once more for it.
    let looksAtGraph = !scenario.measuresTime
    let archive = try runner.prepare(scenario, replacements: modules + (looksAtGraph ? [GraphCheck.request] : []))
    let room = try SoundRoom(scenario)
    var graph = GraphCheck()
    let outcome = try judge(scenario) { line in
      try machine(scenario, room, repository).run(kernel: runner.kernel, archive: archive) {
        see($0)
        return graph.see($0) ? false : line($0)
      }
    }
    guard outcome.failed == 0 else { return outcome }
    if !looksAtGraph { graph = try look(at: scenario, repository) }
    let complaint = try room?.complaint() ?? graph.complaint(model(of: scenario, repository))
    return complaint.map { .failed("      \($0)\n") } ?? outcome
  }

  /// What there is to be seen when nobody minds how long it takes.
  private static func look(at scenario: Scenario, _ repository: Repository) throws -> GraphCheck {
    let runner = Runner(repository)
    let archive = try runner.prepare(scenario, replacements: [GraphCheck.request])
    var graph = GraphCheck()
    var judge = LogJudge(scenario)
    _ = try machine(scenario, SoundRoom(scenario), repository).run(kernel: runner.kernel, archive: archive) { line in
      if graph.see(line) { return false }
      judge.see(line)
      return isThrough(scenario, judge)
    }
    return graph
  }

  /// What the scenario runs on, and whoever sits before it.
  private static func machine(_ scenario: Scenario, _ room: SoundRoom?, _ repository: Repository) throws -> VirtualMachine {
    var machine = VirtualMachine(scenario)
    machine.room = room
    machine.disks = try DiskBox(scenario)
    if !scenario.script.isEmpty { machine.interaction = .script(scenario, repository) }
    return machine
  }

  private static func model(of scenario: Scenario, _ repository: Repository) throws -> SecurityModel {
    scenario.security(try repository.securitySources()).model
  }

  static func judge(_ scenario: Scenario, _ boot: (@escaping (String) -> Bool) throws -> Ending) throws -> TestOutcome {
    var judge = LogJudge(scenario)
    var tail = LogTail()
    let ending = try boot { line in
      tail.append(line)
      judge.see(line)
      return isThrough(scenario, judge) || judge.violation != nil
    }
    guard let problem = judge.verdict(ending, expectedExit: scenario.exitValue) else { return .passed }
    return .failed("      \(problem)\n" + tail.text)
  }

  /// Is nothing more to come? (With a script, it is the script's end that counts.)
  private static func isThrough(_ scenario: Scenario, _ judge: LogJudge) -> Bool {
    scenario.exitValue == nil && scenario.script.isEmpty && !scenario.must.isEmpty && judge.isSatisfied
  }

  /// The image boots from a medium, by BIOS and by UEFI, and a person at the machine finds what the scenario's script says.
  public static func mediumCases(_ repository: Repository, scenario name: String) -> [TestCase] {
    [("BIOS", []), ("UEFI", ["-drive", "if=pflash,format=raw,unit=0,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd"])].map {
      firmware, arguments in
      TestCase("\(name) boots from a medium by \(firmware)") {
        let scenario = try repository.scenario(name)
        let runner = Runner(repository)
        let folder = repository.images(name)
        let file = folder.appending(path: "\(name).iso")
        try ISOImage.make(kernel: runner.kernel, archive: runner.prepare(scenario), to: file, in: folder)
        var machine = VirtualMachine(scenario)
        machine.timeout = 120
        if !scenario.script.isEmpty { machine.interaction = .script(scenario, repository) }
        return try judge(scenario) { line in try machine.run(machine.common + arguments + ["-cdrom", file.path], line: line) }
      }
    }
  }
}

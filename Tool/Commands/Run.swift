import ArgumentParser
import Foundation
import ToolKit

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Builds a scenario and boots it in QEMU.",
    discussion: "Ends with the exit value that the system asked for, 0 for --exit-on, 124 when the time is up.")

  @Argument(help: "The scenario (./bulkhead list shows all).") var scenario = "tour"
  @Flag(help: "No window, whatever the scenario shows: the log is the display.") var headless = false
  @Flag(help: "Shows the screen by VNC, at 127.0.0.1:5900, instead of in a window.") var vnc = false
  @Option(
    help: ArgumentHelp(
      "Writes a picture of the screen when the script is through, --exit-on matches or the time is up, and ends.",
      valueName: "file.png"))
  var screenshot: String?
  @Flag(help: "Plays the scenario's script, as the test does.") var script = false
  @Option(help: "Seconds after which the machine is switched off.") var timeout: Int?
  @Option(help: "Number of CPUs, 1 to 8.") var cpus: Int?
  @Option(help: "Memory, for example 256M.") var memory: String?
  @Option(help: ArgumentHelp("Adds or replaces a boot module.", valueName: "name=file")) var rom: [String] = []
  @Option(
    help: ArgumentHelp(
      "Takes a file as one of the scenario's disks, and keeps what is written to it; made if there is none.",
      valueName: "name=file"))
  var disk: [String] = []
  @Option(help: ArgumentHelp("Puts a file on the scenario's disk \"mail\", instead of what is there.", valueName: "mail.eml"))
  var mail: [String] = []
  @Option(help: ArgumentHelp("Has a mail signed, with a scripted consent (scenario signing).", valueName: "mail.eml"))
  var sign: String?
  @Option(help: ArgumentHelp("With --sign: where the signed mail goes.", valueName: "file")) var output: String?
  @Option(help: ArgumentHelp("With --sign: where the armoured public key goes.", valueName: "file")) var publicKey: String?
  @Option(help: ArgumentHelp("With --sign and disks of yours: its first line is the keys' password.", valueName: "file"))
  var passwordFile: String?
  @Option(
    help: ArgumentHelp(
      "Changes the scenario for this run, as \"hid set\" does: \"scenario | + config | + start a | : ram: 2M\".",
      valueName: "path | : tag: value"))
  var set: [String] = []
  @Option(help: "Ends with 0 at the first line of the log that this regular expression matches.") var exitOn: String?
  @Option(parsing: .unconditional, help: "Further arguments for QEMU, in one string.") var qemuArgs: String?

  func validate() throws {
    if vnc, screenshot != nil { throw ValidationError("--vnc shows the screen, --screenshot keeps it: choose one") }
    if let screenshot, !screenshot.hasSuffix(".png") {
      throw ValidationError("--screenshot writes a PNG file: give it a name that ends with .png, not \"\(screenshot)\"")
    }
    if let cpus, !(1...8).contains(cpus) { throw ValidationError("--cpus takes a number from 1 to 8, not \(cpus)") }
    if let timeout, timeout < 1 { throw ValidationError("--timeout takes a number of seconds above 0, not \(timeout)") }
    if let exitOn, (try? NSRegularExpression(pattern: exitOn)) == nil {
      throw ValidationError("--exit-on: \"\(exitOn)\" is not a regular expression")
    }
    if let memory {
      do { _ = try MemorySize(memory, option: "--memory") } catch { throw ValidationError("\(error)") }
    }
    _ = try replacements()
    _ = try keptDisks()
    try checkSigning()
  }

  private func checkSigning() throws {
    if sign == nil {
      guard output == nil, publicKey == nil, passwordFile == nil else {
        throw ValidationError("--output, --public-key and --password-file belong to --sign")
      }
      return
    }
    guard output != nil, publicKey != nil else {
      throw ValidationError(
        "--sign needs --output, for the signed mail, and --public-key, for the key that it can be verified with")
    }
    guard scenario == SigningRun.scenario else {
      throw ValidationError("--sign is for the scenario \(SigningRun.scenario), not \(scenario)")
    }
    if script || screenshot != nil || exitOn != nil {
      throw ValidationError("--sign is a script of its own: without --script, --screenshot and --exit-on")
    }
    if !mail.isEmpty || disk.contains(where: { $0.hasPrefix("mail=") }) {
      throw ValidationError("with --sign the disk \"mail\" is a fresh one")
    }
  }

  func run() throws {
    let repository = try Repository.current()
    let scenario = try withMails(try repository.scenario(scenario, changes: set))
    let signing = try signingRun()
    let disks = try DiskBox(scenario, kept: try keptDisks().merging(signing.map { ["mail": $0.disk] } ?? [:]) { $1 })
    let runner = Runner(repository, progress: Progress.show)
    let archive = try runner.prepare(scenario, replacements: try replacements())
    Progress.done()
    var machine = VirtualMachine(scenario)
    machine.cpus = cpus ?? machine.cpus
    machine.memory = memory ?? machine.memory
    machine.timeout = timeout ?? (signing == nil ? 86_400 : SigningRun.timeout)
    machine.arguments += qemuArgs?.split(separator: " ").map(String.init) ?? []
    machine.display = display(scenario)
    machine.room = try SoundRoom(scenario)
    machine.disks = disks
    machine.interaction = signing?.interaction(scenario, repository) ?? interaction(scenario, repository)
    let pattern = try screenshot == nil ? exitOn.map { try NSRegularExpression(pattern: $0) } : nil
    let locator = CrashLocator(repository, scenario)
    let ending = try machine.run(kernel: runner.kernel, archive: archive) { line in
      print(line)
      if let explanation = locator.explanation(of: line) { print(explanation) }
      fflush(nil)
      if let signing { return signing.isEnd(line) }
      return pattern?.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil
    }
    if let signing { try signing.finish(ending) } else { try finish(ending, after: machine.timeout) }
  }

  /// The scenario with these mails on its disk.
  private func withMails(_ scenario: Scenario) throws -> Scenario {
    guard !mail.isEmpty else { return scenario }
    var scenario = scenario
    guard let place = scenario.disks.firstIndex(where: { $0.name == "mail" }) else {
      throw ToolError("--mail: the scenario \(scenario.name) has no disk \"mail\"")
    }
    scenario.disks[place] = try SigningRun.disk(of: mail.map { URL(fileURLWithPath: $0) })
    return scenario
  }

  private func signingRun() throws -> SigningRun? {
    guard let sign, let output, let publicKey else { return nil }
    return try SigningRun(
      [SigningOrder(mail: sign, output: output, publicKey: publicKey)],
      SigningSecret(kept: try keptDisks(), file: passwordFile))
  }

  /// A window where there is a place for it, if the scenario has a screen.
  private func display(_ scenario: Scenario) -> String {
    if vnc { return "vnc=127.0.0.1:0" }
    let environment = ProcessInfo.processInfo.environment
    let hasPlace = environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
    return hasPlace && scenario.hasScreen && !headless && screenshot == nil ? "gtk" : "none"
  }

  private func interaction(_ scenario: Scenario, _ repository: Repository) -> Interaction? {
    guard let screenshot else { return script ? .script(scenario, repository) : nil }
    let file = URL(fileURLWithPath: screenshot)
    let (pattern, seconds) = (exitOn, Double(timeout ?? scenario.timeout))
    let player = script || !scenario.script.isEmpty && pattern == nil && timeout == nil
    return Interaction(endsMachine: true) { machine in
      if player { try ScriptPlayer(scenario, repository).play(on: machine) }
      if let pattern { try machine.log.wait(for: pattern) }
      if !player, pattern == nil { machine.log.waitForEnd(seconds: seconds - 1) }
      try machine.saveScreen(to: file)
    }.watched(for: scenario)
  }

  private func finish(_ ending: Ending, after seconds: Int) throws {
    switch ending {
    case .exit(let value): throw ExitCode(Int32(value))
    case .matched: return
    case .timeout:
      print("bulkhead: switched off after \(seconds) s")
      throw ExitCode(124)
    case .failed(let reason): throw ToolError(reason)
    }
  }

  private func keptDisks() throws -> [String: URL] {
    try disk.reduce(into: [:]) { files, text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--disk takes NAME=FILE, not \"\(text)\"") }
      files[parts[0]] = URL(fileURLWithPath: parts[1])
    }
  }

  private func replacements() throws -> [ModuleFile] {
    try rom.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--rom takes NAME=FILE, not \"\(text)\"") }
      guard FileManager.default.isReadableFile(atPath: parts[1]) else {
        throw ValidationError("--rom \(text): there is no file \"\(parts[1])\" that can be read")
      }
      return ModuleFile(name: parts[0], file: URL(fileURLWithPath: parts[1]))
    }
  }
}

// The tool itself, called as a user would: mostly what it must refuse.

import Foundation

public enum CommandTests {
  /// A filter that matches no test's name, not even that of its own test.
  private static let nothing = "no such" + "\u{20}test"

  private static let refusals: [(arguments: [String], status: Int32, expected: String)] = [
    (["run", "helo"], 1, "there is no scenario \"helo\"; did you mean \"hello\"?"),
    (["check", "no-such-thing-at-all"], 1, "there is no scenario"),
    (["run", "hello", "--cpus", "9"], 64, "--cpus takes a number from 1 to 8"),
    (["run", "hello", "--rom", "nonsense"], 64, "--rom takes NAME=FILE"),
    (["run", "hello", "--exit-on", "("], 64, "is not a regular expression"),
    (["run", "hello", "--timeout", "0"], 64, "--timeout takes a number of seconds above 0"),
    (["new", "component", "Bad Name"], 1, "a component's name"),
    (["new", "component", "hello"], 1, "exists already"),
    (["run", "hello", "--rom", "=file"], 64, "--rom takes NAME=FILE"),
    (["run", "hello", "--rom", "data=/no/such/file"], 64, "there is no file \"/no/such/file\" that can be read"),
    (["run", "hello", "--memory", "1Q"], 64, "--memory: an amount of memory is a number"),
    (["run", "hello", "--memory", "0"], 64, "--memory: an amount of memory is a number"),
    (["run", "hello", "--qemu-args", "-no-such-option"], 1, "qemu cannot run this machine"),
    (["image", "helo", "-o", "image.iso"], 1, "did you mean \"hello\"?"),
    (["image", "hello", "-o", "/no/such/folder/image.iso"], 1, "there is no folder \"/no/such/folder\""),
    (["image", "hello"], 64, "missing expected argument"),
    (["report", "hello", "--compare-linux"], 1, "the scenario \"hello\" does not say what to compare"),
    (
      ["report", "signer", "--compare-linux", "--component", "signer"], 64,
      "--compare-linux prints the comparison and nothing else"
    ),
    (["report", "hello", "--vmlinux", "x"], 64, "--vmlinux is for --compare-linux"),
    (["compose", "hello"], 1, "there is no Scenarios/hello/Scenario.swift"),
    (["run", "hello", "--sign", "a", "--output", "b", "--public-key", "c"], 64, "--sign is for the scenario signing"),
    (["run", "signing", "--sign", "a.eml", "--output", "b.eml"], 64, "--sign needs --output, for the signed mail"),
    (["run", "signing", "--output", "b.eml"], 64, "belong to --sign"),
    (
      ["run", "signing", "--sign", "/no/such/a.eml", "--output", "b", "--public-key", "c"], 1,
      "there is no file \"/no/such/a.eml\""
    ),
    (["run", "signing", "--sign", "/etc/passwd", "--output", "/tmp/b", "--public-key", "/tmp/c"], 1, "is no mail"),
    (["run", "hello", "--mail", "a.eml"], 1, "the scenario hello has no disk \"mail\""),
    (["chek"], 64, "there is no command \"chek\"; did you mean \"check\"?"),
    (["frobnicate"], 64, "there is no command \"frobnicate\" (./bulkhead --help shows all)"),
    (["test", "--filter", nothing], 1, "no test's name contains"),
  ]

  /// What `run` is asked for, and what comes of it.
  private static let runs: [(arguments: [String], status: Int32, expected: String)] = [
    (["hello", "--headless", "--cpus", "8", "--memory", "512M", "--timeout", "60"], 0, "bulkhead: 8 CPUs, 50"),
    (["hello", "--cpus", "1", "--memory", "5G"], 0, "the greeter says"),
    (["hello", "--exit-on", "waiting for"], 0, "waiting for visitors"),
    (["hello", "--qemu-args", "-cpu max,vendor=GenuineIntel"], 0, "programs can read all memory (Meltdown)"),
    (["registers", "--timeout", "1"], 124, "bulkhead: switched off after 1 s"),
    (["hello", "--qemu-args", "-name bulkhead -smp 3"], 0, "bulkhead: 3 CPUs"),
    (["hello", "--memory", "32M"], 0, "the greeter says"),
    (["hello", "--memory", "20M"], 75, "there is too little memory; give the machine at least 32 MiB"),
    (["hello", "--memory", "8M"], 72, "there is too little memory to start; give the machine at least 32 MiB"),
    (["hello", "--rom", "extra=/etc/hostname"], 0, "the greeter says"),
    (["hello", "--rom", "hello=/etc/hostname", "--exit-on", "child \"hello\""], 0, "child \"hello\""),
    (["hello", "--rom", "config=/etc/hostname"], 1, "the configuration has mistakes: nothing is started"),
  ]

  public static func cases(_ repository: Repository) -> [TestCase] {
    let refused = refusals.map { refusal in
      TestCase(
        "bulkhead \(refusal.arguments.joined(separator: " ").replacingOccurrences(of: nothing, with: "NOTHING")) is refused"
      ) { try expect(refusal.arguments, refusal.status, refusal.expected, repository) }
    }
    let run = runs.map { run in
      TestCase("bulkhead run \(run.arguments.joined(separator: " "))") {
        try expect(["run"] + run.arguments, run.status, run.expected, repository)
      }
    }
    return refused + run + ScreenCommandTests.cases(repository) + [
      TestCase("Ctrl-C ends a running machine") { try interrupt(["run", "registers"], at: "spoiling", repository) },
      TestCase("Ctrl-C ends a build") {
        BuildStamp.remove(repository, "init")
        return try interrupt(["run", "registers"], at: "building", repository)
      },
      TestCase("every command explains itself") { try help(repository) },
      TestCase("the report's page has the JSON that is printed") { try page(repository) },
    ]
  }

  static func command(_ arguments: [String], _ repository: Repository) -> Command {
    Command(repository.root.appending(path: "bulkhead").path, arguments)
  }

  private static func expect(_ arguments: [String], _ status: Int32, _ expected: String, _ repository: Repository) throws
    -> TestOutcome
  {
    let result = try command(arguments, repository).run()
    if result.status == status, result.output.lowercased().contains(expected.lowercased()) { return .passed }
    return .failed("      ended with \(result.status) and printed: \(result.output.suffix(600))")
  }

  /// The same report twice, as text and in the page.
  private static func page(_ repository: Repository) throws -> TestOutcome {
    try FileManager.default.withTemporaryFolder { try page(repository, $0.appending(path: "page.html")) }
  }

  private static func page(_ repository: Repository, _ file: URL) throws -> TestOutcome {
    let printed = try command(["report", "desktop", "--unmeasured", "--json"], repository).run()
    let written = try command(["report", "desktop", "--unmeasured", "--html", file.path], repository).run()
    guard printed.status == 0, written.status == 0 else { return .failed("      \(printed.output)\n\(written.output)") }
    let page = try String(contentsOf: file, encoding: .utf8)
    let start = "<script type=\"application/json\" id=\"report\">"
    let embedded = page.components(separatedBy: start).last?.components(separatedBy: "</script>").first ?? ""
    let (a, b) = (
      try? JSONSerialization.jsonObject(with: Data(embedded.utf8)),
      try? JSONSerialization.jsonObject(with: Data(printed.output.utf8))
    )
    guard let a = a as? NSDictionary, let b = b as? NSDictionary, (b["components"] as? NSArray)?.count ?? 0 > 10 else {
      return .failed("      no JSON: \(printed.output.prefix(200))")
    }
    return a == b ? .passed : .failed("      the page's JSON is another one")
  }

  private static func help(_ repository: Repository) throws -> TestOutcome {
    let names = [
      "run", "test", "check", "list", "bench", "image", "new", "new component", "clean", "doctor", "report", "compose",
    ]
    let silent = try names.filter { name in
      let result = try command(name.split(separator: " ").map(String.init) + ["--help"], repository).run()
      return result.status != 0 || !result.output.contains("OVERVIEW") || !result.output.contains("USAGE: bulkhead \(name)")
    }
    return silent.isEmpty ? .passed : .failed("      no help for \(silent)")
  }

  /// What Ctrl-C at a terminal does, once a line of the output has the text.
  private static func interrupt(_ arguments: [String], at text: String, _ repository: Repository) throws -> TestOutcome {
    let process = command(arguments, repository).process()
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try RunningProcesses.shared.start(process)
    defer { RunningProcesses.shared.remove(process) }
    var output: [String] = []
    var reader = LineReader(pipe.fileHandleForReading)
    _ = reader.read { line in
      output.append(line)
      if output.count(where: { $0.contains(text) }) == 1, line.contains(text) { process.interrupt() }
      return false
    }
    process.waitUntilExit()
    let archive = repository.images(arguments[1]).appending(path: "boot.archive").path
    guard process.terminationStatus == 130, output.last == "bulkhead: interrupted" else {
      return .failed("      ended with \(process.terminationStatus): \(output.suffix(5))")
    }
    return try isRunning(archive) ? .failed("      QEMU still runs") : .passed
  }

  /// Does a process have this among its arguments?
  private static func isRunning(_ argument: String) throws -> Bool {
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
    return processes.contains { number in
      let line = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(number)/cmdline"))) ?? Data()
      return line.split(separator: 0).contains { String(decoding: $0, as: UTF8.self) == argument }
    }
  }
}

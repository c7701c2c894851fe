// Running an image in QEMU: under emulation, so that it works the same on every machine.

import Foundation

/// How the system ended.
public enum Ending: Equatable, Sendable {
  /// A component asked for power-off with this value.
  case exit(Int)
  /// A line of the log was what the user waited for.
  case matched
  case timeout
  /// The machine reset itself or QEMU could not start: the text says more.
  case failed(String)
}

public struct VirtualMachine: Sendable {
  public var cpus = 2
  public var memory = "256M"
  public var timeout = 60
  public var arguments: [String] = []
  /// Instructions as the measure of time: every run is the same.
  public var countsInstructions = false
  public var model = "max"
  /// What is typed at QEMU's monitor after the first line of the log.
  public var monitorCommand: String?
  /// What somebody does at the machine while it runs, in a thread of its own. When that fails, the run fails.
  public var interaction: Interaction?
  /// What it hears, and where it is heard.
  public var room: SoundRoom?
  public var disks: DiskBox?
  /// QEMU's display.
  public var display = "none"

  public init() {}

  public init(_ scenario: Scenario) {
    cpus = scenario.cpus
    memory = scenario.memory
    timeout = scenario.timeout
    arguments = scenario.qemuArguments
  }

  /// The arguments for QEMU, without what is booted.
  public var common: [String] {
    var list = [
      "-machine", "q35", "-cpu", model, "-smp", "\(cpus)", "-m", memory, "-display", display,
      "-no-reboot", "-nodefaults", "-serial", monitorCommand == nil ? "stdio" : "mon:stdio", "-monitor", "none", "-device",
      "isa-debug-exit,iobase=0xf4,iosize=4",
    ]
    // A scenario may want its CPUs to take turns: "-accel tcg,thread=single".
    if !arguments.contains("-accel") { list += ["-accel", "tcg"] }
    if countsInstructions { list += ["-icount", "shift=0,sleep=off"] }
    return list + arguments
  }

  /// Boots a kernel with an archive; `line` gets each line of the log, and ends the run by returning true.
  public func run(kernel: URL, archive: URL?, line: @escaping (String) -> Bool) throws -> Ending {
    let boot = ["-kernel", kernel.path] + (archive.map { ["-initrd", $0.path] } ?? [])
    return try run(boot + common, line: line)
  }

  public func run(_ arguments: [String], line: @escaping (String) -> Bool) throws -> Ending {
    let hand = interaction.map { Hand($0, disks) }
    let hardware = (room?.arguments ?? []) + (disks?.arguments ?? [])
    var command = Command("qemu-system-x86_64", arguments + hardware + (hand?.arguments ?? []))
    command.environment = room?.environment ?? [:]
    let process = command.process()
    let (log, complaints, keyboard) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = log
    process.standardError = complaints
    if monitorCommand != nil { process.standardInput = keyboard }
    try RunningProcesses.shared.start(process)
    defer { RunningProcesses.shared.remove(process) }
    let clock = Deadline(process, seconds: timeout)
    let errors = Collector(complaints.fileHandleForReading)
    var typing = monitorCommand
    var reader = LineReader(log.fileHandleForReading)
    hand?.start(process)
    let matched = reader.read { text in
      hand?.log.append(text)
      // Ctrl-A C switches between the serial line and the monitor.
      if let typed = typing { keyboard.fileHandleForWriting.write(Data("\u{1}c\(typed)\n".utf8)) }
      typing = nil
      // The monitor's prompt can come in the middle of a line of the log.
      return line(monitorCommand == nil ? text : text.replacingOccurrences(of: "(qemu) ", with: ""))
    }
    if matched { process.terminate() }
    process.waitUntilExit()
    clock.cancel()
    if let ending = hand?.finish(timedOut: clock.hasPassed), !matched { return ending }
    if matched { return .matched }
    return clock.hasPassed ? .timeout : Self.ending(process.terminationStatus, hasLog: reader.hasRead, errors.text)
  }

  /// isa-debug-exit makes QEMU end with (value << 1) | 1; with -no-reboot a reset ends it with 0. QEMU's own failures are 1.
  private static func ending(_ status: Int32, hasLog: Bool, _ errors: String) -> Ending {
    if status == 0 { return .failed("the machine reset itself without a word: a triple fault, or the end was never asked for") }
    if status == 1, !hasLog {
      let text = errors.isEmpty ? "it said nothing" : errors.trimmingCharacters(in: .whitespacesAndNewlines)
      return .failed("QEMU cannot run this machine: \(text)")
    }
    return .exit(Int(status >> 1))
  }
}

/// Cuts a stream into lines, as they come.
struct LineReader {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  /// Has anything come?
  private(set) var hasRead = false

  init(_ handle: FileHandle) { self.handle = handle }

  /// Reads until the end, or until `line` returns true.
  mutating func read(_ line: (String) -> Bool) -> Bool {
    while true {
      let data = Descriptor.read(handle.fileDescriptor)
      if data.isEmpty { return !buffer.isEmpty && line(take()) }
      hasRead = true
      for byte in data {
        if byte == 10 {
          if line(take()) { return true }
        } else if byte != 13 {
          buffer.append(byte)
        }
      }
    }
  }

  private mutating func take() -> String {
    defer { buffer = [] }
    return String(decoding: buffer, as: UTF8.self)
  }
}

/// Reads a stream in the background.
private final class Collector: @unchecked Sendable {
  private var data = Data()
  private let done = DispatchSemaphore(value: 0)

  init(_ handle: FileHandle) {
    DispatchQueue.global().async { [self] in
      data = handle.readDataToEndOfFile()
      done.signal()
    }
  }

  /// All of it; waits for the end.
  var text: String {
    done.wait()
    defer { done.signal() }
    return String(decoding: data, as: UTF8.self)
  }
}

/// Ends a machine when its time is up, and remembers that it did.
private final class Deadline: @unchecked Sendable {
  private let lock = NSLock()
  private var passed = false
  private var item: DispatchWorkItem?

  init(_ process: Process, seconds: Int) {
    let item = DispatchWorkItem { [self] in
      lock.withLock { passed = true }
      process.terminate()
    }
    self.item = item
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: item)
  }

  var hasPassed: Bool { lock.withLock { passed } }
  func cancel() { item?.cancel() }
}

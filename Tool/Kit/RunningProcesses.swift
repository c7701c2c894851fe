// The programs that the tool runs now, so that they can be ended with it.

import Foundation

public final class RunningProcesses: @unchecked Sendable {
  public static let shared = RunningProcesses()
  private let lock = NSLock()
  private var processes: [Process] = []
  private var isEnding = false

  /// Starts a process and remembers it until `remove`.
  func start(_ process: Process) throws {
    try lock.withLock {
      if isEnding { Self.waitForTheEnd() }
      try process.run()
      processes.append(process)
    }
  }

  /// What a process that was ended from here leaves behind is no result: whoever waited for it does not go on.
  func remove(_ process: Process) {
    lock.withLock {
      if isEnding { Self.waitForTheEnd() }
      processes.removeAll { $0 === process }
    }
  }

  /// Until the signal's handler ends the tool.
  private static func waitForTheEnd() -> Never { while true { sleep(1) } }

  /// Ends all of them, gently if they let themselves be asked within two seconds. The tool ends after that.
  public func endAll() {
    let running = lock.withLock {
      isEnding = true
      return processes
    }
    for process in running where process.isRunning { process.interrupt() }
    for process in running where process.isRunning { process.terminate() }
    let end = Date() + 2
    while running.contains(where: \.isRunning), Date() < end { usleep(20_000) }
    for process in running where process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }
}

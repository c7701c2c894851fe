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
      if isEnding { throw ToolError("interrupted") }
      try process.run()
      processes.append(process)
    }
  }

  func remove(_ process: Process) { lock.withLock { processes.removeAll { $0 === process } } }

  /// Ends all of them, gently if they let themselves be asked within two seconds. None can be started from then on.
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

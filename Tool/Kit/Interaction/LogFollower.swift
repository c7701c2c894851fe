// The log of a running machine, for somebody in another thread who waits for lines of it.

import Foundation

public final class LogFollower: @unchecked Sendable {
  private let condition = NSCondition()
  private var lines: [String] = []
  private var next = 0
  private var hasEnded = false

  func append(_ line: String) {
    condition.lock()
    lines.append(line)
    condition.broadcast()
    condition.unlock()
  }

  /// No line will come any more.
  func end() {
    condition.lock()
    hasEnded = true
    condition.broadcast()
    condition.unlock()
  }

  /// Waits for a line that matches, behind the one that was waited for before.
  public func wait(for pattern: String) throws {
    let regex = try NSRegularExpression(pattern: pattern)
    condition.lock()
    defer { condition.unlock() }
    while true {
      while next < lines.count {
        let line = lines[next]
        next += 1
        if regex.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil { return }
      }
      if hasEnded { throw ToolError("the machine ended, and the log did not have \"\(pattern)\" at this point of the script") }
      condition.wait()
    }
  }

  /// Waits until so many lines match, wherever they are in the log: for what is done at the same time as something else.
  public func wait(for pattern: String, times: Int) throws {
    let regex = try NSRegularExpression(pattern: pattern)
    condition.lock()
    defer { condition.unlock() }
    var (seen, found) = (0, 0)
    while true {
      while seen < lines.count, found < times {
        if regex.firstMatch(in: lines[seen], range: NSRange(lines[seen].startIndex..., in: lines[seen])) != nil { found += 1 }
        seen += 1
      }
      if found == times { return }
      if hasEnded { throw ToolError("the machine ended, and the log had \"\(pattern)\" \(found) times, not \(times)") }
      condition.wait()
    }
  }

  /// Waits until the machine ends, at most that long.
  public func waitForEnd(seconds: Double) {
    let limit = Date() + seconds
    condition.lock()
    while !hasEnded, condition.wait(until: limit) {}
    condition.unlock()
  }
}

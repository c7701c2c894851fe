import Foundation
import Testing

@testable import ToolKit

@Suite struct LogFollowerTests {
  private func follower(_ lines: [String]) -> LogFollower {
    let log = LogFollower()
    for line in lines { log.append(line) }
    return log
  }

  @Test func waitsForLinesOneBehindTheOther() throws {
    let log = follower(["a", "b", "a"])
    try log.wait(for: "^a$")
    try log.wait(for: "^a$")
    log.end()
    #expect(throws: ToolError.self) { try log.wait(for: "^b$") }
  }

  /// What started earlier, or later, than what was waited for before.
  @Test func countsLinesWhereverTheyAre() throws {
    let log = follower(["ready 1", "shown", "ready 2"])
    try log.wait(for: "^shown$")
    try log.wait(for: "^ready", times: 2)
    // Whatever is next may stand before what was counted.
    try log.wait(for: "^ready 2$")
    log.end()
    try log.wait(for: "^ready", times: 1)
    #expect(throws: ToolError.self) { try log.wait(for: "^ready", times: 3) }
    #expect(throws: ToolError.self) { try log.wait(for: "^never$", times: 1) }
  }

  @Test func waitsForLinesThatAreYetToCome() throws {
    let log = follower(["ready"])
    Thread.detachNewThread {
      for line in ["other", "ready"] { log.append(line) }
    }
    try log.wait(for: "^ready$", times: 2)
  }
}

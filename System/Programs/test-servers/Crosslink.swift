// Two terminals with nothing between them but each other.

import Bulkhead
import TerminalClient

extension TestServers {
  func checkCrosslink() throws(SessionError) {
    let left = TerminalEnd(try TerminalConnection(environment, label: Text("left"), level: .io))
    left.write("before anybody was there. ")
    expect(left.input.isEmpty, "nobody hears only oneself")
    let right = TerminalEnd(try TerminalConnection(environment, label: Text("right"), level: .io))
    expect(wait { right.hears("before anybody was there. ") }, "who comes later hears what was said before")
    expect(
      isDenied { () throws(SessionError) in _ = try environment.open(Terminal.self, label: Text("third")) },
      "a line has two ends")
    checkLockstep(left, right)
    checkFlood(left, right)
    left.terminal.close()
    right.terminal.close()
  }

  /// Both ways at once, each the answer to the one before.
  private func checkLockstep(_ left: TerminalEnd, _ right: TerminalEnd) {
    for round in 0..<50 {
      (left.input, right.input) = ([], [])
      left.write("ping \(round)")
      right.write("pong \(round)")
      guard wait(for: { right.hears("ping \(round)") && left.hears("pong \(round)") }) else {
        return expect(false, "each hears what the other says, in order: round \(round)")
      }
    }
  }

  /// Far more than anybody keeps: it waits, and nothing of it is lost or out of order.
  private func checkFlood(_ left: TerminalEnd, _ right: TerminalEnd) {
    let flood = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    right.input = []
    left.terminal.write(flood)
    expect(wait { right.input.count >= flood.count }, "a flood arrives")
    expect(right.input == flood, "as it was sent")
  }

  /// What no program of ours says.
  func checkCrosslinkRules() throws(SessionError) {
    let session = try environment.open(Terminal.self, label: Text("left"))
    expect((try? session.call(Terminal.write, 100)) == 0, "nothing is taken while nobody is at the other end")
    let other = try environment.open(Terminal.self, label: Text("right"))
    expect((try? session.call(Terminal.write, 4097)) == nil, "more than a block is refused")
    var taken: UInt64 = 0
    while let count: UInt64 = try? session.call(Terminal.write, 4096), count > 0 { taken += count }
    expect(taken == UInt64(Terminal.inputLimit), "a full line takes no more: \(taken)")
    expect((try? other.call(Terminal.read)) == 4096, "a block is read at a time")
    expect((try? session.call(Terminal.write, 4096)) == 4096, "and makes room for another")
    other.close()
    expect((try? session.call(Terminal.write, 1)) == 0, "when the other end leaves, nothing is taken again")
    session.close()
  }
}

/// A program at one end.
final class TerminalEnd {
  let terminal: TerminalConnection
  var input: [UInt8] = []

  init(_ terminal: TerminalConnection) {
    self.terminal = terminal
    terminal.onInput = { [self] bytes in input += bytes }
  }

  func write(_ text: String) { terminal.write(text) }
  func hears(_ text: String) -> Bool { input == Array(text.utf8) }
}

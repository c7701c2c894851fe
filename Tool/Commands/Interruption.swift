// Ctrl-C and its relatives: whatever the tool has started ends with it.

import Foundation
import ToolKit

enum Interruption {
  /// Where the handler writes the signal's number; the only thing that a handler may do.
  nonisolated(unsafe) private static var pipe: [Int32] = [-1, -1]

  /// The broken pipe is the reader of the tool's own output gone.
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGPIPE]

  static func endsEverything() {
    guard Foundation.pipe(&pipe) == 0 else { return }
    for number in signals { signal(number) { Interruption.note($0) } }
    let reading = pipe[0]
    Thread.detachNewThread {
      var number: UInt8 = 0
      while read(reading, &number, 1) != 1 {}
      end(Int32(number))
    }
  }

  private static func note(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(pipe[1], &byte, 1)
  }

  private static func end(_ number: Int32) -> Never {
    RunningProcesses.shared.endAll()
    Progress.done()
    if number == SIGINT { FileHandle.standardError.write(Data("bulkhead: interrupted\n".utf8)) }
    _exit(128 + number)
  }
}

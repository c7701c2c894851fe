// The program's side: blocks of bytes in memory that its donation pays.

import Bulkhead
import Services
import TerminalEmulation

/// What a session and the window have in common. Lives as long as the session.
final class TerminalLink: SessionState {
  private let blocks: TerminalBlocks
  private let window: TerminalWindow
  private let didClose: () -> Void
  /// What was typed and not yet read.
  private var input: [UInt8] = []
  private var readSignal = OwnedCapability<SignalTarget>(adopting: .none)
  private var sizeSignal = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ blocks: TerminalBlocks, _ window: TerminalWindow, didClose: @escaping () -> Void) {
    self.blocks = blocks
    self.window = window
    self.didClose = didClose
  }

  func close() { didClose() }

  /// Something was typed.
  func offer(_ bytes: [UInt8]) {
    // Nothing of a sequence is better than half of it.
    guard !bytes.isEmpty, input.count + bytes.count <= Terminal.inputLimit else { return }
    input += bytes
    readSignal.capability.submit()
  }

  func tellSize() { sizeSignal.capability.submit() }

  func serve(_ request: inout Request) {
    request.serve(Terminal.buffer) { () throws(TerminalFailure) in blocks.dataspace }
    request.serve(Terminal.size) { () throws(TerminalFailure) in
      TerminalSize(columns: UInt16(window.size.columns), rows: UInt16(window.size.rows))
    }
    request.serve(Terminal.write) { count throws(TerminalFailure) -> UInt64 in
      window.write(try blocks.output(count))
      return count
    }
    request.serve(Terminal.read) { () throws(TerminalFailure) in blocks.give(from: &input) }
    request.keep(Terminal.setReadSignal, in: &readSignal)
    request.keep(Terminal.setSizeSignal, in: &sizeSignal)
    // What was typed before the client could hear of it.
    if request.opcode == Terminal.setReadSignal.opcode, !input.isEmpty { readSignal.capability.submit() }
  }
}

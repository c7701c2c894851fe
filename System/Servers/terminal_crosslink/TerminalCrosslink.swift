// Connects two programs that each speak to a terminal: what one writes is what the other reads.
//
// What waits to be read is kept at the cost of who is to read it, and there is room for `Terminal.inputLimit` bytes. As long as
// nobody is at the other end, nothing is taken.

import Bulkhead
import Services

@main final class TerminalCrosslink: Component {
  private let environment: Environment
  private var service: Service<Terminal>?
  private var ends: [End] = []

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    service = try environment.offer(Terminal.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    guard ends.count < 2 else {
      environment.log("error: Terminal \"\(request.label.string)\" is denied: both ends are taken")
      throw .denied
    }
    guard request.donation.ram >= Terminal.cost.ram else { throw .insufficientRAM }
    let end = End(try TerminalBlocks(request), self)
    ends.append(end)
    // Whoever was here first may write now.
    other(than: end)?.tell()
    return OpenSession(end)
  }

  func other(than end: End) -> End? { ends.first { $0 !== end } }

  func remove(_ end: End) { ends.removeAll { $0 === end } }
}

/// One program's end.
final class End: SessionState {
  private let blocks: TerminalBlocks
  private let link: TerminalCrosslink
  /// What the other end wrote.
  private var input: [UInt8] = []
  /// It wanted to write more than there was room for.
  private var isWaiting = false
  private var readSignal = OwnedCapability<SignalTarget>(adopting: .none)

  init(_ blocks: TerminalBlocks, _ link: TerminalCrosslink) {
    self.blocks = blocks
    self.link = link
  }

  func close() { link.remove(self) }

  /// There is input, or room at the other end.
  func tell() { readSignal.capability.submit() }

  func serve(_ request: inout Request) {
    request.serve(Terminal.buffer) { () throws(TerminalFailure) in blocks.dataspace }
    request.serve(Terminal.size) { () throws(TerminalFailure) in TerminalSize(columns: 80, rows: 24) }
    request.serve(Terminal.write) { count throws(TerminalFailure) -> UInt64 in try write(count) }
    request.serve(Terminal.read) { () throws(TerminalFailure) in read() }
    request.serve(Terminal.setSizeSignal) { (_) throws(TerminalFailure) -> Void in }
    request.keep(Terminal.setReadSignal, in: &readSignal)
    if request.opcode == Terminal.setReadSignal.opcode, !input.isEmpty { tell() }
  }

  private func write(_ count: UInt64) throws(TerminalFailure) -> UInt64 {
    let bytes = try blocks.output(count)
    let taken = link.other(than: self)?.take(bytes) ?? 0
    isWaiting = taken < bytes.count
    return UInt64(taken)
  }

  /// How many of the other end's bytes there was room for.
  private func take(_ bytes: [UInt8]) -> Int {
    let count = min(bytes.count, Terminal.inputLimit - input.count)
    input += bytes[..<count]
    if count > 0 { tell() }
    return count
  }

  private func read() -> UInt64 {
    let count = blocks.give(from: &input)
    if count > 0, let other = link.other(than: self), other.isWaiting {
      other.isWaiting = false
      other.tell()
    }
    return count
  }
}

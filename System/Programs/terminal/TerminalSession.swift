// The program's side: blocks of bytes in memory that its donation pays.

import Bulkhead
import TerminalEmulation

/// What a session and the window have in common. Lives as long as the session.
final class TerminalLink {
  private let memory: RAM
  private let mapping: SharedBlocks
  private let window: TerminalWindow
  private let close: () -> Void
  /// What was typed and not yet read.
  private var input: [UInt8] = []
  private var readSignal = OwnedCapability<SignalTarget>(adopting: .none)
  private var sizeSignal = OwnedCapability<SignalTarget>(adopting: .none)

  private static var bytes: Int { 2 * Terminal.blockSize }

  init(_ request: SessionRequest, _ window: TerminalWindow, close: @escaping () -> Void) throws(RefusedSession) {
    guard request.donation.ram >= UInt64(Self.bytes) + 4096 else { throw .insufficientRAM }
    guard request.donation.capabilities >= 4 else { throw .insufficientCapabilities }
    do throws(PDFailure) { memory = try RAM(size: UInt64(Self.bytes)) } catch { throw .denied }
    do throws(RegionMapFailure) { mapping = SharedBlocks(try Mapping(memory.dataspace, isWritable: true)) } catch {
      throw .denied
    }
    self.window = window
    self.close = close
  }

  /// The client closed the session.
  func end() { close() }

  /// Something was typed.
  func offer(_ bytes: [UInt8]) {
    // Nothing of a sequence is better than half of it.
    guard !bytes.isEmpty, input.count + bytes.count <= Terminal.inputLimit else { return }
    input += bytes
    readSignal.capability.submit()
  }

  func tellSize() { sizeSignal.capability.submit() }

  func serve(_ request: inout Request) {
    request.serve(Terminal.buffer) { () throws(TerminalFailure) in memory.dataspace }
    request.serve(Terminal.size) { () throws(TerminalFailure) in
      TerminalSize(columns: UInt16(window.size.columns), rows: UInt16(window.size.rows))
    }
    request.serve(Terminal.write) { (count) throws(TerminalFailure) -> Void in try write(count) }
    request.serve(Terminal.read) { () throws(TerminalFailure) in read() }
    request.keep(Terminal.setReadSignal, in: &readSignal)
    request.keep(Terminal.setSizeSignal, in: &sizeSignal)
    // What was typed before the client could hear of it.
    if request.opcode == Terminal.setReadSignal.opcode, !input.isEmpty { readSignal.capability.submit() }
  }

  private func write(_ count: UInt64) throws(TerminalFailure) {
    guard count <= UInt64(Terminal.blockSize) else { throw .tooLong }
    window.write(mapping.mapping.copy(first: Int(count)))
  }

  private func read() -> UInt64 {
    let block = Array(input.prefix(Terminal.blockSize))
    input.removeFirst(block.count)
    mapping.mapping.write(block, at: Terminal.blockSize)
    return UInt64(block.count)
  }
}

/// Goes when the client closes its session.
final class TerminalSession: SessionObject {
  private let link: TerminalLink

  init(_ link: TerminalLink) { self.link = link }

  deinit { link.end() }

  func serve(_ request: inout Request) { link.serve(&request) }
}

final class SharedBlocks {
  let mapping: Mapping

  init(_ mapping: consuming Mapping) { self.mapping = mapping }
}

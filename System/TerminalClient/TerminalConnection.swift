// A program's terminal: text out, keys in.
//
//     let terminal = try TerminalConnection(environment)
//     terminal.onInput = { bytes in ... }
//     terminal.write("hello\r\n")
//
// Belongs to the component's first thread.

import Bulkhead

public final class TerminalConnection {
  private let session: Session<Terminal>
  private let blocks: TerminalBlocks
  private var inputHandler: SignalHandler?
  private var sizeHandler: SignalHandler?
  private var pending: [UInt8] = []
  public private(set) var size = TerminalSize(columns: 80, rows: 24)
  /// Gets what is typed, as a terminal sends it.
  public var onInput: (([UInt8]) -> Void)?
  /// `size` changed.
  public var onSize: (() -> Void)?

  /// Opens a session, whose memory the donation pays.
  /// - Throws: as opening a session.
  public init(_ environment: Environment, label: Text = Text()) throws(SessionError) {
    session = try environment.open(Terminal.self, label: label)
    guard let dataspace: OwnedCapability<Dataspace> = try? session.call(Terminal.buffer),
      let mapping = try? Mapping(dataspace.capability, isWritable: true), mapping.count >= 2 * Terminal.blockSize
    else { throw .unreachable(service: Terminal.name) }
    blocks = TerminalBlocks(mapping)
    updateSize()
    do throws(EntrypointError) {
      inputHandler = try environment.entrypoint.onSignal { [self] _ in takeInput() }
      sizeHandler = try environment.entrypoint.onSignal { [self] _ in
        updateSize()
        onSize?()
      }
    } catch { throw .failed("no signal handlers for a terminal") }
    if let capability = inputHandler?.capability { try? session.call(Terminal.setReadSignal, capability) }
    if let capability = sizeHandler?.capability { try? session.call(Terminal.setSizeSignal, capability) }
  }

  private func updateSize() { if let size = try? session.call(Terminal.size) { self.size = size } }

  private func takeInput() {
    while let count: UInt64 = try? session.call(Terminal.read), count > 0, count <= UInt64(Terminal.blockSize) {
      onInput?(blocks.input(Int(count)))
    }
  }

  /// Shows text. What is written at once is shown at once.
  public func write(_ text: String) { write(Array(text.utf8)) }

  public func write(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let end = min(start + Terminal.blockSize, bytes.count)
      blocks.mapping.write(Array(bytes[start..<end]))
      // A terminal that is gone shows nothing.
      do throws(TerminalFailure) { try session.call(Terminal.write, UInt64(end - start)) } catch { return }
      start = end
    }
  }
}

private final class TerminalBlocks {
  let mapping: Mapping

  init(_ mapping: consuming Mapping) { self.mapping = mapping }

  func input(_ count: Int) -> [UInt8] {
    (0..<count).map { mapping.load(Terminal.blockSize + $0) }
  }
}

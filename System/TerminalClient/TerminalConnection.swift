// A program's terminal: text out, keys in.
//
//     let terminal = try TerminalConnection(environment)
//     terminal.onInput = { bytes in ... }
//     terminal.write("hello\r\n")
//
// Belongs to the component's first thread.

import Bulkhead

public final class TerminalConnection {
  private var session: Session<Terminal>?
  private let blocks: TerminalBlocks
  private var inputHandler: SignalHandler?
  private var sizeHandler: SignalHandler?
  /// What was written and not yet taken.
  private var output: [UInt8] = []
  public private(set) var size = TerminalSize(columns: 80, rows: 24)
  /// Gets what is typed, as a terminal sends it.
  public var onInput: (([UInt8]) -> Void)?
  /// `size` changed.
  public var onSize: (() -> Void)?

  /// Opens a session, whose memory the donation pays.
  /// - Parameter level: `io`: input is taken during calls, too.
  /// - Throws: as opening a session.
  public init(_ environment: Environment, label: Text = Text(), level: SignalLevel = .application) throws(SessionError) {
    let session = try environment.open(Terminal.self, label: label)
    guard let blocks = TerminalBlocks(session.capability) else { throw .unreachable(service: Terminal.name) }
    self.blocks = blocks
    self.session = consume session
    updateSize()
    try listen(level, environment)
  }

  private func listen(_ level: SignalLevel, _ environment: Environment) throws(SessionError) {
    do throws(EntrypointError) {
      inputHandler = try environment.entrypoint.onSignal(level) { [self] _ in
        takeInput()
        giveOutput()
      }
      sizeHandler = try environment.entrypoint.onSignal(level) { [self] _ in
        updateSize()
        onSize?()
      }
    } catch { throw .failed("no signal handlers for a terminal") }
    if let capability = inputHandler?.capability { try? session?.call(Terminal.setReadSignal, capability) }
    if let capability = sizeHandler?.capability { try? session?.call(Terminal.setSizeSignal, capability) }
  }

  /// Closes the session, and waits until the donation is back. Nothing is shown or read any more.
  public func close() {
    inputHandler = nil
    sizeHandler = nil
    (onInput, onSize) = (nil, nil)
    if let session = session.take() { session.close() }
  }

  private func updateSize() { if let size = try? session?.call(Terminal.size) { self.size = size } }

  private func takeInput() {
    while let count: UInt64 = try? session?.call(Terminal.read), count > 0, count <= UInt64(Terminal.blockSize) {
      onInput?(blocks.input(Int(count)))
    }
  }

  /// Shows text. What is written at once is shown at once; what the other side has no room for waits in the program's memory.
  public func write(_ text: String) { write(Array(text.utf8)) }

  public func write(_ bytes: [UInt8]) {
    output += bytes
    giveOutput()
  }

  private func giveOutput() {
    while !output.isEmpty {
      let count = min(output.count, Terminal.blockSize)
      blocks.mapping.write(Array(output[..<count]))
      // A terminal that is gone shows nothing.
      let taken = (try? session?.call(Terminal.write, UInt64(count))) ?? UInt64(count)
      output.removeFirst(Int(min(taken, UInt64(count))))
      if taken < UInt64(count) { return }
    }
  }
}

private final class TerminalBlocks {
  let mapping: Mapping

  private init(_ mapping: consuming Mapping) { self.mapping = mapping }

  /// Nil if the server has no memory of the right size.
  convenience init?(_ session: Capability<Terminal>) {
    guard let dataspace: OwnedCapability<Dataspace> = try? session.call(Terminal.buffer),
      let mapping = try? Mapping(dataspace.capability, isWritable: true, isLasting: true),
      mapping.count >= 2 * Terminal.blockSize
    else { return nil }
    self.init(mapping)
  }

  func input(_ count: Int) -> [UInt8] {
    (0..<count).map { mapping.load(Terminal.blockSize + $0) }
  }
}

// Takes quota and gives it back.

import Bulkhead
import Composition

final class Consumer {
  private let environment: Environment
  private var memory: RAM?
  private var bytes = 0
  private var signals: [KeptHandler] = []

  private final class KeptHandler {
    let handler: SignalHandler
    init(_ handler: consuming SignalHandler) { self.handler = handler }
  }

  init(_ environment: Environment) { self.environment = environment }

  /// Waits until there is so much.
  func consumeRAM(_ amount: Int) {
    releaseRAM()
    environment.log("consume \(amount.byteText) bytes of memory")
    memory = try? RAM(size: UInt64(amount))
    bytes = amount
  }

  /// Waits until there are so many.
  func consumeCapabilities(_ amount: Int) {
    releaseCapabilities()
    environment.log("consume \(amount) caps")
    for _ in 0..<amount {
      do throws(EntrypointError) { signals.append(KeptHandler(try environment.entrypoint.onSignal { _ in })) } catch { return }
    }
  }

  func release() {
    releaseRAM()
    releaseCapabilities()
  }

  private func releaseRAM() {
    if bytes == 0 { return }
    environment.log("release \(bytes.byteText) bytes of memory")
    memory = nil
    bytes = 0
  }

  private func releaseCapabilities() {
    if signals.isEmpty { return }
    environment.log("release \(signals.count) caps")
    signals = []
  }
}

// Takes quota and gives it back.

import Bulkhead
import Composition

final class Consumer {
  private let environment: Environment
  private var memory: RAM?
  private var bytes = 0
  private var signals: [KeptHandler] = []
  private var domain: Session<PD>?

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

  /// Gives so much away, as soon as there is so much.
  func transfer(_ amount: Int) {
    environment.log("transfer \(amount.byteText) bytes of memory")
    do throws(SessionError) {
      if domain == nil { domain = try environment.open(PD.self) }
    } catch { return environment.log("no PD session") }
    guard let capability = domain?.capability else { return }
    try? capability.call(PD.setReferenceAccount, environment.protectionDomain)
    do throws(PDFailure) { try environment.transfer(Quota(ram: UInt64(amount)), to: capability) } catch {
      environment.log("cannot transfer")
    }
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

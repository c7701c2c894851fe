// One client that wants signatures. Everything kept for it is paid with its donation.

import Bulkhead
import Services

final class SignerSession: SessionState {
  let label: String
  private let server: SignerServer
  private var quota: QuotaGuard
  private let memory: RAM
  private let block: Mapping
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  private(set) var message: Message?
  private(set) var state = SignerState.open
  private var signature: [UInt8] = []
  private var publicKey: [UInt8] = []

  /// This object, the block, and what maps it.
  static var cost: Quota { Quota(ram: UInt64(Signer.blockSize) + 32 << 10, capabilities: 4) }

  /// Nil if there is no memory after all. - Parameter quota: what is left of the donation after `cost`.
  static func make(_ quota: consuming QuotaGuard, _ label: String, _ server: SignerServer) -> SignerSession? {
    guard let memory = try? RAM(size: UInt64(Signer.blockSize)) else { return nil }
    guard let block = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return SignerSession(quota, label, server, memory, block)
  }

  private init(
    _ quota: consuming QuotaGuard, _ label: String, _ server: SignerServer, _ memory: consuming RAM, _ block: consuming Mapping
  ) {
    self.quota = quota
    self.label = label
    self.server = server
    self.memory = memory
    self.block = block
  }

  func upgrade(by amount: Quota) { quota.upgrade(by: amount) }
  func close() { server.closed(self) }

  func serve(_ request: inout Request) {
    request.serve(Signer.buffer) { () throws(SignerFailure) -> Capability<Dataspace> in self.memory.dataspace }
    request.serve(Signer.begin) { (size) throws(SignerFailure) -> Void in try self.begin(size) }
    request.serve(Signer.append) { (count) throws(SignerFailure) -> Void in try self.append(count) }
    request.serve(Signer.ask) { () throws(SignerFailure) -> Void in try self.ask() }
    request.serve(Signer.state) { () throws(SignerFailure) in self.state }
    request.keep(Signer.setSignal, in: &signal)
    request.serve(Signer.signature) { () throws(SignerFailure) in try self.handOut(self.signature) }
    request.serve(Signer.publicKey) { () throws(SignerFailure) in try self.handOut(self.publicKey) }
  }

  private func begin(_ size: UInt64) throws(SignerFailure) {
    guard size > 0 else { throw .incomplete }
    guard size <= UInt64(Signer.limit) else { throw .tooLong }
    forget()
    do throws(QuotaError) { try quota.withdraw(Self.cost(of: size)) } catch { throw .outOfRAM }
    message = Message.make(size: Int(size))
    guard message == nil else { return }
    quota.replenish(Self.cost(of: size))
    throw .outOfRAM
  }

  private static func cost(of size: UInt64) -> Quota { Quota(ram: Signer.ram(for: size), capabilities: 2) }

  private func forget() {
    server.withdrawn(self)
    (state, signature, publicKey) = (.open, [], [])
    guard let old = message else { return }
    message = nil
    quota.replenish(Self.cost(of: UInt64(old.size)))
  }

  private func append(_ count: UInt64) throws(SignerFailure) {
    guard let message else { throw .incomplete }
    guard state == .open else { throw .busy }
    guard count <= UInt64(Signer.blockSize), count <= UInt64(message.size - message.filled) else { throw .tooLong }
    message.append(Int(count), from: block)
  }

  private func ask() throws(SignerFailure) {
    guard let message, message.isComplete else { throw .incomplete }
    guard state == .open else { throw .busy }
    message.makeIndex()
    state = .asking
    server.ask(self)
  }

  private func handOut(_ text: [UInt8]) throws(SignerFailure) -> UInt64 {
    guard state == .signed else { throw .notSigned }
    block.write(text)
    return UInt64(text.count)
  }

  // MARK: - The server's side

  func signed(_ signature: [UInt8], _ publicKey: [UInt8]) {
    (self.signature, self.publicKey) = (signature, publicKey)
    decide(.signed)
  }

  func refuse() { decide(.refused) }

  private func decide(_ state: SignerState) {
    self.state = state
    signal.capability.submit()
  }
}

// One mail on its way through the signer: what is to be signed goes there, and a signature comes back, or none.

import Bulkhead
import Mail

enum SigningProblem: Error {
  /// No signer, or none that answers.
  case noSigner
  case tooLong
  case outOfRAM

  init(_ failure: SignerFailure) {
    switch failure {
    case .tooLong: self = .tooLong
    case .outOfRAM: self = .outOfRAM
    case .busy, .notSigned, .incomplete, .unreachable: self = .noSigner
    }
  }
}

final class SigningJob {
  let bytes: MailBytes
  private let mail: SignedMail
  private let session: Session<Signer>
  private let block: Mapping
  private var handler: SignalHandler?

  /// Asks for a signature.
  /// - Parameter changed: called when `state` may have changed.
  static func make(
    _ environment: Environment, _ bytes: MailBytes, changed: @escaping () -> Void
  ) throws(SigningProblem) -> SigningJob {
    let mail = bytes.signable
    guard mail.signedCount <= Signer.limit else { throw .tooLong }
    let ram = Signer.cost.ram + Signer.ram(for: UInt64(mail.signedCount))
    guard environment.freeRAM > ram + 64 << 10 else { throw .outOfRAM }
    let donation = Quota(ram: ram, capabilities: Signer.cost.capabilities + 2)
    guard let session = try? environment.open(Signer.self, donation: donation) else { throw .noSigner }
    let dataspace: OwnedCapability<Dataspace>? = try? session.call(Signer.buffer)
    guard let dataspace, let block = try? Mapping(dataspace.capability, isWritable: true, isLasting: true) else {
      throw .noSigner
    }
    let job = SigningJob(bytes, mail, session, block)
    do throws(SignerFailure) { try job.begin(environment, changed) } catch { throw SigningProblem(error) }
    return job
  }

  private init(_ bytes: MailBytes, _ mail: SignedMail, _ session: consuming Session<Signer>, _ block: consuming Mapping) {
    (self.bytes, self.mail) = (bytes, mail)
    self.session = session
    self.block = block
  }

  private func begin(_ environment: Environment, _ changed: @escaping () -> Void) throws(SignerFailure) {
    handler = try? environment.entrypoint.onSignal { _ in changed() }
    if let capability = handler?.capability { try session.call(Signer.setSignal, capability) }
    try session.call(Signer.begin, UInt64(mail.signedCount))
    var sink = SignerSink(self)
    bytes.writeSignedPart(mail, into: &sink)
    sink.flush()
    if let failure = sink.failure { throw failure }
    try session.call(Signer.ask)
  }

  /// - Precondition: they fit into a block.
  fileprivate func append(_ bytes: [UInt8]) throws(SignerFailure) {
    block.write(bytes)
    try session.call(Signer.append, UInt64(bytes.count))
  }

  var state: SignerState { (try? session.call(Signer.state)) ?? .refused }

  func signature() throws(SignerFailure) -> [UInt8] { try text(Signer.signature) }
  func publicKey() throws(SignerFailure) -> [UInt8] { try text(Signer.publicKey) }

  private func text(_ method: Method<Signer, Nothing, UInt64>) throws(SignerFailure) -> [UInt8] {
    let count = try session.call(method)
    guard count <= UInt64(Signer.blockSize) else { throw .unreachable }
    return block.copy(first: Int(count))
  }

  /// Writes the mail with its signature.
  func write<Sink: ByteSink>(signature: [UInt8], into sink: inout Sink) { bytes.write(mail, signature: signature, into: &sink) }
}

/// Bytes on their way to the signer.
private struct SignerSink: ByteSink {
  private let job: SigningJob
  private var pending: [UInt8] = []
  private(set) var failure: SignerFailure?

  init(_ job: SigningJob) {
    self.job = job
    pending.reserveCapacity(Signer.blockSize)
  }

  mutating func write(_ bytes: Span<UInt8>) {
    for index in 0..<bytes.count {
      pending.append(bytes[index])
      if pending.count == Signer.blockSize { flush() }
    }
  }

  mutating func flush() {
    if failure == nil {
      do throws(SignerFailure) { try job.append(pending) } catch { failure = error }
    }
    pending.removeAll(keepingCapacity: true)
  }
}

// Signs with each key that comes into the vault; see README.md.

import Bulkhead
import OpenPGP

@main final class TestImport: Component {
  private let environment: Environment
  private let signing: Session<Signing>
  private var block: Mapping?
  private var news: SignalHandler?
  /// Keys whose signatures were shown.
  private var signed: UInt32 = 0

  private static var text: StaticString { "signed on the machine\n" }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    signing = try environment.open(Signing.self)
    do throws(SigningFailure) {
      let buffer: OwnedCapability<Dataspace> = try signing.call(Signing.buffer)
      block = try? Mapping(buffer.capability, isWritable: true, isLasting: true)
    } catch { throw .failed("the vault has no block") }
    do throws(EntrypointError) {
      news = try environment.entrypoint.onSignal { [self] _ in look() }
    } catch { throw .failed("no signal handler") }
    if let capability = news?.capability { try? signing.call(Signing.setSignal, capability) }
    try? signing.call(Signing.unlock)
    look()
  }

  private func look() {
    guard let count: UInt32 = try? signing.call(Signing.count) else { return }
    guard signed < count else { return }
    while signed < count {
      do throws(SigningFailure) { try show(signed) } catch { return environment.log("FAILED: key \(signed) does not sign") }
      signed += 1
    }
    environment.log("has shown \(signed) signatures")
  }

  private func show(_ number: UInt32) throws(SigningFailure) {
    let key: SigningKey = try signing.call(Signing.key, number)
    let frame = SignatureFrame(.document, fingerprint: Self.bytes(of: key.fingerprint), time: key.creationTime)
    try signing.call(Signing.begin, number)
    for bytes in [Text(Self.text).bytes, frame.trailer] {
      block?.write(bytes)
      try signing.call(Signing.append, UInt64(bytes.count))
    }
    let signature: SignatureBytes = try signing.call(Signing.finish)
    let packet = frame.packet(signature: Self.bytes(of: signature), digestStart: signature.digestStart)
    for line in Armor.encode(.signature, packet).split(separator: 10, omittingEmptySubsequences: false) {
      environment.log("armor: " + String(decoding: line, as: UTF8.self))
    }
  }

  private static func bytes(of fingerprint: (UInt64, UInt64, UInt64)) -> [UInt8] {
    Array([fingerprint.0, fingerprint.1, fingerprint.2].flatMap { bytes(of: $0) }[..<20])
  }

  private static func bytes(of signature: SignatureBytes) -> [UInt8] { (0..<8).flatMap { bytes(of: signature.words[$0]) } }

  private static func bytes(of word: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
}

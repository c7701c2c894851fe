// Plays the key vault: "signs" with a sum of the bytes and their number, so that a test sees what would have been signed. It is
// unlocked a while after it was asked to be.

import Bulkhead
import Services

@main final class TestVault: Component {
  private var service: Service<Signing>?

  init(_ environment: Environment) throws(SessionError) {
    service = try environment.offer(Signing.self) { _ throws(RefusedSession) in
      guard let session = VaultSession.make(environment) else { throw .insufficientRAM }
      return session
    }
    environment.log("ready")
  }
}

final class VaultSession: SessionObject {
  private let environment: Environment
  private let memory: RAM
  private let block: Mapping
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  private var state = SigningState.locked
  private var keys: UInt32 = 0
  private var sum: UInt64?
  private var count: UInt64 = 0
  private var delay: Timeout?

  static func make(_ environment: Environment) -> VaultSession? {
    guard let memory = try? RAM(size: UInt64(Signing.blockSize)) else { return nil }
    guard let block = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return VaultSession(environment, memory, block)
  }

  private init(_ environment: Environment, _ memory: consuming RAM, _ block: consuming Mapping) {
    self.environment = environment
    self.memory = memory
    self.block = block
  }

  func serve(_ request: inout Request) {
    request.serve(Signing.state) { () throws(SigningFailure) in self.state }
    request.keep(Signing.setSignal, in: &signal)
    request.serve(Signing.unlock) { () throws(SigningFailure) -> Void in self.unlock() }
    request.serve(Signing.count) { () throws(SigningFailure) in self.keys }
    request.serve(Signing.key) { (number) throws(SigningFailure) in self.key(number, 7, Text("kept")) }
    request.serve(Signing.generate) { (wish) throws(SigningFailure) in self.generate(wish.first, wish.second) }
    request.serve(Signing.buffer) { () throws(SigningFailure) -> Capability<Dataspace> in self.memory.dataspace }
    request.serve(Signing.begin) { (key) throws(SigningFailure) -> Void in try self.begin(key) }
    request.serve(Signing.append) { (bytes) throws(SigningFailure) -> Void in try self.append(bytes) }
    request.serve(Signing.finish) { () throws(SigningFailure) in try self.finish() }
    request.serve(Signing.beginDigest) { () throws(SigningFailure) -> Void in self.begin() }
    request.serve(Signing.finishDigest) { () throws(SigningFailure) in MessageDigest(try self.finish().words) }
  }

  private func unlock() {
    state = .asking
    delay = environment.entrypoint.after(.milliseconds(300)) { [self] in
      state = .unlocked
      signal.capability.submit()
    }
  }

  private func generate(_ time: UInt32, _ userID: Text) -> SigningKey {
    keys = 1
    return key(0, time, userID)
  }

  private func key(_ number: UInt32, _ time: UInt32, _ userID: Text) -> SigningKey {
    SigningKey(number: number, creationTime: time, publicKey: (1, 2, 3, 4), fingerprint: (5, 6, 7), userID: userID)
  }

  private func begin(_ key: UInt32) throws(SigningFailure) {
    guard state == .unlocked else { throw .locked }
    guard key < keys else { throw .unknownKey }
    begin()
  }

  private func begin() { (sum, count) = (14_695_981_039_346_656_037, 0) }

  private func append(_ number: UInt64) throws(SigningFailure) {
    guard var sum else { throw .notBegun }
    guard number <= UInt64(Signing.blockSize) else { throw .invalidArgument }
    for index in 0..<Int(number) { sum = (sum ^ UInt64(block.load(index, as: UInt8.self))) &* 1_099_511_628_211 }
    self.sum = sum
    count += number
  }

  private func finish() throws(SigningFailure) -> SignatureBytes {
    guard let sum else { throw .notBegun }
    self.sum = nil
    var words = InlineArray<8, UInt64>(repeating: 1)
    // Integers of OpenPGP have no zeros at their start.
    words[0] = sum | 1
    words[1] = count
    return SignatureBytes(words, digestStart: 0)
  }
}

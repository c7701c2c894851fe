// Keeps Ed25519 keys and signs with them, for whom the configuration names; see README.md.
//
// Invariants:
//   - No method leads to a secret: keys come from the pool, go to the disk sealed, and are used here. What the heap takes back is
//     overwritten.
//   - A key that somebody was told of is on the disk.

import BlockClient
import Bulkhead
import HID
import Policy
import SealedStore
import Services

@main final class KeyVault: Component {
  private let environment: Environment
  private let disk: BlockConnection
  private let witness: BlockConnection?
  private let adopts: Bool
  private let entropy: Session<Entropy>
  private let pool = EntropyPool()
  private(set) var state = SigningState.locked
  private var ring = KeyRing()
  private var store: KeyStore?
  private var question: Session<Unlock>?
  private var answer: SignalHandler?
  private var news: SignalHandler?
  private var work: Timeout?
  private var importing: KeyImport?
  private var sessions: [SigningSession] = []
  private var service: Service<Signing>?

  init(_ environment: Environment) throws(SessionError) {
    environment.wipeWhatIsFreed()
    self.environment = environment
    guard Cryptography.wrongExample == 0 else { throw .failed("an example of the standards does not come out right") }
    environment.log("the standards' examples come out right")
    let node = try environment.configuration().node
    let mode = node.attribute("witness") ?? "no"
    adopts = mode.isSame(as: "new")
    disk = try BlockConnection(environment, label: Text("keys"))
    witness = mode.isSame(as: "no") ? nil : try BlockConnection(environment, label: Text("witness"))
    entropy = try environment.open(Entropy.self)
    try listen()
    let files = node.nodes("import").compactMap { $0.name }
    importing = files.isEmpty ? nil : KeyImport(environment, self, names: files)
    service = try environment.offer(Signing.self) { [self] request throws(RefusedSession) in try open(request) }
  }

  private func listen() throws(SessionError) {
    do throws(EntrypointError) {
      answer = try environment.entrypoint.onSignal { [self] _ in answered() }
      news = try environment.entrypoint.onSignal { [self] _ in tell() }
    } catch { throw .failed("no signal handler") }
    if let capability = news?.capability { try? entropy.call(Entropy.setSignal, capability) }
  }

  private func open(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    let label = request.label.string
    let node = try? environment.configuration().node
    guard node?.policy(for: label) != nil else {
      environment.log("error: Signing \"\(label)\" is denied: no policy is meant for it")
      throw .denied
    }
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) { try quota.withdraw(SigningSession.cost) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    guard let session = SigningSession.make(self) else { throw .insufficientRAM }
    sessions.append(session)
    return OpenSession(session)
  }

  func closed(_ session: SigningSession) { sessions.removeAll { $0 === session } }

  private func tell() { for session in sessions { session.tell() } }

  private func become(_ state: SigningState) {
    self.state = state
    tell()
  }

  // MARK: - The password

  /// Has the person asked, as soon as whoever wants it has its answer.
  func unlock() {
    if state == .unlocked || state == .asking { return }
    become(.asking)
    work = environment.entrypoint.after(.microseconds(0)) { [self] in ask() }
  }

  private func ask() {
    do throws(SessionError) { question = try environment.open(Unlock.self) } catch {
      environment.log("error: nobody asks for the password: \(error.description.string)")
      return become(.refused)
    }
    if let capability = answer?.capability { try? question?.call(Unlock.setSignal, capability) }
    answered()
  }

  private func answered() {
    guard state == .asking, let decision = try? question?.call(Unlock.state) else { return }
    switch decision {
    case .waiting: return
    case .refused:
      question = nil
      become(.refused)
    case .unlocked:
      let key = try? question?.call(Unlock.key)
      // The key goes with the session, there.
      question = nil
      if let key { unseal(SharedKey(key.words)) } else { become(.refused) }
    }
  }

  /// Opens the store with the key that follows from the password.
  private func unseal(_ key: SharedKey) {
    stir(key)
    let store = KeyStore(disk, witness: witness, adopts: adopts, VaultSeal(key: key, pool: pool))
    do throws(StoreError) {
      let found = try store.open()
      var leftover: [UInt8] = []
      guard let ring = found == nil ? KeyRing() : KeyRing(found?.content ?? [], leftover: &leftover) else { throw .damaged }
      pool.stir(leftover)
      self.ring = ring
      self.store = store
      report(found)
      become(.unlocked)
      if let importing { work = environment.entrypoint.after(.microseconds(0)) { importing.begin() } }
    } catch {
      environment.log("error: \(error.reason)")
      become(.damaged)
    }
  }

  /// What a person can compare with the last time.
  private func report(_ found: StoredState?) {
    guard let found else { return environment.log("the disk is new: there are no keys yet") }
    if found.wasRepaired {
      environment.log("error: one of the two copies on the disk was half written or damaged: it is repaired")
    }
    let digits = Hexadecimal.text(Array(found.mark.tag[..<4]))
    environment.log("\(ring.keys.count) keys, state \(found.mark.generation), \(digits)")
  }

  // MARK: - Keys

  private func stir(_ key: SharedKey) {
    pool.stir(Cryptography.digest([], key: key, count: 32))
    pool.stir([environment.clock.ticks])
  }

  var keys: [StoredKey] {
    get throws(SigningFailure) {
      switch state {
      case .unlocked: return ring.keys
      case .refused: throw .refused
      case .locked, .asking, .damaged: throw .locked
      }
    }
  }

  /// Makes a key; it is on the disk when this returns.
  func generate(_ time: UInt32, _ userID: [UInt8]) throws(SigningFailure) -> Int {
    let count = try keys.count
    guard KeyRing.isUserID(userID) else { throw .invalidArgument }
    guard count < KeyRing.most else { throw .tooManyKeys }
    for _ in 0..<2 {
      guard let block: Block256 = try? entropy.call(Entropy.take) else { throw .noEntropy }
      pool.stir([block.words.0, block.words.1, block.words.2, block.words.3, environment.clock.ticks])
    }
    try add(StoredKey(creationTime: time, userID: userID, seed: pool.take(32)))
    return count
  }

  func has(_ fingerprint: [UInt8]) -> Bool { ring.keys.contains { $0.fingerprint == fingerprint } }

  /// Keeps a key; it is on the disk when this returns.
  func add(_ key: StoredKey) throws(SigningFailure) {
    guard try keys.count < KeyRing.most else { throw .tooManyKeys }
    var next = ring
    next.append(key)
    do throws(StoreError) { _ = try store?.replace(with: next.bytes(leftover: pool.take(32))) } catch {
      environment.log("error: \(error.reason)")
      throw .notStored
    }
    ring = next
    tell()
  }
}

extension StoreError {
  /// For the person at the machine.
  var reason: String {
    switch self {
    case .storage: "the disk does not read or write"
    case .damaged: "the keys on the disk are damaged: both copies"
    case .wrongKey: "the keys on the disk were sealed with another password, or by somebody else"
    case .tooLong: "the disk is too small for the keys"
    case .tooSmall: "the disk is too small"
    case .rolledBack(let found, let expected): "an old disk was put back: its state is \(found), the last one was \(expected)"
    case .witnessMissing: "the witness does not know of the keys on the disk (\"witness: new\" takes them for the last ones)"
    }
  }
}

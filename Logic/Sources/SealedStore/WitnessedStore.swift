// A store that notices when an old state is put back.
//
// A disk that is replaced by an older copy of itself looks exactly as it looked then: nothing on it can tell. So a second place,
// the witness, says which state is the last one. It says so before and after the state is written, so that no moment at which the
// power fails makes an honest disk look like an old one:
//
//     witness: old, next new  ──▶  store: new  ──▶  witness: new
//
// While the witness names two states, either is the last one. In all other cases exactly one is.
//
// What this cannot tell: that the store *and* the witness were put back together, to what they were at the same moment. No software
// can; that takes a counter in hardware that only counts up. Whoever has both disks in hand can do it. A person can notice: the
// generation and the first bytes of the tag (`StateMark`) are to be shown when the store is opened.

public struct WitnessedStore<Storage: BlockStorage, Witness: BlockStorage, S: Seal> {
  private var store: SealedStore<Storage, S>
  private var witness: SealedStore<Witness, S>
  private var last: StateMark?
  /// The disks are known to have `last`, and the witness to say so.
  private var isSettled = false

  public init(_ store: SealedStore<Storage, S>, witness: SealedStore<Witness, S>) {
    self.store = store
    self.witness = witness
  }

  /// The state on the disk; nil if there is none yet.
  /// - Parameter adopts: what is there now counts as the last state, if the witness knows of none: for a witness that is new.
  public mutating func open(adopts: Bool = false) throws(StoreError) -> StoredState? {
    let (state, record) = (try store.open(), try witness.open())
    let expected = record.flatMap { Expectation($0.content) }
    if record != nil, expected == nil { throw .damaged }
    try compare(state?.mark, expected, adopts: adopts)
    last = state?.mark
    if expected != Expectation(certain: last) { try testify(Expectation(certain: last)) }
    isSettled = true
    return state
  }

  private func compare(_ found: StateMark?, _ expected: Expectation?, adopts: Bool) throws(StoreError) {
    guard let expected else {
      if found != nil, !adopts { throw .witnessMissing }
      return
    }
    guard expected.old != found, expected.new != found else { return }
    throw .rolledBack(found: found?.generation ?? 0, expected: expected.new?.generation ?? 0)
  }

  /// Replaces the state. When this returns, the new one is there for good; when it throws, the old or the new one is.
  /// - Precondition: `open` succeeded.
  public mutating func replace(with content: [UInt8]) throws(StoreError) -> StateMark {
    // What an attempt that failed left behind must be known before the witness forgets of it.
    if !isSettled { _ = try open() }
    let image = try store.makeImage(content)
    isSettled = false
    try testify(Expectation(old: last, new: image.mark))
    try store.write(image)
    last = image.mark
    try testify(Expectation(certain: last))
    isSettled = true
    return image.mark
  }

  private mutating func testify(_ expectation: Expectation) throws(StoreError) {
    _ = try witness.replace(with: expectation.bytes)
  }
}

/// Which states may be the last one.
struct Expectation: Equatable {
  /// Nil: none was written yet.
  let old: StateMark?
  let new: StateMark?

  init(old: StateMark?, new: StateMark?) {
    self.old = old
    self.new = new
  }

  init(certain mark: StateMark?) { self.init(old: mark, new: mark) }

  /// Two marks, each 8 bytes of generation (0: none), 16 of identity and 16 of the tag.
  var bytes: [UInt8] { Self.bytes(old) + Self.bytes(new) }

  /// Nil: these are no such bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 80 else { return nil }
    (old, new) = (Self.mark(Array(bytes[..<40])), Self.mark(Array(bytes[40...])))
  }

  private static func bytes(_ mark: StateMark?) -> [UInt8] {
    guard let mark else { return [UInt8](repeating: 0, count: 40) }
    var bytes: [UInt8] = []
    bytes.append(number: mark.generation, bytes: 8)
    return bytes + mark.identity + mark.tag
  }

  private static func mark(_ bytes: [UInt8]) -> StateMark? {
    let generation = bytes.number(0, 8)
    if generation == 0 { return nil }
    return StateMark(identity: Array(bytes[8..<24]), generation: generation, tag: Array(bytes[24..<40]))
  }
}

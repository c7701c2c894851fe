// A client that writes into the memory it shares with a disk's driver whatever it likes.

import Bulkhead
import TestSupport

final class HostileStream {
  private let environment: Environment
  private let checks: Checks
  private let session: Session<Block>?
  private var mapping: Mapping?
  private var submitted: UInt32 = 0

  private static var capacity: UInt32 { 4 }
  private static var size: UInt64 { 4096 + (64 << 10) }

  init(_ environment: Environment, _ checks: Checks) {
    self.environment = environment
    self.checks = checks
    session = try? environment.open(Block.self, label: Text("hostile"))
  }

  func run() {
    askForTheImpossible()
    nameWhatIsNotThere()
    breakTheRules()
    takeNoAnswers()
  }

  private func make(_ capacity: UInt32, _ size: UInt64) throws(BlockFailure) {
    mapping = nil
    submitted = 0
    guard let stream = try session?.call(Block.makeStream, BlockStream(capacity: capacity, size: size)) else { return }
    mapping = try? Mapping(stream.capability, isWritable: true, isLasting: true)
  }

  private func askForTheImpossible() {
    checks.refuses("before there is a stream nothing is submitted", BlockFailure.noStream) { () throws(BlockFailure) in
      try session?.call(Block.submitted)
    }
    for (capacity, size) in [(3, Self.size), (128, Self.size), (0, Self.size), (4, 0), (4, 4096), (4, .max)]
      as [(UInt32, UInt64)]
    {
      checks.refuses("an impossible stream is refused", BlockFailure.invalidStream) { () throws(BlockFailure) in
        try make(capacity, size)
      }
    }
    checks.refuses("a stream that nobody pays for, too", BlockFailure.outOfRAM) { () throws(BlockFailure) in
      try make(Self.capacity, 4 << 20)
    }
    try? session?.upgrade(by: BlockStream(capacity: Self.capacity, size: Self.size).cost, waits: true)
  }

  // MARK: - Requests

  /// Places in the memory, as System/Bulkhead/Packets/Packet.swift says.
  private enum Place {
    static var submitHead: Int { 0 }
    static var acknowledgeHead: Int { 128 }
    static var acknowledgeTail: Int { 192 }
    static var submissions: Int { 256 }
    static var answers: Int { 256 + 4 * 32 }
    static var bulk: Int { 4096 }
  }

  private func put(_ operation: UInt32, _ position: UInt64, offset: UInt32 = 0, size: UInt32) {
    let place = Place.submissions + Int(submitted % Self.capacity) * 32
    mapping?.storeWord(UInt64(offset) | UInt64(size) << 32, at: place)
    mapping?.storeWord(UInt64(operation), at: place + 8)
    mapping?.storeWord(position, at: place + 16)
    mapping?.storeWord(UInt64(submitted), at: place + 24)
    submitted &+= 1
    mapping?.storeIndex(submitted, at: Place.submitHead)
  }

  /// The status of the newest answer, and that there is one for each request.
  private func status() -> UInt32? {
    try? session?.call(Block.submitted)
    let isAnswered = checks.wait { (mapping?.loadIndex(Place.acknowledgeHead) ?? 0) == submitted }
    let place = Place.answers + Int((submitted &- 1) % Self.capacity) * 32
    guard isAnswered, let word = mapping?.loadWord(place + 8) else { return nil }
    mapping?.storeIndex(submitted, at: Place.acknowledgeTail)
    return UInt32(truncatingIfNeeded: word >> 32)
  }

  private func nameWhatIsNotThere() {
    try? make(Self.capacity, Self.size)
    let requests: [(UInt32, UInt64, UInt32, UInt32)] = [
      (99, 0, 0, 512), (0, 0, 0, 512), (1, 0, 0, 0), (1, 0, 0, 100), (1, 8, 0, 512), (1, 7, 0, 1024), (1, .max, 0, 512),
      (1, .max - 1, 0, 1024), (2, 8, 0, 512), (2, .max, 0, 512), (2, 0, 0, 513), (4, 0, 4, 8), (4, 0, 0, 7), (4, .max, 0, 8),
    ]
    for (operation, position, offset, size) in requests {
      put(operation, position, offset: offset, size: size)
      checks.expect(status() == BlockStatus.invalid.rawValue, "what is not there is not done")
    }
    mapping?.storeWord(.max, at: Place.bulk)
    put(4, 0, size: 8)
    checks.expect(status() == BlockStatus.invalid.rawValue, "endless trimming ends")
    put(2, 0, size: 4096)
    checks.expect(status() == BlockStatus.done.rawValue, "the own blocks are written")
    put(3, .max, size: 0)
    checks.expect(status() == BlockStatus.done.rawValue, "and synced")
  }

  // MARK: - Lies

  private func breakTheRules() {
    lie("a packet outside of the memory costs the stream") { put(1, 0, offset: .max, size: .max) }
    lie("an offset behind the end, too") { put(1, 0, offset: UInt32(Self.size), size: 512) }
    lie("an index that jumps, too") { mapping?.storeIndex(1000, at: Place.submitHead) }
    lie("an index that goes back, too") { mapping?.storeIndex(.max, at: Place.submitHead) }
    lie("answers that were never given are not taken") { mapping?.storeIndex(77, at: Place.acknowledgeTail) }
  }

  private func lie(_ what: StaticString, _ body: () -> Void) {
    try? make(Self.capacity, Self.size)
    body()
    try? session?.call(Block.submitted)
    checks.refuses(what, BlockFailure.noStream) { () throws(BlockFailure) in try session?.call(Block.submitted) }
  }

  /// More is submitted than there is room for answers.
  private func takeNoAnswers() {
    try? make(Self.capacity, Self.size)
    for _ in 0..<20 {
      for _ in 0..<4 { put(99, 0, size: 512) }
      try? session?.call(Block.submitted)
    }
    checks.expect((try? session?.call(Block.info)) != nil, "who takes no answers harms nobody")
  }
}

// Reads and writes disks; see README.md. The last block of the disk says how far the test is, for after the driver ended (then this
// component is started anew) and after the power failed.

import BlockClient
import Bulkhead
import TestSupport

@main final class TestDisk: Component {
  private let environment: Environment
  private let checks: Checks
  private let plain: BlockConnection
  private let seed: UInt64
  private var pause: Timeout?
  private var rounds: UInt64 = 0

  /// What the last block begins with.
  private enum Mark {
    static var busy: UInt64 { 0x7973_7562_6b73_6964 }
    static var done: UInt64 { 0x656e_6f64_6b73_6964 }
  }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    plain = try BlockConnection(environment, label: Text("plain"))
    seed = environment.clock.ticks | 1
    let last: [UInt8] = (try? plain.read(plain.info.count - 1, 1)) ?? []
    switch last.isEmpty ? 0 : Self.word(last, 0) {
    case Mark.done: afterPower(Self.word(last, 8))
    case Mark.busy: load()
    default:
      try begin()
      mark(Mark.busy)
      environment.log("loading")
      load()
    }
  }

  private func mark(_ mark: UInt64) {
    let words = [mark, seed].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
    let isMarked = (try? plain.write(plain.info.count - 1, words + [UInt8](repeating: 0, count: 496))) != nil
    if !isMarked || (try? plain.sync()) == nil || checks.failures > 0 { fail("\(checks.failures) checks") }
  }

  private func begin() throws(SessionError) {
    let numbers = try BlockConnection(environment, label: Text("numbers"))
    readNumbers(numbers)
    fill(plain, seed)
    let part = try BlockConnection(environment, label: Text("part"))
    comparePart(part)
    checks.denies("who has no policy has no disk", Block.self, label: "nobody")
    checks.denies("there is no such disk", Block.self, label: "missing")
    checks.denies("the disk has no such part", Block.self, label: "beyond")
    HostileStream(environment, checks).run()
    checks.expect(
      isFilled(plain, seed, 0..<200) && isFilled(plain, seed, 208..<plain.info.count - 1), "nobody else's blocks changed")
  }

  // MARK: - Reading and writing

  private func readNumbers(_ disk: BlockConnection) {
    checks.expect(
      disk.info == BlockInfo(blockSize: 512, count: 2048, most: 128, isWriteable: false, forgets: disk.info.forgets),
      "a disk is what the host says")
    let bytes: [UInt8]? = try? disk.read(0, Int(disk.info.count))
    checks.expect(bytes.map { Self.areNumbers($0) } ?? false, "and has what the host wrote")
    refuses("who may only read cannot write", .readOnly) { () throws(BlockError) in try disk.write(0, Self.zeros) }
    refuses("nor trim", .readOnly) { () throws(BlockError) in try disk.trim(0, 8) }
    refuses("there is no block behind the last", .outOfRange) { () throws(BlockError) in _ = try disk.read(2048, 1) }
    refuses("no range goes there", .outOfRange) { () throws(BlockError) in _ = try disk.read(2040, 9) }
    refuses("and none goes around", .outOfRange) { () throws(BlockError) in _ = try disk.read(.max, 2) }
    refuses("half a block is none", .outOfRange) { () throws(BlockError) in try disk.write(0, [1, 2, 3]) }
  }

  private static var zeros: [UInt8] { [UInt8](repeating: 0, count: 512) }

  private static func areNumbers(_ bytes: [UInt8]) -> Bool {
    for place in stride(from: 0, to: bytes.count, by: 8) where word(bytes, place) != UInt64(place) { return false }
    return true
  }

  /// Writes all blocks but the last.
  private func fill(_ disk: BlockConnection, _ seed: UInt64) {
    var isDone = true
    for first in stride(from: 0, to: disk.info.count - 1, by: 200) {
      let count = min(200, disk.info.count - 1 - first)
      isDone = isDone && (try? disk.write(first, Self.pattern(seed, first..<first + count))) != nil
    }
    checks.expect(isDone && (try? disk.sync()) != nil, "a disk is written to")
    checks.expect(isFilled(disk, seed, 0..<disk.info.count - 1), "and has what was written")
  }

  private func comparePart(_ part: BlockConnection) {
    checks.expect(part.info.count == 8 && part.info.isWriteable, "a part has as many blocks as the policy says")
    let bytes: [UInt8]? = try? part.read(0, 8)
    checks.expect(bytes == Self.pattern(seed, 16..<24), "they are those of the disk")
    refuses("the part ends where it ends", .outOfRange) { () throws(BlockError) in _ = try part.read(8, 1) }
    checks.expect(
      (try? part.trim(7, 1)) != nil && (try? part.write(7, Self.pattern(seed, 23..<24))) != nil,
      "a block is trimmed, and written")
  }

  private func isFilled(_ disk: BlockConnection, _ seed: UInt64, _ blocks: Range<UInt64>) -> Bool {
    (try? disk.read(blocks.lowerBound, blocks.count)) == Self.pattern(seed, blocks)
  }

  private func refuses(_ what: StaticString, _ error: BlockError, _ body: () throws(BlockError) -> Void) {
    do throws(BlockError) {
      try body()
      checks.expect(false, what)
    } catch let found { checks.expect(found == error, what) }
  }

  /// Other words for each seed and place.
  private static func pattern(_ seed: UInt64, _ blocks: Range<UInt64>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(blocks.count * 512)
    for place in blocks.lowerBound * 64..<blocks.upperBound * 64 {
      let word = (seed &+ place) &* 0x9e37_79b9_7f4a_7c15
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8))) }
    }
    return bytes
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64($1 * 8) }
  }

  // MARK: - While the driver ends

  /// Rounds in a row that a driver has to last for.
  private static var enough: UInt64 { 20 }

  /// One round: other content, written, kept and compared. When the driver ends, so does this.
  private func load() {
    rounds += 1
    let (first, seed) = (rounds * 37 % 1000, self.seed &+ rounds)
    let isDone = (try? plain.write(first, Self.pattern(seed, first..<first + 300))) != nil && (try? plain.sync()) != nil
    // Without an answer, the parent is about to start this anew.
    if !isDone { rounds = 0 }
    if isDone, !isFilled(plain, seed, first..<first + 300) { return fail("what was written is not there") }
    if rounds == Self.enough { return loaded() }
    pause = environment.entrypoint.after(.milliseconds(20)) { [self] in load() }
  }

  private func loaded() {
    fill(plain, seed)
    mark(Mark.done)
    environment.log("waits for the power to fail")
  }

  private func afterPower(_ seed: UInt64) {
    checks.expect(isFilled(plain, seed, 0..<plain.info.count - 1), "all is there after the power failed")
    checks.finish()
  }

  private func fail(_ reason: String) {
    environment.log("FAILED: " + reason)
    environment.exit(1)
  }
}

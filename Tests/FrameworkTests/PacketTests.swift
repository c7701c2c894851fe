import Testing

@testable import Bulkhead

/// Shared memory that both sides of a stream and a saboteur can reach.
private final class Shared {
  var words: [UInt64]
  init(_ size: Int) { words = Array(repeating: 0, count: size / 8) }

  func setIndex(_ value: UInt32, at offset: Int) {
    let shift = UInt64(offset % 8 * 8)
    words[offset / 8] = words[offset / 8] & ~(0xffff_ffff << shift) | UInt64(value) << shift
  }
}

private struct View: SharedMemory {
  let shared: Shared
  var count: Int { shared.words.count * 8 }
  func loadIndex(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: shared.words[offset / 8] >> UInt64(offset % 8 * 8)) }
  func storeIndex(_ value: UInt32, at offset: Int) { shared.setIndex(value, at: offset) }
  func loadWord(_ offset: Int) -> UInt64 { shared.words[offset / 8] }
  func storeWord(_ value: UInt64, at offset: Int) { shared.words[offset / 8] = value }
}

@Suite struct PacketStreamTests {
  private let layout = PacketLayout(capacity: 8, size: PacketLayout.size(capacity: 8, bulk: 8192))!
  private let shared: Shared

  init() { shared = Shared(layout.size) }

  /// Both sides. Swift Testing's macros need something copyable.
  private final class Stream {
    var source: PacketSource<View>
    var sink: PacketSink<View>

    init(_ shared: Shared, _ layout: PacketLayout) {
      source = PacketSource(View(shared: shared), layout: layout)
      sink = PacketSink(View(shared: shared), layout: layout)
    }
  }

  private func stream() -> Stream { Stream(shared, layout) }

  @Test(arguments: [(0, 65536), (1, 65536), (3, 65536), (8192, 1 << 20), (8, 4096), (8, 100)])
  func impossibleLayoutsAreRefused(_ capacity: Int, _ size: Int) {
    #expect(PacketLayout(capacity: capacity, size: size) == nil)
  }

  @Test func packetsGoThereAndComeBack() throws {
    let stream = stream()
    let allocated = stream.source.allocate(100)
    var packet = try #require(allocated)
    packet.operation = 3
    packet.position = 77
    packet.tag = 0xdead_beef
    var steps: [Bool] = [try stream.source.submit(packet)]
    let received = try stream.sink.takeSubmitted()
    #expect(received?.size == 100 && received?.operation == 3 && received?.position == 77)
    steps.append(try stream.sink.acknowledge(received!, status: 9))
    let back = try stream.source.takeAcknowledged()
    #expect(steps == [true, true])
    #expect(back?.tag == 0xdead_beef && back?.status == 9 && back?.offset == packet.offset)
    let rest = (try stream.sink.takeSubmitted(), try stream.source.takeAcknowledged(), stream.source.pending)
    #expect(rest.0 == nil && rest.1 == nil && rest.2 == 0)
  }

  @Test func queuesHoldNoMoreThanTheirCapacity() throws {
    let stream = stream()
    var accepted = 0
    for _ in 0..<20 where try stream.source.submit(Packet()) { accepted += 1 }
    #expect(accepted == 8)
    while let packet = try stream.sink.takeSubmitted() { _ = try stream.sink.acknowledge(packet, status: 0) }
    let stillFull = try stream.source.submit(Packet())
    #expect(!stillFull, "packets count until their acknowledgement was taken")
    while try stream.source.takeAcknowledged() != nil {}
    let free = try stream.source.submit(Packet())
    #expect(free)
  }

  @Test func indicesWrapAround() throws {
    let stream = stream()
    var random = SplitMix(state: 11)
    var (sent, done) = (UInt64(0), Set<UInt64>())
    for _ in 0..<3000 {
      if random.next() % 2 == 0, try stream.source.submit(Packet(tag: sent)) { sent += 1 }
      if random.next() % 2 == 0, let packet = try stream.sink.takeSubmitted() {
        _ = try stream.sink.acknowledge(packet, status: 1)
      }
      if random.next() % 2 == 0, let packet = try stream.source.takeAcknowledged() { #expect(done.insert(packet.tag).inserted) }
    }
    #expect(done.count > 500)
  }

  @Test(arguments: [0, 64]) func aServerSeesIndicesOutOfRange(_ offset: Int) throws {
    let stream = stream()
    _ = try stream.source.submit(Packet())
    shared.setIndex(1000, at: offset == 0 ? 0 : 192)
    if offset == 0 {
      #expect(throws: StreamViolation.badIndex) { try violation { _ = try stream.sink.takeSubmitted() } }
    } else {
      let packet = try stream.sink.takeSubmitted()
      #expect(throws: StreamViolation.badIndex) { try violation { _ = try stream.sink.acknowledge(packet!, status: 0) } }
    }
  }

  @Test func aClientSeesIndicesOutOfRange() throws {
    let stream = stream()
    shared.setIndex(5, at: 64)
    #expect(throws: StreamViolation.badIndex) { try violation { _ = try stream.source.submit(Packet()) } }
    shared.setIndex(9, at: 128)
    #expect(throws: StreamViolation.badIndex) { try violation { _ = try stream.source.takeAcknowledged() } }
  }

  @Test(arguments: [(8192, 1), (0, 8193), (UInt32.max, 1), (UInt32.max, UInt32.max), (8000, 193)] as [(UInt32, UInt32)])
  func packetsOutsideOfBulkMemoryAreRefused(_ offset: UInt32, _ size: UInt32) throws {
    let stream = stream()
    _ = try stream.source.submit(Packet(offset: offset, size: size))
    #expect(throws: StreamViolation.badPacket) { try violation { _ = try stream.sink.takeSubmitted() } }
  }

  @Test(arguments: [0, 1, 7, 8, UInt64.max, 1 << 40]) func acknowledgementsOfNothingAreRefused(_ tag: UInt64) throws {
    let stream = stream()
    _ = try stream.sink.acknowledge(Packet(tag: tag), status: 0)
    #expect(throws: StreamViolation.badAcknowledgement) { try violation { _ = try stream.source.takeAcknowledged() } }
  }

  @Test func aPacketCannotBeAcknowledgedTwice() throws {
    let stream = stream()
    _ = try stream.source.submit(Packet())
    let packet = try stream.sink.takeSubmitted()
    _ = try stream.sink.acknowledge(packet!, status: 0)
    _ = try stream.sink.acknowledge(packet!, status: 0)
    let first = try stream.source.takeAcknowledged()
    #expect(first != nil)
    #expect(throws: StreamViolation.badAcknowledgement) { try violation { _ = try stream.source.takeAcknowledged() } }
  }

  @Test func anAcknowledgementCannotMoveAPacket() throws {
    let stream = stream()
    let allocated = stream.source.allocate(64)
    let mine = try #require(allocated)
    _ = try stream.source.submit(mine)
    let taken = try stream.sink.takeSubmitted()
    var packet = try #require(taken)
    packet.offset = 4096
    packet.size = 4096
    packet.position = 1
    _ = try stream.sink.acknowledge(packet, status: 5)
    let back = try stream.source.takeAcknowledged()
    #expect(back?.offset == mine.offset && back?.size == 64 && back?.position == 0)
  }

  @Test func randomMemoryNeverCrashesEitherSide() {
    var random = SplitMix(state: 3)
    for _ in 0..<300 {
      let stream = stream()
      for step in 0..<60 {
        for _ in 0..<4 { shared.words[Int(random.next() % 96)] = random.next() >> (random.next() % 64) }
        if step % 3 == 0 { _ = try? stream.source.submit(Packet()) }
        if let packet = try? stream.sink.takeSubmitted() {
          #expect(layout.contains(packet))
          _ = try? stream.sink.acknowledge(packet, status: 0)
        }
        _ = try? stream.source.takeAcknowledged()
      }
    }
  }

  private func violation(_ body: () throws -> Void) throws { try body() }
}

@Suite struct BulkAllocatorTests {
  @Test func piecesNeverOverlapAndAllComesBack() {
    var (bulk, live, random) = (BulkAllocator(size: 65_536), [(UInt32, UInt32)](), SplitMix(state: 5))
    for _ in 0..<5000 {
      if random.next() % 2 == 0 {
        let size = UInt32(random.next() % 5000)
        if let start = bulk.allocate(size) {
          #expect(start % 64 == 0 && start + size <= 65_536)
          for (other, length) in live { #expect(start + max(size, 1) <= other || other + max(length, 1) <= start) }
          live.append((start, size))
        }
      } else if !live.isEmpty {
        let (start, size) = live.remove(at: Int(random.next() % UInt64(live.count)))
        bulk.release(start, size)
      }
    }
    for (start, size) in live { bulk.release(start, size) }
    let free = bulk.free
    #expect(free == [0..<65_536])
  }

  @Test func impossibleSizesAreRefused() {
    var bulk = BulkAllocator(size: 1000)
    let results = [bulk.allocate(UInt32.max), bulk.allocate(1000), bulk.allocate(960), bulk.allocate(0)]
    #expect(results == [nil, nil, 0, nil])
    var empty = BulkAllocator(size: 63)
    let none = empty.allocate(1)
    #expect(none == nil)
  }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

import LogStore
import Testing

/// Memory in which, before each access of the reader, somebody else can do something.
private final class Bytes: WritableSharedBytes {
  private var bytes: [UInt8]
  private var words: (UInt64, UInt64) = (0, 0)
  var beforeReading: () -> Void = {}

  init(_ count: Int) { bytes = Array(repeating: 0, count: count) }

  var count: Int { bytes.count }

  func word(_ index: Int) -> UInt64 {
    beforeReading()
    return index == 0 ? words.0 : words.1
  }

  func setWord(_ index: Int, _ value: UInt64) { if index == 0 { words.0 = value } else { words.1 = value } }

  func byte(_ offset: Int) -> UInt8 {
    beforeReading()
    return bytes[offset]
  }

  func setByte(_ offset: Int, _ value: UInt8) { bytes[offset] = value }
}

@Suite struct ByteRingTests {
  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func whatIsWrittenIsReadOnce() {
    let ring = ByteRing(Bytes(128))
    var position: UInt64 = 0
    ring.append(Self.text("one\n"))
    ring.append(Self.text("two\n"))
    #expect(ring.read(after: &position) == (Self.text("one\ntwo\n"), 0))
    #expect(ring.read(after: &position) == ([], 0))
    ring.append(Self.text("three\n"))
    #expect(ring.read(after: &position) == (Self.text("three\n"), 0))
  }

  @Test func theOldestIsOverwrittenAndCounted() {
    let ring = ByteRing(Bytes(64 + 10))
    var position: UInt64 = 0
    ring.append(Self.text("0123456789abc"))
    #expect(ring.read(after: &position) == (Self.text("3456789abc"), 3))
  }

  @Test func aReaderThatIsAheadGetsNothing() {
    let ring = ByteRing(Bytes(128))
    ring.append([1, 2, 3])
    var position: UInt64 = 1000
    #expect(ring.read(after: &position) == ([], 0))
    #expect(position == 1000)
  }

  /// The writer overtakes the reader at every possible moment: what is read is right, and nothing is missing uncounted.
  @Test(arguments: 0..<40) func nothingHalfOverwrittenIsRead(moment: Int) {
    let memory = Bytes(64 + 16)
    let ring = ByteRing(memory)
    var (position, next): (UInt64, UInt8) = (0, 0)
    func write(_ count: Int) {
      memory.beforeReading = {}
      ring.append((0..<count).map { UInt8(truncatingIfNeeded: Int(next) + $0) })
      next &+= UInt8(count)
    }
    for round in 0..<30 {
      write(round % 7 + 1)
      var accesses = 0
      memory.beforeReading = {
        accesses += 1
        if accesses == moment + 1 { write(11) }
      }
      let before = position
      let (bytes, lost) = ring.read(after: &position)
      memory.beforeReading = {}
      #expect(UInt64(bytes.count) + lost == position - before)
      for (index, byte) in bytes.enumerated() {
        #expect(UInt64(byte) == (before + lost + UInt64(index)) % 256)
      }
    }
  }
}

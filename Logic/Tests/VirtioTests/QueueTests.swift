import Testing

@testable import Virtio

/// Memory that both sides write.
private final class SharedMemory: QueueMemory {
  var bytes = [UInt8](repeating: 0, count: 4096)

  private func load(_ offset: Int, _ count: Int) -> UInt64 {
    precondition(offset % count == 0, "not aligned")
    return (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64($1 * 8) }
  }

  private func store(_ value: UInt64, _ offset: Int, _ count: Int) {
    precondition(offset % count == 0, "not aligned")
    for index in 0..<count { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) }
  }

  func load16(_ offset: Int) -> UInt16 { UInt16(load(offset, 2)) }
  func load32(_ offset: Int) -> UInt32 { UInt32(load(offset, 4)) }
  func load64(_ offset: Int) -> UInt64 { load(offset, 8) }
  func store16(_ value: UInt16, at offset: Int) { store(UInt64(value), offset, 2) }
  func store32(_ value: UInt32, at offset: Int) { store(UInt64(value), offset, 4) }
  func store64(_ value: UInt64, at offset: Int) { store(value, offset, 8) }
}

/// A device that works as it should, unless it is told otherwise.
private final class Device {
  let memory: SharedMemory
  let layout: QueueLayout
  var seen: UInt16 = 0
  var written: UInt16 = 0

  init(memory: SharedMemory, layout: QueueLayout) {
    self.memory = memory
    self.layout = layout
  }

  /// The next request: its first descriptor, and all parts.
  func next() -> (first: UInt16, parts: [QueuePart])? {
    guard memory.load16(layout.available + 2) != seen else { return nil }
    let first = memory.load16(layout.available + 4 + Int(seen) % layout.size * 2)
    seen &+= 1
    var (parts, index): ([QueuePart], UInt16) = ([], first)
    while parts.count <= layout.size {
      let place = Int(index) * 16
      let flags = memory.load16(place + 12)
      parts.append(
        QueuePart(address: memory.load64(place), count: memory.load32(place + 8), isAnswer: flags & 2 != 0))
      if flags & 1 == 0 { break }
      index = memory.load16(place + 14)
    }
    return (first, parts)
  }

  func answer(_ number: UInt32, _ count: UInt32) {
    let place = layout.used + 4 + Int(written) % layout.size * 8
    memory.store32(number, at: place)
    memory.store32(count, at: place + 4)
    written &+= 1
    memory.store16(written, at: layout.used + 2)
  }
}

/// The driver's side.
private final class Driver {
  private var queue: SplitQueue<SharedMemory>

  init(_ layout: QueueLayout, _ memory: SharedMemory) { queue = SplitQueue(layout, memory) }

  var count: Int { queue.count }
  func add(_ parts: [QueuePart]) -> UInt16? { queue.add(parts) }
  func take() throws(QueueFault) -> Answer? { try queue.take() }
}

@Suite struct QueueTests {
  private func pair(_ size: Int = 8) -> (Driver, Device) {
    let (memory, layout) = (SharedMemory(), QueueLayout(wanted: size, offered: 256)!)
    return (Driver(layout, memory), Device(memory: memory, layout: layout))
  }

  private let request = [
    QueuePart(address: 0x1_0000_1000, count: 24, isAnswer: false), QueuePart(address: 0x2000, count: 100, isAnswer: true),
  ]

  @Test func sizesAreThoseOfTheSpecification() throws {
    let layout = try #require(QueueLayout(wanted: 16, offered: 64))
    #expect(layout.size == 16 && layout.available == 256 && layout.used == 296 && layout.count == 430)
    #expect(QueueLayout(wanted: 100, offered: 64)?.size == 64 && QueueLayout(wanted: 100, offered: 128)?.size == 64)
    #expect(QueueLayout(wanted: 8, offered: 0) == nil && QueueLayout(wanted: 8, offered: 48) == nil)
    #expect(QueueLayout(wanted: 0, offered: 8) == nil)
  }

  @Test func requestsArriveAndAreAnswered() throws {
    let (queue, device) = pair()
    #expect(try queue.take() == nil)
    let number = try #require(queue.add(request))
    let seen = try #require(device.next())
    #expect(seen.first == number && seen.parts == request && device.next() == nil)
    device.answer(UInt32(number), 100)
    #expect(try queue.take() == Answer(request: number, count: 100))
    #expect(try queue.take() == nil && queue.count == 0)
  }

  @Test func aFullQueueTakesNoMore() throws {
    let (queue, device) = pair()
    for _ in 0..<4 { #expect(queue.add(request) != nil) }
    #expect(queue.add(request) == nil && queue.add([request[0]]) == nil && queue.add([]) == nil && queue.count == 4)
    device.answer(UInt32(try #require(device.next()).first), 0)
    _ = try queue.take()
    #expect(queue.add(request) != nil && queue.add(request) == nil)
  }

  /// The indices run over at 65,536; answers come in another order than requests.
  @Test func runsForEver() throws {
    let (queue, device) = pair()
    for round in 0..<70_000 as Range<UInt32> {
      let (a, b) = (try #require(queue.add(request)), try #require(queue.add([request[1]])))
      #expect(device.next()?.first == a && device.next()?.first == b)
      device.answer(UInt32(b), round % 101)
      device.answer(UInt32(a), 1)
      guard try queue.take() == Answer(request: b, count: round % 101), try queue.take()?.request == a else {
        throw QueueFault.unknownRequest
      }
    }
  }

  // MARK: - Hostile devices

  @Test(arguments: [UInt16(2), 3, 4, 0x7fff, 0xffff])
  func moreAnswersThanRequests(index: UInt16) {
    let (queue, device) = pair()
    _ = queue.add(request)
    device.memory.store16(index, at: device.layout.used + 2)
    #expect(throws: QueueFault.tooManyAnswers) { try queue.take() }
    _ = device.next()
  }

  @Test func answersWithoutRequest() {
    let (queue, device) = pair()
    device.answer(0, 0)
    #expect(throws: QueueFault.tooManyAnswers) { try queue.take() }
  }

  @Test(arguments: [UInt32(1), 7, 8, 255, 0xffff, 0x1_0000, 0xffff_ffff])
  func answersToSomethingElse(number: UInt32) {
    let (queue, device) = pair()
    let first = queue.add(request)
    #expect(first == 0)
    device.answer(number, 0)
    #expect(throws: QueueFault.unknownRequest) { try queue.take() }
  }

  @Test func theSameAnswerTwice() throws {
    let (queue, device) = pair()
    let a = try #require(queue.add(request))
    _ = queue.add(request)
    device.answer(UInt32(a), 0)
    device.answer(UInt32(a), 0)
    _ = try queue.take()
    #expect(throws: QueueFault.unknownRequest) { try queue.take() }
  }

  @Test(arguments: [UInt32(101), 124, 0xffff_ffff])
  func answersThatAreTooLong(count: UInt32) throws {
    let (queue, device) = pair()
    device.answer(UInt32(try #require(queue.add(request))), count)
    #expect(throws: QueueFault.tooLong) { try queue.take() }
  }

  /// What the device writes into descriptors and the available ring changes nothing.
  @Test func descriptorsAreNotReadBack() throws {
    let (queue, device) = pair()
    var numbers: [UInt16] = []
    for _ in 0..<3 { numbers.append(try #require(queue.add(request))) }
    for offset in 0..<device.layout.used { device.memory.bytes[offset] = 0xff }
    for number in numbers { device.answer(UInt32(number), 5) }
    for number in numbers { #expect(try queue.take()?.request == number) }
    #expect(queue.add(request) != nil)
  }

  @Test func noiseNeverBreaksTheBooks() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let (queue, device) = pair()
      var known: Set<UInt16> = []
      for _ in 0..<20 {
        if let number = queue.add(request) { #expect(known.insert(number).inserted) }
        device.memory.store16(UInt16.random(in: 0...4, using: &generator), at: device.layout.used + 2)
        for offset in 4..<36 { device.memory.bytes[device.layout.used + offset] = UInt8.random(in: 0...7, using: &generator) }
        if let answer = try? queue.take() { #expect(known.remove(answer.request) != nil) }
        #expect(queue.count == known.count)
      }
    }
  }
}

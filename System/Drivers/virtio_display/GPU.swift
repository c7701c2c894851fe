// The device's command queue: commands go there in groups, and are waited for, without using time meanwhile.

import Bulkhead
import Driver
import Geometry
import Virtio
import VirtioTransport

final class GPU {
  let device: VirtioDevice
  private let environment: Environment
  private let queue: VirtioQueue
  private let memory: DMABuffer
  /// Told when the configuration may have changed.
  var onNews: () -> Void = {}

  /// A place for a command and its answer. The largest answer has 408 bytes.
  private static var placeSize: Int { 512 }
  private static var answerOffset: Int { 64 }
  private static var groupSize: Int { 16 }

  init(_ device: VirtioDevice, _ environment: Environment) throws(SessionError) {
    self.device = device
    self.environment = environment
    let bell = Bell()
    try device.onInterrupt(.io) { bell.ring() }
    queue = try device.queue(0, Self.groupSize * 2)
    guard queue.size >= Self.groupSize * 2 else { throw .failed("the device's command queue is too short") }
    memory = try device.allocate(Self.groupSize * Self.placeSize)
    device.start()
    bell.action = { [self] in onNews() }
  }

  var name: String { device.name }

  /// Ends the driver for good: the device cannot be believed any more.
  func giveUp(_ reason: StaticString) -> Never {
    environment.log("error: \(name) \(reason)")
    environment.exit(1)
  }

  // MARK: - Commands

  /// Does commands in their order.
  /// - Throws: if the device refuses one.
  func perform(_ commands: [GPUCommand]) throws(SessionError) {
    var rest = commands[...]
    while !rest.isEmpty {
      try performGroup(Array(rest.prefix(Self.groupSize)))
      rest = rest.dropFirst(Self.groupSize)
    }
  }

  private func performGroup(_ commands: [GPUCommand]) throws(SessionError) {
    for (position, command) in commands.enumerated() { try add(command, at: position * Self.placeSize) }
    queue.notify()
    for _ in commands { try waitForAnswer() }
    for (position, command) in commands.enumerated() where !command.isDone(answer(to: command, at: position)) {
      throw .failed("a virtio GPU refuses a command")
    }
  }

  private func add(_ command: GPUCommand, at offset: Int) throws(SessionError) {
    let (bytes, place) = (command.bytes, memory.address + UInt64(offset))
    memory.mapping.clear(offset..<offset + Self.placeSize)
    memory.mapping.write(bytes, at: offset)
    let parts = [
      QueuePart(address: place, count: UInt32(bytes.count), isAnswer: false),
      QueuePart(address: place + UInt64(Self.answerOffset), count: UInt32(command.answerCount), isAnswer: true),
    ]
    guard queue.add(parts) != nil else { throw .failed("the device's command queue is full") }
  }

  /// Until the device has answered one more; it interrupts when it has.
  private func waitForAnswer() throws(SessionError) {
    while true {
      do throws(QueueFault) {
        if try queue.take() != nil { return }
      } catch { throw .failed("a virtio GPU breaks the rules of its queue") }
      environment.entrypoint.dispatchOneIOSignal()
    }
  }

  /// A copy: the device could still change what is in the memory.
  private func answer(to command: GPUCommand, at position: Int) -> [UInt8] {
    let start = position * Self.placeSize + Self.answerOffset
    return (0..<command.answerCount).map { memory.mapping.load(start + $0) }
  }

  // MARK: - The screen's size

  /// What the device would like; nil if it does not say.
  func preferredSize() throws(SessionError) -> Size? {
    try performGroup([.displayInformation])
    return GPUCommand.preferredSize(answer(to: .displayInformation, at: 0))
  }

  /// Did the size change since the last time? (virtio 1.2, 5.7.4: events_read, events_clear.)
  func takeDisplayEvent() -> Bool {
    guard device.configuration(word: 0) & 1 != 0 else { return false }
    device.configure(1 as UInt32, at: 4)
    return true
  }
}

/// What an interrupt does, which is known only after the interrupt was attached.
private final class Bell {
  var action: () -> Void = {}
  func ring() { action() }
}

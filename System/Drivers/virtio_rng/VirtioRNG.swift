// Driver of a virtio entropy source (virtio 1.2, 5.4): keeps a supply, hands each byte out once, and erases it then.

import Bulkhead
import Driver
import Virtio
import VirtioTransport

@main final class VirtioRNG: Component {
  private let source: EntropySource
  private let service: Service<Entropy>

  init(_ environment: Environment) throws(SessionError) {
    let platform = try PlatformConnection(environment)
    let source = try EntropySource(try VirtioDevice(try platform.acquire(""), platform), environment)
    self.source = source
    service = try environment.offer(Entropy.self) { _ throws(RefusedSession) in EntropySession(source) }
  }
}

/// The supply: what the device wrote and nobody took yet.
final class EntropySource {
  private let device: VirtioDevice
  private let environment: Environment
  private let queue: VirtioQueue
  private let memory: DMABuffer
  private var supply: [UInt64] = []
  private var isAsking = false
  private var sessions: [EntropySignal] = []

  /// Bytes asked for at a time.
  private static var requestSize: Int { 512 }

  init(_ device: VirtioDevice, _ environment: Environment) throws(SessionError) {
    self.device = device
    self.environment = environment
    let bell = EntropyBell()
    try device.onInterrupt { bell.action() }
    queue = try device.queue(0, 1)
    memory = try device.allocate(Self.requestSize)
    device.start()
    bell.action = { [self] in collect() }
    ask()
    environment.log("\(device.name) is a source of entropy")
  }

  private func ask() {
    let part = QueuePart(address: memory.address, count: UInt32(Self.requestSize), isAnswer: true)
    guard !isAsking, queue.add([part]) != nil else { return }
    isAsking = true
    queue.notify()
  }

  private func collect() {
    do throws(QueueFault) {
      guard let answer = try queue.take() else { return }
      isAsking = false
      keep(Int(answer.count) / 8)
    } catch {
      environment.log("error: \(device.name) breaks the rules of its queue")
      environment.exit(1)
    }
    for session in sessions where session.isWaiting { session.tell() }
  }

  private func keep(_ count: Int) {
    for index in 0..<count {
      supply.append(memory.mapping.load(index * 8))
      memory.mapping.store(0 as UInt64, at: index * 8)
    }
  }

  /// Four words that nobody had before; nil if there are not so many.
  func take() -> Block256? {
    if supply.count < 8 { ask() }
    guard supply.count >= 4 else { return nil }
    return Block256((next(), next(), next(), next()))
  }

  private func next() -> UInt64 {
    let index = supply.count - 1
    let word = supply[index]
    supply[index] = 0
    supply.removeLast()
    return word
  }

  func add(_ session: EntropySignal) { sessions.append(session) }
  func remove(_ session: EntropySignal) { sessions.removeAll { $0 === session } }
}

/// Whom to tell when there is entropy again.
final class EntropySignal {
  var target = OwnedCapability<SignalTarget>(adopting: .none)
  var isWaiting = false

  func tell() {
    isWaiting = false
    target.capability.submit()
  }
}

/// One client's session.
final class EntropySession: SessionObject {
  private let source: EntropySource
  private let signal = EntropySignal()

  init(_ source: EntropySource) {
    self.source = source
    source.add(signal)
  }

  deinit { source.remove(signal) }

  func serve(_ request: inout Request) {
    request.serve(Entropy.take) { () throws(EntropyFailure) in
      if let block = self.source.take() { return block }
      self.signal.isWaiting = true
      throw .notReady
    }
    request.keep(Entropy.setSignal, in: &self.signal.target)
  }
}

/// What an interrupt does, which is known only after the interrupt was attached.
private final class EntropyBell {
  var action: () -> Void = {}
}

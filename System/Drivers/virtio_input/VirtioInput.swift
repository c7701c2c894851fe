// Driver of virtio keyboards, mice, tablets and touch screens: all devices that the platform driver grants it.

import Bulkhead
import Driver
import HID
import Input
import Virtio
import VirtioTransport

@main final class VirtioInput: Component {
  private let platform: PlatformConnection
  private var devices: [InputDevice] = []

  init(_ environment: Environment) throws(SessionError) {
    platform = try PlatformConnection(environment)
    environment.wipeWhatIsFreed()
    let sink = try EventSink(environment)
    for node in platform.devices {
      let device = try VirtioDevice(try platform.acquire(node.name ?? ""), platform)
      devices.append(try InputDevice(device, sink, environment))
    }
    guard !devices.isEmpty else { throw .failed("no policy of the platform driver names an input device") }
    // Nothing of the first one is delivered before all of them listen: who sees a key arrive may rely on the pointer.
    for device in devices { device.start() }
    environment.log("\(devices.count) input devices listen")
    for device in devices { device.drain() }
  }
}

/// One device: its events come through queue 0, each in a buffer of its own.
final class InputDevice {
  private let device: VirtioDevice
  private let sink: EventSink
  private let environment: Environment
  private let queue: VirtioQueue
  private let memory: DMABuffer
  private var decoder: VirtioInputDecoder
  /// Which buffer a request has.
  private var places: [Int]

  /// Bytes of an event: type, code, value.
  private static var eventSize: Int { 8 }
  private static var queueSize: Int { 64 }

  init(_ device: VirtioDevice, _ sink: EventSink, _ environment: Environment) throws(SessionError) {
    self.device = device
    self.sink = sink
    self.environment = environment
    decoder = VirtioInputDecoder(InputAxes { Self.axis($0, device) })
    let bell = InputBell()
    try device.onInterrupt { bell.action() }
    queue = try device.queue(0, Self.queueSize)
    memory = try device.allocate(queue.size * Self.eventSize)
    places = Array(repeating: 0, count: queue.size)
    for place in 0..<queue.size { offer(place) }
    environment.log("\(device.name): \(Self.name(of: device))")
    bell.action = { [self] in drain() }
  }

  /// From now on the device says what happens.
  func start() {
    device.start()
    queue.notify()
  }

  // MARK: - What the device is (virtio 1.2, 5.8.4)

  private static func select(_ what: UInt8, _ which: UInt8, _ device: VirtioDevice) -> Int {
    device.configure(what, at: 0)
    device.configure(which, at: 1)
    return Int(device.configuration(byte: 2))
  }

  private static func axis(_ number: UInt8, _ device: VirtioDevice) -> AxisRange? {
    guard select(0x12, number, device) >= 8 else { return nil }
    return AxisRange(Int32(bitPattern: device.configuration(word: 8)), Int32(bitPattern: device.configuration(word: 12)))
  }

  /// What is no printable character is left out.
  private static func name(of device: VirtioDevice) -> String {
    let count = min(select(0x01, 0, device), 128)
    let bytes = (0..<count).map { device.configuration(byte: 8 + $0) }.filter { $0 >= 32 && $0 < 127 }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Events

  private func offer(_ place: Int) {
    let address = memory.address + UInt64(place * Self.eventSize)
    guard let request = queue.add([QueuePart(address: address, count: UInt32(Self.eventSize), isAnswer: true)]) else { return }
    places[Int(request)] = place
  }

  /// Delivers what came. As many at a time as the queue holds: who sends more has to wait.
  func drain() {
    var events: [InputEvent] = []
    do throws(QueueFault) {
      for _ in 0..<queue.size {
        guard let answer = try queue.take() else { break }
        let place = places[Int(answer.request)]
        if answer.count >= UInt32(Self.eventSize) { events += decode(place * Self.eventSize) }
        // The keys of a password are not left lying about.
        memory.mapping.store(0 as UInt64, at: place * Self.eventSize)
        offer(place)
      }
    } catch {
      environment.log("error: \(device.name) breaks the rules of its queue")
      environment.exit(1)
    }
    queue.notify()
    sink.submit(events)
  }

  private func decode(_ offset: Int) -> [InputEvent] {
    let (type, code): (UInt16, UInt16) = (memory.mapping.load(offset), memory.mapping.load(offset + 2))
    let value: UInt32 = memory.mapping.load(offset + 4)
    return decoder.decode(type: type, code: code, value: Int32(bitPattern: value))
  }
}

/// What an interrupt does, which is known only after the interrupt was attached.
private final class InputBell {
  var action: () -> Void = {}
}

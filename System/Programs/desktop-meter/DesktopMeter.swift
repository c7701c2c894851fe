// Measures a desktop from its own place in it, at the lowest priority: when it is there, how much memory it takes, how many frames a
// key takes to the screen, and what all the others compute while nobody does anything. Run by `./bulkhead bench`, where a tick of
// the time-stamp counter is an instruction.

import Bulkhead
import Geometry
import HID
import Input

@main final class DesktopMeter: Component {
  private let environment: Environment
  private let capture: Session<Capture>
  private let input: Session<Event>
  private var picture: Mapping?
  private var news: SignalHandler?
  private var frames = 0

  /// Of another desktop than that with the test's pane: what is to be seen there as soon as it is whole.
  private let sign: (place: Point, color: UInt32)?
  private static var seconds: UInt64 { 1 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    sign = Self.sign(try environment.configuration().node)
    capture = try environment.open(Capture.self, donation: Quota(ram: 96 << 10, capabilities: 10))
    input = try environment.open(Event.self)
    news = try? environment.entrypoint.onSignal(.io) { _ in }
    do throws(CaptureFailure) { try prepare() } catch { throw .failed("there is no picture") }
    waitForWindow()
    environment.log("the desktop is there")
    measureMemory()
    if sign == nil { measureKey() }
    measureIdle()
    environment.exit(0)
  }

  private func prepare() throws(CaptureFailure) {
    try capture.call(Capture.setBuffer, Size(4, 4))
    let dataspace: OwnedCapability<Dataspace> = try capture.call(Capture.dataspace)
    picture = try? Mapping(dataspace.capability)
    if let capability = news?.capability { try capture.call(Capture.setSignal, capability) }
  }

  private func report(_ name: String, _ value: UInt64, _ unit: String) {
    environment.log("bench: \(name) \(value) \(unit)")
  }

  private static func sign(_ node: Node) -> (place: Point, color: UInt32)? {
    guard let color = node.attribute("color").flatMap({ UInt32(color: $0) }) else { return nil }
    return (
      Point(
        Int32(clamping: (try? node.number("x", default: 0)) ?? 0), Int32(clamping: (try? node.number("y", default: 0)) ?? 0)),
      color
    )
  }

  // MARK: The picture

  /// Of the pane: within the first window, as it is placed below the indicator's strip.
  private var place: Point { sign?.place ?? Point(100, 130) }

  /// Looks, and counts the looks that brought something new.
  private func look() -> UInt32 {
    let areas = try? capture.call(Capture.capture, place)
    if areas?.rectangles.isEmpty == false { frames += 1 }
    return (picture?.load(0, as: UInt32.self) ?? 0) & 0xff_ffff
  }

  private func isThere(_ color: UInt32) -> Bool { sign.map { $0.color == color } ?? (color & 0x07_ffff == 0x00_c040) }

  private func waitForWindow() {
    while !isThere(look()) { environment.entrypoint.pause(.milliseconds(1)) }
    environment.log("whole after \(environment.clock.now.microseconds / 1000) ms")
    // Frames and focus are there a moment later.
    environment.entrypoint.pause(.milliseconds(300))
  }

  /// The first key finds programs and caches as no later one does.
  private func measureKey() {
    _ = framesOfKey()
    report("desktop.key-to-pixel", UInt64(framesOfKey()), "frames")
  }

  /// How many frames were shown from a key to the first one that shows its effect.
  private func framesOfKey() -> Int {
    let before = look()
    frames = 0
    try? input.call(Event.submit, EventBatch([.press(.a, character: nil), .release(.a)]))
    while look() == before { environment.entrypoint.dispatchOneIOSignal() }
    return frames
  }

  // MARK: Memory and time

  private func measureMemory() {
    guard let audit = try? environment.open(Audit.self), let count: AuditResult = try? audit.call(Audit.count) else { return }
    report("desktop.unused-ram.bytes", count.freeRAM, "bytes")
  }

  /// What is missing of this thread's own instructions, the others did.
  private func measureIdle() {
    environment.entrypoint.pause(.milliseconds(500))
    var least = UInt64.max
    for _ in 0..<20 { least = min(least, round()) }
    let (start, span) = (environment.clock.ticks, environment.clock.ticks(.seconds(Self.seconds)))
    var (end, rounds) = (start, UInt64(0))
    while end - start < span {
      _ = round()
      rounds += 1
      end = environment.clock.ticks
    }
    let own = rounds * least
    let others = end - start > own ? end - start - own : 0
    report("desktop.idle", others / Self.seconds, "instructions")
  }

  /// Some instructions, always the same; enough that it does not matter what is done between rounds.
  @inline(never)
  private func round() -> UInt64 {
    let start = environment.clock.ticks
    for _ in 0..<50_000 { _ = KernelCall.ticks }
    return environment.clock.ticks - start
  }
}

// Measures a desktop from its own place in it, at the lowest priority: when it is there, how much memory it takes, how many frames a
// key takes to the screen, and what all the others compute while nobody does anything. Run by `./bulkhead bench`, where a tick of
// the time-stamp counter is an instruction.

import Bulkhead
import Geometry
import Input

@main final class DesktopMeter: Component {
  private let environment: Environment
  private let capture: Session<Capture>
  private let input: Session<Event>
  private var picture: Mapping?
  private var news: SignalHandler?
  private var frames = 0

  /// Within the first window, as it is placed below the indicator's strip.
  private static var place: Point { Point(100, 130) }
  private static var seconds: UInt64 { 1 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    capture = try environment.open(Capture.self, donation: Quota(ram: 96 << 10, capabilities: 10))
    input = try environment.open(Event.self)
    news = try? environment.entrypoint.onSignal(.io) { _ in }
    do throws(CaptureFailure) { try prepare() } catch { throw .failed("there is no picture") }
    waitForWindow()
    environment.log("the desktop is there")
    measureMemory()
    // The first key finds programs and caches as no later one does.
    _ = framesOfKey()
    report("desktop.key-to-pixel", UInt64(framesOfKey()), "frames")
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

  // MARK: The picture

  /// Looks, and counts the looks that brought something new.
  private func look() -> UInt32 {
    let areas = try? capture.call(Capture.capture, Self.place)
    if areas?.rectangles.isEmpty == false { frames += 1 }
    return (picture?.load(0, as: UInt32.self) ?? 0) & 0xff_ffff
  }

  private func isPane(_ color: UInt32) -> Bool { color & 0x07_ffff == 0x00_c040 }

  private func waitForWindow() {
    while !isPane(look()) { environment.entrypoint.pause(.milliseconds(1)) }
    // Frames and focus are there a moment later.
    environment.entrypoint.pause(.milliseconds(300))
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

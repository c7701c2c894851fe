// Measures a desktop from its own place in it, at the lowest priority: when it is there, how many frames a key takes to the screen,
// what all the others compute while nobody does anything, and how much memory they take. Run by `./bulkhead bench`, where a tick of
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

  /// What is to be seen there as soon as the desktop is whole.
  private let sign: (place: Point, color: UInt32)
  /// Where a key shows its effect.
  private let typing: Point
  private static var seconds: UInt64 { 1 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    guard let color = node.attribute("color").flatMap({ UInt32(color: $0) }), let typing = node.node("typing") else {
      throw .failed("the configuration does not say what is to be seen")
    }
    sign = (Self.place(node), color)
    self.typing = Self.place(typing)
    capture = try environment.open(Capture.self, donation: Quota(ram: 96 << 10, capabilities: 10))
    input = try environment.open(Event.self)
    news = try? environment.entrypoint.onSignal(.io) { _ in }
    do throws(CaptureFailure) { try prepare() } catch { throw .failed("there is no picture") }
    waitForWindow()
    measureKey()
    measureIdle()
    measureMemory()
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

  private static func place(_ node: Node) -> Point {
    Point(
      Int32(clamping: (try? node.number("x", default: 0)) ?? 0), Int32(clamping: (try? node.number("y", default: 0)) ?? 0))
  }

  // MARK: The picture

  /// Looks at a pixel, and counts the looks that brought something new.
  private func look(_ place: Point) -> UInt32 {
    let areas = try? capture.call(Capture.capture, place)
    if areas?.rectangles.isEmpty == false { frames += 1 }
    return (picture?.load(0, as: UInt32.self) ?? 0) & 0xff_ffff
  }

  private func waitForWindow() {
    while look(sign.place) != sign.color { environment.entrypoint.pause(.milliseconds(1)) }
    environment.log("the desktop is there")
    // Frames, the other windows and the bar are there a moment later.
    environment.entrypoint.pause(.milliseconds(2000))
  }

  /// The first key finds programs and caches as no later one does. What it typed is deleted, so that all is as before.
  private func measureKey() {
    click(typing)
    _ = framesOfKey(.a, "a")
    let deleted = framesOfKey(.backspace, nil)
    report("desktop.key-to-pixel", UInt64(max(framesOfKey(.a, "a"), deleted)), "frames")
    _ = framesOfKey(.backspace, nil)
  }

  /// Gives the keyboard to the window that is there, and takes the pointer away again, whose picture would hide what is typed.
  private func click(_ place: Point) {
    guard let size = try? capture.call(Capture.screenSize), !size.isEmpty else { return }
    let (x, y) = (place.x * 65536 / size.width, place.y * 65536 / size.height)
    try? input.call(
      Event.submit,
      EventBatch([.pointer(Point(x, y)), .press(.leftButton, character: nil), .release(.leftButton), .pointer(.zero)]))
    environment.entrypoint.pause(.milliseconds(500))
  }

  /// How many frames were shown from a key to the first one that shows its effect.
  private func framesOfKey(_ key: Key, _ character: Unicode.Scalar?) -> Int {
    let before = look(typing)
    frames = 0
    try? input.call(Event.submit, EventBatch([.press(key, character: character), .release(key)]))
    while look(typing) == before { environment.entrypoint.dispatchOneIOSignal() }
    return frames
  }

  // MARK: Memory and time

  private func measureMemory() {
    guard let audit = try? environment.open(Audit.self), let count: AuditResult = try? audit.call(Audit.count) else { return }
    report("desktop.unused-ram.bytes", count.freeRAM, "bytes")
  }

  /// What is missing of this thread's own instructions, the others did.
  private func measureIdle() {
    // A cursor blinks for a while after somebody typed.
    environment.entrypoint.pause(.milliseconds(12_000))
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

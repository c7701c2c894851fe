// Sits in front of the desktop as a person would: looks at a few pixels where a window should be, types, and says `alive` whenever
// a key that it typed became visible there. At the beginning it drags the window from where the first window is put. If its
// configuration says so, it presses the attention key now and then, and escape to whatever that brings up: also to what an earlier
// watcher brought up, which ended before it could.

import Bulkhead
import Geometry
import HID
import Input

@main final class TestWatcher: Component {
  private let environment: Environment
  private let capture: Session<Capture>
  private let input: Session<Event>
  private let picture: Mapping
  private let callsAttention: Bool

  private static var screen: Size { Size(1024, 768) }
  /// Where the window's title is at first, how far it is dragged, and a place within it afterwards.
  private static var title: Point { Point(120, 42) }
  private static var distance: Point { Point(203, 107) }
  private static var place: Point { Point(270, 190) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    callsAttention = try environment.configuration().node.attribute("attention")?.isSame(as: "yes") == true
    capture = try environment.open(Capture.self, donation: Quota(ram: 96 << 10, capabilities: 10))
    input = try environment.open(Event.self)
    do throws(CaptureFailure) {
      try capture.call(Capture.setBuffer, Size(4, 4))
      let dataspace: OwnedCapability<Dataspace> = try capture.call(Capture.dataspace)
      picture = try Self.map(dataspace.capability)
    } catch { throw .failed("there is no picture") }
    watch()
  }

  private static func map(_ dataspace: Capability<Dataspace>) throws(CaptureFailure) -> Mapping {
    do throws(RegionMapFailure) { return try Mapping(dataspace) } catch { throw .outOfRAM }
  }

  /// For ever.
  private func watch() -> Never {
    var old: UInt32? = settle()
    var round = 0
    while true {
      round += 1
      if callsAttention, round % 3 == 0 { callAttention() }
      submit(.press(.a, character: nil), .release(.a))
      if wait(200, until: { color != nil && color != old }) {
        environment.log("alive")
        old = color
      }
    }
  }

  private func callAttention() {
    let keys = [Key.leftControl, .leftAlt, .delete]
    for key in keys { submit(.press(key, character: nil)) }
    for key in keys { submit(.release(key)) }
    environment.entrypoint.pause(.milliseconds(30))
    escape()
    environment.entrypoint.pause(.milliseconds(30))
  }

  private func escape() { submit(.press(.escape, character: nil), .release(.escape)) }

  /// Waits for the window to be there. If it stays where first windows are put, drags it from there; a dialog may cover it.
  private func settle() -> UInt32? {
    while !wait(3000, until: { color != nil }) {
      if color(at: Self.place - Self.distance) != nil { drag() } else if callsAttention { escape() }
    }
    return color
  }

  private func drag() {
    environment.log("drags the window")
    submit(pointer(Self.title), .press(.leftButton, character: nil))
    environment.entrypoint.pause(.milliseconds(50))
    submit(pointer(Self.title + Self.distance))
    environment.entrypoint.pause(.milliseconds(50))
    submit(.release(.leftButton))
  }

  /// The window's colour where it should be; nil if something else is there.
  private var color: UInt32? { color(at: Self.place) }

  private func color(at place: Point) -> UInt32? {
    _ = try? capture.call(Capture.capture, place)
    let pixel = picture.load(0, as: UInt32.self) & 0xff_ffff
    return pixel & 0x07_ffff == 0x00_c040 ? pixel : nil
  }

  private func wait(_ milliseconds: UInt64, until condition: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + milliseconds * 1000
    while environment.clock.now.microseconds < end {
      if condition() { return true }
      environment.entrypoint.pause(.milliseconds(2))
    }
    return false
  }

  private func submit(_ events: InputEvent...) { try? input.call(Event.submit, EventBatch(events)) }

  /// Places come in 65536ths of the screen.
  private func pointer(_ point: Point) -> InputEvent {
    let size = Self.screen
    return .pointer(
      Point((point.x * 65536 + size.width - 1) / size.width, (point.y * 65536 + size.height - 1) / size.height))
  }
}

// A GUI server for tests of drivers: shows a pattern, marks where the pointer is, and tells each event on the log.

import Bulkhead
import Geometry
import Input

@main final class TestScreen: Component {
  private let state = ScreenState()
  private var captures: Service<Capture>?
  private var events: Service<Event>?

  init(_ environment: Environment) throws(SessionError) {
    let state = state
    captures = try environment.offer(Capture.self) { request throws(RefusedSession) in
      environment.log("\(request.label.string) captures")
      return CaptureSession(state) { environment.log("\(request.label.string) captures no more") }
    }
    events = try environment.offer(Event.self) { request throws(RefusedSession) in
      environment.log("\(request.label.string) sends events")
      return EventSession(request.label.string, state, environment)
    }
  }
}

/// What all screens show.
final class ScreenState {
  private var screens: [ScreenBuffer] = []
  /// In 1/65536 of the screen.
  private(set) var pointer = Point(0x8000, 0x8000)
  /// The pointer's mark: red while a button is down.
  private(set) var mark: UInt32 = 0xffffff

  func add(_ screen: ScreenBuffer) { screens.append(screen) }
  func remove(_ screen: ScreenBuffer) { screens.removeAll { $0 === screen } }

  func handle(_ event: InputEvent) {
    switch event {
    case .pointer(let place): pointer = place
    case .movement(let distance): pointer = Point(clamp(pointer.x + distance.x * 64), clamp(pointer.y + distance.y * 64))
    case .press(let key, character: _) where key.isButton: mark = 0xff0000
    case .release(let key) where key.isButton: mark = 0xffffff
    default: return
    }
    for screen in screens { screen.changed() }
  }

  private func clamp(_ value: Int32) -> Int32 { max(0, min(65535, value)) }
}

/// One screen's session.
final class CaptureSession: SessionObject {
  private let screen: ScreenBuffer
  private let state: ScreenState
  private let end: () -> Void

  init(_ state: ScreenState, end: @escaping () -> Void) {
    self.state = state
    self.end = end
    screen = ScreenBuffer(state)
    state.add(screen)
  }

  deinit {
    state.remove(screen)
    end()
  }

  func serve(_ request: inout Request) {
    request.serve(Capture.screenSize) { () throws(CaptureFailure) in self.screen.size }
    request.serve(Capture.setBuffer) { (size) throws(CaptureFailure) -> Void in try self.screen.setBuffer(size) }
    request.serve(Capture.dataspace) { () throws(CaptureFailure) in self.screen.dataspace }
    request.serve(Capture.capture) { _ throws(CaptureFailure) in self.screen.capture() }
    request.keep(Capture.setSignal, in: &self.screen.signal)
  }
}

/// One screen's picture.
final class ScreenBuffer {
  private let state: ScreenState
  private var memory: RAM?
  private(set) var size = Size.zero
  var signal = OwnedCapability<SignalTarget>(adopting: .none)
  private var dirty: [Rectangle] = []
  private var marked = Rectangle(minX: 0, minY: 0, maxX: 0, maxY: 0)

  init(_ state: ScreenState) { self.state = state }

  var dataspace: Capability<Dataspace> { memory?.dataspace ?? .none }

  func setBuffer(_ size: Size) throws(CaptureFailure) {
    guard !size.isEmpty, size.width <= 4096, size.height <= 4096 else { throw .noBuffer }
    memory = nil
    do throws(PDFailure) { memory = try RAM(size: UInt64(size.area * 4)) } catch { throw .outOfRAM }
    self.size = size
    marked = mark
    dirty = [Rectangle(minX: 0, minY: 0, maxX: size.width, maxY: size.height)]
  }

  /// What was not captured yet stays dirty, however much follows.
  func changed() {
    let place = mark
    for area in [marked, place] where !dirty.contains(area) { dirty.append(area) }
    if dirty.count > 8 { dirty = [Rectangle(minX: 0, minY: 0, maxX: size.width, maxY: size.height)] }
    marked = place
    signal.capability.submit()
  }

  /// 9x9 pixels around the pointer.
  private var mark: Rectangle {
    let x = Int32((Int(state.pointer.x) * Int(size.width)) >> 16)
    let y = Int32((Int(state.pointer.y) * Int(size.height)) >> 16)
    return Rectangle(minX: max(0, x - 4), minY: max(0, y - 4), maxX: min(size.width, x + 5), maxY: min(size.height, y + 5))
  }

  func capture() -> ChangedAreas {
    guard let mapping = try? Mapping(dataspace, isWritable: true) else { return ChangedAreas() }
    let areas = dirty
    dirty = []
    let place = mark
    for area in areas {
      for y in area.minY..<area.maxY {
        for x in area.minX..<area.maxX {
          let isMark = x >= place.minX && x < place.maxX && y >= place.minY && y < place.maxY
          mapping.store(isMark ? state.mark : pattern(x, y), at: (Int(y) * Int(size.width) + Int(x)) * 4)
        }
      }
    }
    return ChangedAreas(areas)
  }

  /// A frame of one pixel, and four quarters of different colours.
  private func pattern(_ x: Int32, _ y: Int32) -> UInt32 {
    if x == 0 || y == 0 || x == size.width - 1 || y == size.height - 1 { return 0xffff00 }
    switch (x < size.width / 2, y < size.height / 2) {
    case (true, true): return 0x204060
    case (false, true): return 0x602040
    case (true, false): return 0x406020
    case (false, false): return 0x101820
    }
  }
}

/// One source of events.
final class EventSession: SessionObject {
  private let label: String
  private let state: ScreenState
  private let environment: Environment

  init(_ label: String, _ state: ScreenState, _ environment: Environment) {
    self.label = label
    self.state = state
    self.environment = environment
  }

  func serve(_ request: inout Request) {
    request.serve(Event.submit) { (batch) throws(EventFailure) -> Void in
      for event in batch.events {
        self.environment.log("\(self.label): \(event.text)")
        self.state.handle(event)
      }
    }
  }
}

extension InputEvent {
  fileprivate var text: String {
    switch self {
    case .press(let key, character: _): "press \(key.name ?? "key \(key.rawValue)")"
    case .release(let key): "release \(key.name ?? "key \(key.rawValue)")"
    case .pointer(let place): "pointer \(place.x) \(place.y)"
    case .movement(let distance): "movement \(distance.x) \(distance.y)"
    case .wheel(let distance): "wheel \(distance.x) \(distance.y)"
    case .touch(let finger, let place): "touch \(finger) \(place.x) \(place.y)"
    case .touchRelease(let finger): "touch release \(finger)"
    case .focusEnter: "focus enter"
    case .focusLeave: "focus leave"
    case .hoverLeave: "hover leave"
    case .closeRequest: "close request"
    }
  }
}

import Geometry
import HID
import Input
import Testing

@testable import Windowing

/// A desk with clients in every layer, and somebody who types.
final class TestDesk {
  let desk: Desk
  let source: EventSource
  let display: CaptureClient

  static let configuration = """
    config
    + attention | label: password
    + global-key KEY_F12 | label: wm
    + global-key KEY_TAB | with: KEY_LEFTALT | label: wm
    + domain pointer    | layer: 0 | origin: pointer
    + domain password   | layer: 1 | exclusive: yes | captured: no
    + domain consent    | layer: 2 | exclusive: yes | captured: no | surround: #102030
    + domain strip      | layer: 3 | reserve: 4
    + domain panel      | layer: 4 | focus: transient | color: #112233
    + domain desktop    | layer: 5 | focus: click | color: #445566
    + domain frames     | layer: 5
    + domain background | layer: 6
    + policy | label: pointer    | domain: pointer
    + policy | label: password   | domain: password
    + policy | label: consent    | domain: consent
    + policy | label: strip      | domain: strip
    + policy | label: panel      | domain: panel
    + policy | label_prefix: wm -> frame | domain: frames
    + policy | label_prefix: wm  | domain: desktop
    + policy | label_prefix: app | domain: desktop
    + policy | label: wallpaper  | domain: background
    + capture
      + policy | label: display | display: yes
      + policy | label: camera
    + event | + policy | label: filter
    -
    """

  init(width: Int32 = 40, height: Int32 = 30) {
    desk = Desk(DeskPolicy(Node.parse(Array(Self.configuration.utf8)).node!))
    source = desk.addSource()
    display = desk.addCapture("display")!
    desk.resize(display, to: Size(width, height))
    // The pointer starts out at the first pixel below the strip.
    move(0, 4)
  }

  /// A client with a view in its own coordinates, and a buffer as large.
  func client(_ label: String, _ rectangle: Rectangle? = nil, alpha: Bool = false) -> Client {
    let client = desk.addClient(label)!
    guard let rectangle else { return client }
    desk.setBuffer(client, rectangle.size, hasAlpha: alpha)
    show(client, rectangle)
    return client
  }

  func show(_ client: Client, _ rectangle: Rectangle, number: UInt32 = 1) {
    try! desk.createView(client, number)
    try! desk.change(client, .geometry(number, rectangle))
    desk.settle()
  }

  /// To a pixel of the screen.
  func move(_ x: Int32, _ y: Int32) {
    let (width, height) = (Int64(desk.screen.width), Int64(desk.screen.height))
    let scaled = Point(Int32((Int64(x) << 16 + width - 1) / width), Int32((Int64(y) << 16 + height - 1) / height))
    desk.handle(.pointer(scaled), from: source)
    desk.settle()
  }

  func press(_ key: Key) { handle(.press(key, character: nil)) }
  func release(_ key: Key) { handle(.release(key)) }

  func type(_ key: Key) {
    press(key)
    release(key)
  }

  func click(_ x: Int32, _ y: Int32) {
    move(x, y)
    type(.leftButton)
  }

  func handle(_ event: InputEvent) {
    desk.handle(event, from: source)
    desk.settle()
  }

  func events(_ client: Client) -> [InputEvent] { desk.takeEvents(client, limit: 1000) }

  /// Only presses and releases.
  func keys(_ client: Client) -> [InputEvent] {
    events(client).filter {
      switch $0 {
      case .press, .release: true
      default: false
      }
    }
  }
}

/// The events are taken once: `#expect` may evaluate what it shows twice.
func expect(_ events: [InputEvent], _ expected: [InputEvent], at location: SourceLocation = #_sourceLocation) {
  #expect(events == expected, sourceLocation: location)
}

func pressed(_ key: Key) -> InputEvent { .press(key, character: nil) }

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func number(_ range: ClosedRange<Int32>) -> Int32 { Int32.random(in: range, using: &self) }

  mutating func rectangle(_ extent: Int32) -> Rectangle {
    Rectangle(number(-5...extent), number(-5...extent), number(0...extent), number(0...extent))
  }
}

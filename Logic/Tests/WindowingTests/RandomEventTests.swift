import Geometry
import Input
import Testing

@testable import Windowing

/// Random streams of events, from drivers and input methods that come and go, while clients come, go, become exclusive and hang.
@Suite struct RandomEventTests {
  /// Whatever happens: a client hears of releases only after presses, nobody hears anything while somebody else is exclusive, an
  /// input method then reaches nobody at all, and every press that anybody heard of has its release in the end.
  @Test(arguments: 1...60 as ClosedRange<UInt64>) func nobodyHearsWhatIsForSomebodyElse(seed: UInt64) {
    let commotion = Commotion(seed: seed)
    for _ in 0..<500 { commotion.step() }
    commotion.end()
  }

  /// The events above are of every kind, and the states that matter are reached.
  @Test func everythingHappens() {
    var kinds: Set<UInt64> = []
    var (exclusive, abandoned) = (0, 0)
    for seed in 1...10 as ClosedRange<UInt64> {
      let commotion = Commotion(seed: seed)
      for _ in 0..<500 {
        commotion.step()
        exclusive += commotion.test.desk.exclusive == nil ? 0 : 1
        abandoned += commotion.entry.isAbandoned ? 1 : 0
      }
      kinds.formUnion(commotion.kinds)
    }
    // All but the window manager's, and movements, which arrive as places.
    #expect(kinds.count == 9)
    #expect((500..<4500).contains(exclusive))
    #expect(abandoned > 5)
  }
}

private final class Commotion {
  let test = TestDesk()
  /// The kinds of events that clients have heard.
  private(set) var kinds: Set<UInt64> = []
  private var random: SplitMix
  private var clients: [Client] = []
  private let method: EventSource
  /// One that comes and goes, beside the one that stays.
  private var driver: EventSource
  /// Whether the password entry takes no events.
  private var hangs = false
  /// What each client believes to be down.
  private var keysDown: [Set<Key>] = []
  private var fingersDown: [Set<UInt16>] = []

  private static let labels = ["app 1", "app 2", "wm", "wm -> x", "panel", "consent", "password", "wallpaper"]
  private static let keys: [Key] = [
    .a, .b, .leftButton, .rightButton, .f12, .tab, .leftAlt, .leftControl, .delete, .escape,
  ]
  private static let entry = 6

  var entry: Client { clients[Self.entry] }

  init(seed: UInt64) {
    random = SplitMix(state: seed)
    method = test.desk.addSource(isMethod: true)
    driver = test.desk.addSource()
    for label in Self.labels { clients.append(newClient(label)) }
    for client in clients[5...6] { try! test.desk.destroyView(client, 1) }
    test.desk.settle()
    for client in clients { _ = test.events(client) }
    keysDown = Self.labels.map { _ in [] }
    fingersDown = Self.labels.map { _ in [] }
  }

  private func newClient(_ label: String) -> Client {
    test.client(label, Rectangle(0, 0, random.number(1...40), random.number(1...30)))
  }

  func step() {
    let before = test.desk.exclusive
    let isMethod = random.number(0...6) == 0
    if isMethod { say(method) } else { act() }
    let now = test.desk.exclusive
    if isMethod { #expect(now === before) }
    for index in clients.indices where !(hangs && index == Self.entry) {
      let events = test.events(clients[index])
      if let now, now === before, isMethod || clients[index] !== now {
        // But for the one event that calls the password entry.
        #expect(events.isEmpty || (!isMethod && index == Self.entry && events == [pressed(.delete)]))
      }
      note(events, index)
    }
  }

  private func act() {
    switch random.number(0...17) {
    case 0...6: say(test.source)
    case 7...9: say(driver)
    case 10: replaceDriver()
    case 11...12: toggle(Int(random.number(5...6)))
    case 13: _ = test.desk.focus(clients[3], by: clients[2])
    case 14: replaceClient(Int(random.number(0...4)))
    case 15...16: test.desk.now += 6000
    default: hang(random.number(0...4) > 0)
    }
    test.desk.settle()
  }

  /// One event of a driver or an input method.
  private func say(_ source: EventSource) {
    let place = Point(random.number(0...65535), random.number(0...65535))
    let (key, finger) = (Self.keys.randomElement(using: &random)!, UInt16(random.number(0...2)))
    let event: InputEvent =
      switch random.number(0...15) {
      case 0...4: pressed(key)
      case 5...9: .release(key)
      case 10: .pointer(place)
      case 11: .movement(Point(random.number(-9...9), random.number(-9...9)))
      case 12: .wheel(Point(0, random.number(-2...2)))
      case 13: .touch(finger, place)
      case 14: .touchRelease(finger)
      // Drivers do not say such things, and are not heard when they do.
      default: [.focusEnter, .focusLeave, .hoverLeave, .closeRequest].randomElement(using: &random)!
      }
    test.desk.handle(event, from: source)
    test.desk.settle()
  }

  private func replaceDriver() {
    test.desk.remove(driver)
    driver = test.desk.addSource()
  }

  /// Shows who would be exclusive, or takes it away.
  private func toggle(_ index: Int) {
    guard clients[index].viewCount == 0 else { return try! test.desk.destroyView(clients[index], 1) }
    // Who was called comes; the others seldom.
    if test.desk.exclusive === clients[index] || random.number(0...3) == 0 { test.show(clients[index], random.rectangle(20)) }
  }

  private func replaceClient(_ index: Int) {
    test.desk.remove(clients[index])
    test.desk.settle()
    clients[index] = newClient(Self.labels[index])
    (keysDown[index], fingersDown[index]) = ([], [])
  }

  /// Who goes on takes at once what it has missed.
  private func hang(_ hangs: Bool) {
    self.hangs = hangs
    if !hangs { note(test.events(entry), Self.entry) }
  }

  private func note(_ events: [InputEvent], _ index: Int) {
    for event in events {
      kinds.insert(event.words.0 & 255)
      switch event {
      case .press(let key, _): keysDown[index].insert(key)
      case .release(let key): #expect(keysDown[index].remove(key) != nil)
      case .touch(let finger, _): fingersDown[index].insert(finger)
      case .touchRelease(let finger): #expect(fingersDown[index].remove(finger) != nil)
      default: break
      }
    }
  }

  /// Nobody is exclusive, and nothing is down any more.
  func end() {
    hang(false)
    for client in clients[5...6] where client.viewCount > 0 { try! test.desk.destroyView(client, 1) }
    // Whoever was called and did not come, or showed nothing that can be seen, would keep everything.
    test.show(entry, Rectangle(0, 0, 9, 9))
    try! test.desk.destroyView(entry, 1)
    test.desk.settle()
    for source in [test.source, driver, method] { test.desk.remove(source) }
    test.desk.settle()
    for (index, client) in clients.enumerated() {
      note(test.events(client), index)
      #expect(keysDown[index].isEmpty && fingersDown[index].isEmpty)
    }
  }
}

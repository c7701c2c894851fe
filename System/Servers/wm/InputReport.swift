// What the layouter learns of the input: what happens on frames, that a window was clicked, and the window manager's own keys.
//
// The report is a state, with numbers that count up: a reader that skips one misses nothing but movements.

import Bulkhead
import Geometry
import HID
import Input
import WindowManagement

final class InputReport {
  private let reporter: Reporter
  private var window = 0
  private var place = Point.zero
  private var clicked = 0
  private var clicks = 0
  /// The last presses, releases and keys, oldest first.
  private var steps: [Node] = []
  private var stepCount = 0
  private var held: [Key] = []
  private var finger = FirstFinger()
  /// Counts the times between all keys being up and being up again.
  private var hold = 0
  private var isChanged = false
  /// What the layouter was told last; nil: nothing yet.
  private(set) var told: InputMark?

  private static var stepLimit: Int { 16 }

  /// - Parameter number: clicks and steps are counted from there.
  init(_ environment: Environment, after number: Int) {
    reporter = Reporter(Text("window_input"), environment: environment)
    // Attributes hold 31 bits.
    (clicks, stepCount, hold) = (number & 0x3fff_ffff, number, number & 0x3fff_ffff)
  }

  func handleFrame(_ event: InputEvent, _ number: Int) {
    switch event {
    case .pointer(let point): (window, place, isChanged) = (number, point, true)
    case .touch(let name, let point):
      let touch = finger.touch(name)
      if touch == .other { return }
      (window, place, isChanged) = (number, point, true)
      if touch == .down { addStep("press") }
    case .press(.leftButton, _):
      window = number
      addStep("press")
    // The window gets the keyboard, as with any button.
    case .press(let key, _) where key.isButton: click(number)
    case .release(.leftButton): addStep("release")
    case .touchRelease(let name): if finger.lift(name) { addStep("release") }
    case .hoverLeave:
      if window == number { (window, isChanged) = (0, true) }
    default: return
    }
  }

  private func addStep(_ type: String, _ attributes: (inout Node) -> Void = { _ in }) {
    stepCount += 1
    isChanged = true
    var node = Node(type)
    node.set("name", "\(stepCount)")
    setPlace(&node)
    attributes(&node)
    steps.append(node)
    if steps.count > Self.stepLimit { steps.removeFirst() }
  }

  private func setPlace(_ node: inout Node) {
    node.set("window", "\(window)")
    node.set("x", "\(place.x)")
    node.set("y", "\(place.y)")
  }

  func click(_ number: Int) {
    (clicked, clicks, isChanged) = (number, clicks + 1, true)
  }

  func handleKey(_ event: InputEvent) {
    switch event {
    case .press(let key, _):
      if held.isEmpty { hold += 1 }
      if !held.contains(key) { held.append(key) }
      if key.isModifier || key.isButton { return }
      addStep("key") { node in
        node.set("code", key.name ?? "")
        node.set("hold", "\(self.hold)")
      }
    case .release(let key): held.removeAll { $0 == key }
    default: return
    }
  }

  /// Publishes what is new.
  func write() {
    guard isChanged else { return }
    isChanged = false
    var node = Node("window_input")
    setPlace(&node)
    node.set("clicked", "\(clicked)")
    node.set("clicks", "\(clicks)")
    for step in steps { node.append(step) }
    do throws(SessionError) { try reporter.report(node) } catch { return }
    told = InputMark(clicks: clicks, step: stepCount)
  }
}

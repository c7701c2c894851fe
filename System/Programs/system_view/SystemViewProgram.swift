// The system view: the live picture of all components, and the person's way to restart and stop them, and to take back what
// they let them use.
//
// It reads reports, and has no power of its own: each action is a session that the routes give it, or not, and that the person
// is asked about. Nothing happens while nothing changes, except for one look a second at the numbers while it has the keyboard.

import Bulkhead
import Geometry
import GuiClient
import HID
import Input
import SystemView
import Toolkit
import Widgets

@main final class SystemViewProgram: Component {
  private let environment: Environment
  private let window: InterfaceWindow<SystemWish>
  private let source: FactSource
  private var control: Session<ConsentControl>?
  private var screen: SystemScreen
  private var meter = LoadMeter()
  private var attempt: SteeringAttempt?
  private var timeout: Timeout?
  private var hasKeyboard = false
  private var call: WindowCall?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    screen = SystemScreen(size: Size(984, 640))
    window = try InterfaceWindow(environment, title: Text("System"), size: screen.size, isResizable: true)
    source = try FactSource(environment, node)
    control = try? environment.open(ConsentControl.self)
    screen.canRevoke = control != nil
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.onEvent = { [self] event in follow(event) }
    window.onResize = { [self] in show() }
    call = try WindowCall.awaited(environment, as: "system_view") { [self] in called() }
    try source.watch { [self] in read() }
    environment.log("system_view: \(screen.facts.components.count) components")
    lookAgain()
  }

  // MARK: - Facts

  private func read() {
    let before = screen.facts
    screen.facts = source.facts
    meter.read(screen.facts)
    screen.loads = meter.loads
    tellCrashes(since: before)
    show()
  }

  /// A window that waits to be called is made of what is known by then.
  private func show() {
    if call?.isAwaited == true { return }
    screen.size = window.points
    window.show(screen.element)
  }

  /// Who is not looking finds it in the log.
  private func tellCrashes(since before: SystemFacts) {
    for component in screen.facts.components where component.condition == .crashed {
      if let old = before.component(component.path), before.components[old].condition == .crashed { continue }
      environment.log("alert: \(component.path) \(component.alerts.first?.text ?? "crashed")")
    }
  }

  /// Numbers change without anybody saying so. Who works elsewhere sees them more seldom, and who does not see the window not at all.
  private func lookAgain() {
    if call?.isAwaited == true { return }
    timeout = environment.entrypoint.after(.milliseconds(hasKeyboard ? 1000 : 5000)) { [self] in
      source.refresh()
      read()
      lookAgain()
    }
  }

  private func follow(_ event: InputEvent) {
    switch event {
    case .focusEnter:
      hasKeyboard = true
      lookAgain()
    case .focusLeave: hasKeyboard = false
    default: break
    }
  }

  // MARK: - Being called

  private func called() {
    source.refresh()
    read()
    lookAgain()
  }

  /// Who can be called again stays.
  private func leave() {
    guard let call else { environment.exit(0) }
    call.await()
    timeout = nil
    window.hide()
  }

  // MARK: - Wishes

  private func fulfil(_ wish: SystemWish) {
    switch wish {
    case .restart(let path): steer("restart", path)
    case .stop(let path): steer("stop", path)
    case .revoke(let id): revoke(id)
    case .leave: return leave()
    default: screen.fulfil(wish)
    }
    show()
  }

  private func steer(_ action: StaticString, _ path: String) {
    guard attempt == nil, let index = screen.facts.component(path) else { return }
    let label = "\(action) -> " + screen.facts.components[index].name
    screen.notice = .waiting("Waiting for your permission.")
    let attempt = SteeringAttempt(environment, label)
    self.attempt = attempt
    attempt.onEnd = { [self] end in ended(label, end) }
    attempt.begin()
  }

  private func ended(_ label: String, _ end: SteeringAttempt.End) {
    attempt = nil
    switch end {
    case .done: screen.notice = .done("It is done.")
    case .refused: screen.notice = .failed("It was not allowed.")
    case .failed: screen.notice = .failed("It could not be done.")
    }
    environment.log("\(label): \(end.words)")
    show()
  }

  /// Taking back needs no question: nobody gets anything by it.
  private func revoke(_ id: UInt64) {
    do throws(ConsentFailure) {
      try control?.call(ConsentControl.stop, id)
      screen.notice = .done("It was taken back.")
    } catch { screen.notice = .failed("It had ended already.") }
  }
}

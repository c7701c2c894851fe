// The settings: who may what, what goes on now, and what happened.
//
// The broker remembers and decides; this shows its reports and tells it the user's wishes. It has no other power.

import Bulkhead
import ConsentSettings
import Geometry
import GuiClient
import HID
import Toolkit
import Widgets

enum SettingsWish {
  case show(SettingsPage)
  case decide(label: String, service: String, StandingDecision)
  case stop([UInt64])
  case forgive(String)
  case choose(Preference, Int)
  case scale(Int32)
  case leave
}

enum SettingsPage: Int {
  case permissions, history, preferences
}

@main final class SettingsProgram: Component {
  private let environment: Environment
  private let window: InterfaceWindow<SettingsWish>
  private let control: Session<ConsentControl>
  private let uses: ROMContent
  private let audit: ROMContent
  private let preferences: Preferences
  /// Who maps keys, if that is to be shown.
  private var keymap: ROMContent?
  private var call: WindowCall?
  private var page = SettingsPage.permissions
  private var overview = ConsentOverview()
  private let offersScale: Bool
  private var refusedScale: ScaleChoice.Refusal?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    control = try environment.open(ConsentControl.self)
    offersScale = try environment.configuration().node.attribute("scale")?.isSame(as: "yes") == true
    (uses, audit) = (
      try ROMContent(Text("uses"), environment: environment), try ROMContent(Text("audit"), environment: environment)
    )
    preferences = try Preferences(environment)
    window = try InterfaceWindow(environment, title: Text("Settings"), size: Size(600, 420), isResizable: true)
    window.close = .leave
    window.onScaleChange = { [self] in show() }
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    call = try WindowCall.awaited(environment, as: "settings") { [self] in show() }
    if try environment.configuration().node.attribute("keymap")?.isSame(as: "yes") == true {
      keymap = try ROMContent(Text("keymap"), environment: environment)
      try keymap?.watch { [self] in show() }
    }
    try uses.watch { [self] in read() }
    try audit.watch { [self] in read() }
    environment.log("settings")
  }

  private func read() {
    overview = ConsentOverview(uses: Node.parse(uses.bytes).node, audit: Node.parse(audit.bytes).node)
    show()
  }

  /// A window that waits to be called is made of what is known by then.
  private func show() {
    if call?.isAwaited == true { return }
    let keyboard = keymap.map { KeyboardInUse(Node.parse($0.bytes).node) }
    let scale = offersScale ? ScaleChoice(scale: window.style.scale, refusal: refusedScale) : nil
    window.show(
      SettingsView(overview: overview, preferences: preferences, keyboard: keyboard, scale: scale, page: page).element)
  }

  /// Who can be called again stays.
  private func leave() {
    guard let call else { environment.exit(0) }
    call.await()
    window.hide()
  }

  private func fulfil(_ wish: SettingsWish) {
    switch wish {
    case .show(let page):
      self.page = page
      show()
    case .decide(let label, let service, let decision): decide(label, service, decision)
    case .stop(let ids): for id in ids { try? control.call(ConsentControl.stop, id) }
    case .forgive(let label): try? control.call(ConsentControl.forgive, Text(label))
    case .choose(let preference, let index):
      preferences.choose(index, for: preference)
      show()
    case .scale(let scale): choose(scale)
    case .leave: leave()
    }
  }

  private func choose(_ scale: Int32) {
    let now = window.chooseScale(scale)
    refusedScale = now == scale ? nil : now == nil ? .notAllowed : .screenTooSmall
    show()
  }

  /// The broker's next report shows what became of it.
  private func decide(_ label: String, _ service: String, _ decision: StandingDecision) {
    guard let label = Text(exactly: label), let service = Text(exactly: service) else { return }
    let word: ConsentDecision =
      switch decision {
      case .ask: .ask
      case .allow: .allow
      case .deny: .deny
      }
    do throws(ConsentFailure) {
      try control.call(ConsentControl.decide, ConsentSetting(label: label, service: service, word))
    } catch { environment.log("error: the consent broker does not answer") }
  }
}

// Listens, looks, and asks for keys; see README.md.

import Bulkhead
import Geometry
import GuiClient
import HID
import Input
import Painting
import TestSupport

@main final class TestPassword: Component {
  private let environment: Environment
  private let checks: Checks
  private let window: Window
  private let eye: Eye
  private var timeout: Timeout?
  private var requests: [UnlockRequest] = []
  /// What was typed, kept as carelessly as a program can: nothing overwrites it when it is freed.
  private var typed: [UInt16] = []
  /// What an input method typed into the window.
  private var emojis = 0

  private static var emoji: Unicode.Scalar { "\u{1f642}" }
  static var color: Color { Color(0x336699) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    window = try Window(environment, size: Size(1024, 768), title: Text("spy"), label: Text("spy"))
    eye = try Eye(environment)
    window.onEvent = { [self] event in hear(event) }
    window.draw { canvas in
      canvas.replace(canvas.bounds, with: Self.color)
      return [canvas.bounds]
    }
    window.show(at: .zero)
    look()
    typed.reserveCapacity(512)
    environment.log("listening")
  }

  private func look() {
    eye.look()
    timeout = environment.entrypoint.after(.milliseconds(250)) { [self] in look() }
  }

  private func hear(_ event: InputEvent) {
    switch event {
    case .press(_, let character) where character == Self.emoji: hearEmoji()
    case .press(let key, _):
      if !typed.isEmpty || key == .m { typed.append(key.rawValue) }
      environment.log("hears \(key.name ?? "a key")")
      obey(key)
    case .focusLeave: environment.log("FAILED: hears that it lost the keyboard")
    default: break
    }
  }

  private func hearEmoji() {
    emojis += 1
    if emojis == 1 { environment.log("an input method types") }
  }

  private func obey(_ key: Key) {
    switch key {
    case .f: ask("first")
    case .s: ask("second")
    case .c: ask("first")
    case .w: typed = []
    case .g: emojis = 0
    case .k: endOthers()
    case .v: environment.exit(0)
    case .x: finish()
    default: break
    }
  }

  /// Ends all that the configuration names.
  private func endOthers() {
    for node in (try? environment.configuration())?.node.nodes("end") ?? [] {
      guard let name = node.name, let label = Text(exactly: "stop -> " + name),
        let steering = try? environment.open(Steering.self, label: label), (try? steering.call(Steering.perform)) != nil
      else {
        environment.log("FAILED: \(node.name ?? "somebody") is not ended")
        continue
      }
    }
    environment.log("the others are gone")
  }

  private func ask(_ label: StaticString) {
    guard let request = try? UnlockRequest(environment, label) else { return environment.log("FAILED: no session") }
    requests.append(request)
    request.onDecision = { [self] in decided(request) }
    // The person may be so fast that the refusal is there before the session is.
    do throws(UnlockFailure) {
      _ = try request.session.call(Unlock.key)
      checks.expect(false, "there is no key before the answer")
    } catch { checks.expect(error == .waiting || error == .refused, "there is no key before the answer") }
  }

  private func decided(_ request: UnlockRequest) {
    environment.log("\(request.label) is \(request.state == .unlocked ? "unlocked" : "refused")")
    if request.state == .unlocked { return compare(request) }
    checks.refuses("who is refused has no key", UnlockFailure.refused) { () throws(UnlockFailure) in
      _ = try request.session.call(Unlock.key)
    }
    checks.refuses("who is refused has no token", UnlockFailure.refused) { () throws(UnlockFailure) in
      let token: OwnedCapability<UnlockToken> = try request.session.call(Unlock.token)
      _ = token.exists
    }
  }

  /// Keys differ by label, and only by label; tokens say whose they are.
  private func compare(_ request: UnlockRequest) {
    let key = request.key
    checks.expect(key.map { $0 != Block256((0, 0, 0, 0)) } ?? false, "there is a key")
    for other in requests where other !== request && other.state == .unlocked {
      let isSameLabel = other.label.utf8.elementsEqual(request.label.utf8)
      checks.expect((other.key == key) == isSameLabel, "a label has one key, another label another one")
      checks.expect(other.owner(ofTokenOf: request) == Text(request.fullLabel), "a token says whose it is")
    }
    checks.refuses("what is no token is none", UnlockFailure.unknownToken) { () throws(UnlockFailure) in
      _ = try request.session.call(Unlock.recognise, request.session.capability.erased.of(UnlockToken.self))
    }
  }

  private func finish() {
    checks.expect(eye.sawNothing, "whoever looks sees nothing where the dialog is")
    checks.expect(eye.sawNoOther, "and never anything but what programs show")
    environment.log(checks.failures == 0 ? "nobody learned anything" : "FAILED: \(checks.failures) checks")
    environment.exit(0)
  }
}

// Does what the report `act` names, a thousand times a second, and says in its report `state` when it has begun. Everything that it
// did before stays where it was.

import Bulkhead
import ConsentView
import Geometry
import HID
import Input

final class Impostor {
  private let environment: Environment
  private let act: ROMContent
  private let reporter: Reporter
  private let sheets: Sheets
  private let forges: Bool
  private let swarm: Swarm
  private var current: Act?
  private var wish: PendingSession?
  private let mayType: Bool
  private var typist: Typist?
  private var hasHeard = false
  private var clock: Timeout?
  private var count: UInt64 = 0
  private var start: UInt64 = 0

  init(_ environment: Environment, _ node: Node) throws(SessionError) {
    self.environment = environment
    forges = node.attribute("forges")?.isSame(as: "yes") == true
    mayType = node.attribute("method")?.isSame(as: "yes") == true
    reporter = Reporter(Text("state"), environment: environment)
    sheets = try Sheets(environment, ground: node.attribute("ground").flatMap { UInt32(color: $0) } ?? 0)
    swarm = try Swarm(environment, isNested: node.attribute("nested")?.isSame(as: "yes") == true)
    act = try ROMContent(Text("act"), environment: environment)
    sheets.onAllow = { [self] in pressed() }
    try act.watch { [self] in begin() }
  }

  private var now: UInt64 { environment.clock.now.microseconds }

  private func begin() {
    guard let next = Act(act), next != current else { return }
    if current == .resizes { checkRate() }
    current = next
    (count, start) = (0, now)
    step()
    clock = environment.entrypoint.every(.milliseconds(1)) { [self] in step() }
    if next == .grabs { grab() }
    if next == .rests { clock = nil }
    if next == .copies, forges { environment.log("asks something itself") } else { say(next) }
  }

  private func say(_ act: Act) {
    do throws(SessionError) { try reporter.report(act.node) } catch { environment.log("FAILED: no report") }
  }

  private func checkRate() {
    let milliseconds = max((now - start) / 1000, 1)
    environment.log("\(count) moves and resizes in \(milliseconds) ms")
    if count < milliseconds { environment.log("FAILED: fewer than a thousand a second") }
  }

  private func step() {
    switch current {
    case .covers: sheets.cover()
    case .copies: if forges { sheets.forge() } else { sheets.cover() }
    case .resizes: count += swarm.scatter()
    case .shines:
      sheets.shine()
      swarm.crowd()
    case .titles: sheets.rename()
    case .grabs: grabInput()
    case .rests, nil: break
    }
  }
}

// MARK: - What is to be refused

extension Impostor {
  /// Somebody pressed its "Allow". What it wishes for the system asks about nevertheless, and the person says no.
  private func pressed() {
    guard wish == nil, current == .copies else { return }
    environment.log("its own question was answered with yes")
    let donation = Quota(ram: Record.cost.ram + 8192, capabilities: Record.cost.capabilities + 4)
    let wish = environment.request(Text("Record"), donation: donation)
    self.wish = wish
    wish.onChange = { [self] in
      let isRefused = wish.state == .refused(.denied)
      environment.log(isRefused ? "it is refused all the same" : "FAILED: it got what it wished for")
      say(.copies)
    }
    if wish.state != .opening { environment.log("FAILED: the person is not asked about it") }
  }

  /// What an input method types arrives in windows, and nowhere else.
  private func grabInput() {
    if swarm.grab(), mayType, !hasHeard {
      hasHeard = true
      environment.log("what it types arrives in its window")
    }
    typist?.type()
  }

  private func grab() {
    let donation = Quota(ram: 128 << 10, capabilities: 20)
    let capture = environment.request(Text("Capture"), donation: donation)
    capture.onChange = { [self] in if capture.state == .open { environment.log("FAILED: it sees the screen") } }
    let input = environment.request(Text("Event"), donation: donation)
    if mayType {
      typist = Typist(input, screen: Size(1024, 768))
    } else {
      input.onChange = { [self] in if input.state == .open { environment.log("FAILED: it plays the person") } }
    }
    // Nobody is in another one's domain by calling itself so.
    for label in ["consent", "indicator", "password"] as [StaticString] {
      let session = environment.request(Text("Gui"), label: Text(label), donation: donation)
      session.onChange = { [self] in if session.state == .open { dress(session) } }
    }
  }

  /// All of what a session with a label like the system's can do: a view over everything.
  private func dress(_ session: PendingSession) {
    let gui = session.capability.of(Gui.self)
    try? gui.call(Gui.setBuffer, Pair(Size(16, 16), false))
    try? gui.call(Gui.createView, ViewID(1))
    try? gui.call(Gui.execute, ViewCommands([.geometry(ViewID(1), Rectangle(300, 240, 16, 16)), .front(ViewID(1))]))
  }
}

// Runs a desktop and kills its parts at random moments: one after the other, and now and then a further one while the last is just
// coming back. After each, all signs of life must come: above all, a window must be where it was, and show what is typed. In the
// end all is removed, and the books have to be what they were.

import Bulkhead
import HID
import Sandbox
import Services
import TestSupport

@main final class Survival: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let audit: Session<Audit>
  private let hanging: Hanging
  private let configuration: Configuration
  private var plan: KillPlan
  private var phase = Phase.warm
  private var reference: Books?
  private var victim = ""
  /// All that were killed since the last signs of life.
  private var victims: [String] = []
  /// Who must go on as the same instance.
  private var spared: (name: String, instance: UInt64)?
  /// Who hangs, and is to be restarted for that.
  private var hung: (name: String, instance: UInt64)?
  private var kills = 0
  private var drags = 0
  private var rounds = 0
  private var signs: SignsOfLife
  private var trail = Trail()
  private var killTimeout: Timeout?
  private var limit: Timeout?

  private static var warmRounds: Int { 2 }

  private enum Phase {
    /// Each part is killed once, twice over: programs that are loaded and heaps that grow do so now.
    case warm
    case killing
    /// All that is asked of the person.
    case person
  }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    children = ChildSystem(environment)
    audit = try environment.open(Audit.self)
    hanging = try Hanging(environment)
    let seed: UInt64 = configuration.node.numberOr("seed", environment.clock.ticks)
    plan = KillPlan(configuration.node, seed: seed)
    signs = SignsOfLife(configuration.node)
    environment.log("seed \(seed)")
    children.onLog = { [self] line in hear(line) }
    children.serve(Log.self) { [self] request throws(RefusedSession) in
      LogReceiver(request) { [self] line in hear(line.string, from: request.label.string) }
    }
    begin(kills: 1, hangs: 0)
  }

  private func begin(kills: Int, hangs: Int) {
    plan.start(kills: kills, hangs: hangs)
    drags = 0
    apply(without: "")
    expectLife()
  }

  /// Runs the children that the own configuration names, except for one.
  private func apply(without name: String) {
    var node = Node("config")
    for sub in configuration.node.nodes where !Self.isOwn(sub) && sub.name?.isSame(as: name) != true {
      node.append(sub)
    }
    if !children.apply(Array(node.text.utf8)) { fail("the configuration is refused") }
  }

  /// Not init's vocabulary, but for this program.
  private static func isOwn(_ node: Node) -> Bool {
    node.type.isSame(as: "kill") || node.type.isSame(as: "hang") || node.type.isSame(as: "sign")
  }

  // MARK: Watching

  private func hear(_ line: String) {
    trail.add(line)
    if phase == .warm || line.utf8.starts(with: "error".utf8) { environment.log(line) }
  }

  private func hear(_ line: String, from label: String) {
    if signs.hear(line) { return lives() }
    if line.utf8.elementsEqual("drags the window".utf8) { return dragged() }
    if line.utf8.elementsEqual("heard W".utf8) { return end() }
    trail.add("\(label): \(line)")
    if phase == .warm || line.utf8.starts(with: "stop".utf8) || line.utf8.starts(with: "error".utf8)
      || line.utf8.starts(with: "FAILED".utf8)
    {
      environment.log("\(label): \(line)")
    }
  }

  /// Only once is the window not where it should be: in the beginning.
  private func dragged() {
    drags += 1
    if drags > 1 || kills > 0 { fail("the window is not in its place after \"\(victim)\" was killed") }
  }

  /// The last sign that was missing came.
  private func lives() {
    guard phase != .person else { return }
    if let hung, children.instance(of: hung.name) == hung.instance { return signs.forget() }
    for victim in victims where children.state(of: victim) != .running { fail("\"\(victim)\" does not come back") }
    if let spared, children.instance(of: spared.name) != spared.instance {
      fail("\"\(spared.name)\" does not survive that \"\(victim)\" was killed")
    }
    let pause = TimeSpan.microseconds(plan.numbers.next(30_000))
    killTimeout = environment.entrypoint.after(pause) { [self] in killNext() }
  }

  private func expectLife() {
    signs.forget()
    limit = environment.entrypoint.after(.seconds(60)) { [self] in
      fail("nothing is heard of \"\(signs.missing)\" after \"\(victim)\" was killed")
    }
  }

  // MARK: Killing

  private func killNext() {
    guard let next = plan.next() else { return killed() }
    (spared, hung, victims) = (next.spares.map { ($0, children.instance(of: $0) ?? 0) }, nil, [])
    if !kill(next) { fail("there is no \"\(next.name)\" to be killed") }
    expectLife()
    if phase == .killing, plan.numbers.next(4) == 0 { killAnotherSoon() }
  }

  /// - Returns: false if it does not run.
  private func kill(_ next: Victim) -> Bool {
    if next.hangs {
      hung = (next.name, children.instance(of: next.name) ?? 0)
      guard hanging.hang(next.name) else { return false }
    } else {
      guard children.restart(next.name) else { return false }
    }
    victim = next.name
    victims.append(victim)
    trail.add(next.hangs ? "\(victim) hangs from here on" : "\(victim) was killed")
    kills += 1
    if kills % 1000 == 0 { environment.log("\(kills) kills") }
    return true
  }

  /// While the last one that was killed is on its way back.
  private func killAnotherSoon() {
    killTimeout = environment.entrypoint.after(.microseconds(plan.numbers.next(20_000))) { [self] in
      guard let next = plan.next() else { return }
      if next.hangs { return plan.postpone(next) }
      // It may wait for the one that was killed before: another time.
      guard kill(next) else { return plan.postpone(next) }
      // Both together may take somebody with them whom each of them spares.
      spared = nil
      expectLife()
    }
  }

  private func killed() {
    limit = nil
    apply(without: "watcher")
    if phase == .warm { return warmed() }
    phase = .person
    let hasPerson = (try? configuration.node.flag("person", default: true)) ?? true
    guard hasPerson else { return showAgain() }
    environment.log("\(kills) parts were killed: the window is in place, and shows what is typed")
  }

  private func showAgain() {
    balance()
    environment.log("\(kills) parts were killed: all accounts are what they were")
    apply(without: "")
  }

  private func warmed() {
    rounds += 1
    (kills, victim, victims, spared) = (0, "", [], nil)
    if rounds == Self.warmRounds {
      reference = nil
      phase = .killing
    }
    balance()
    if phase == .warm { return begin(kills: 1, hangs: 0) }
    let kills: Int = configuration.node.numberOr("kills", 10)
    begin(kills: kills, hangs: max(1, kills / 100))
  }

  /// The person typed, too.
  private func end() {
    balance()
    environment.log("all accounts are what they were")
    environment.exit(0)
  }

  /// Removes all children, and compares with the last time.
  private func balance() {
    _ = children.apply(Array("config\n-\n".utf8))
    guard let books = Books(environment, audit) else { return fail("core's books do not balance") }
    if phase != .warm, let reference {
      environment.log("before: \(reference.text)")
      environment.log("after \(kills) kills: \(books.text)")
      if !books.hasLostNothing(since: reference, slack: 64 << 10) { fail("something is lost") }
    }
    reference = books
  }

  private func fail(_ reason: String) {
    trail.write { environment.log($0) }
    environment.log("FAILED: " + reason + " (\(kills) kills)")
    environment.exit(1)
  }
}

extension Node {
  func numberOr<Number: FixedWidthInteger>(_ tag: String, _ value: Number) -> Number {
    Number(clamping: (try? number(tag, default: Int(clamping: value))) ?? Int(clamping: value))
  }
}

// Wishes to record, once for each act of the impostors, when both of them are at it. What is `always` allowed it has from the
// beginning on, and until the person ends it.

import Bulkhead
import HID

final class Asker {
  private let environment: Environment
  private let reporter: Reporter
  private let states: [ROMContent]
  private let uses: ROMContent
  private let audit: ROMContent
  private var act = Act.covers
  private var standing: PendingSession?
  private var session: PendingSession?
  private var round: Timeout?

  private static var donation: Quota { Quota(ram: Record.cost.ram + 8192, capabilities: Record.cost.capabilities + 4) }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    reporter = Reporter(Text("act"), environment: environment)
    states = [
      try ROMContent(Text("front"), environment: environment), try ROMContent(Text("behind"), environment: environment),
    ]
    uses = try ROMContent(Text("uses"), environment: environment)
    audit = try ROMContent(Text("audit"), environment: environment)
    for state in states { try state.watch { [self] in proceed() } }
    let standing = environment.request(Text("Record"), label: Text("standing"), donation: Self.donation)
    self.standing = standing
    standing.onChange = { [self] in stands() }
    stands()
  }

  private func publish() {
    do throws(SessionError) { try reporter.report(act.node) } catch { environment.log("FAILED: no report") }
  }

  // MARK: - What is always allowed

  private func stands() {
    guard let standing else { return }
    switch standing.state {
    case .open: checkBooks()
    case .refused: environment.log("FAILED: what is always allowed is refused")
    case .opening, .upgrading, .closing, .closed: break
    }
  }

  /// It is shown and recorded although nobody was asked.
  private func checkBooks() {
    round = environment.entrypoint.every(.milliseconds(20)) { [self] in
      uses.refresh()
      audit.refresh()
      guard Self.names("granted", audit) && Self.names("use", uses) else { return }
      environment.log("what is always allowed is shown and recorded")
      round = nil
      publish()
    }
  }

  /// Is there a node of that type, or of that event, about what is always allowed?
  private static func names(_ word: String, _ content: ROMContent) -> Bool {
    guard let top = Node.parse(content.bytes).node else { return false }
    return top.nodes.contains { node in
      (node.type.isSame(as: word) || node.attribute("event")?.isSame(as: word) == true)
        && node.attribute("label")?.isSame(as: "asker -> standing") == true
    }
  }

  /// The person ends it in the strip.
  private func awaitEnd() {
    environment.log("all were answered")
    guard let session = standing?.capability.of(Record.self) else { return }
    round = environment.entrypoint.every(.milliseconds(20)) { [self] in
      do throws(SoundFailure) { try session.call(Record.stop) } catch {
        guard error == .unreachable else { return }
        environment.log("what was always allowed was ended")
        environment.exit(0)
      }
    }
  }

  // MARK: - What is asked about

  private func proceed() {
    guard session == nil, round == nil, states.allSatisfy({ Act($0) == act }) else { return }
    if act == .rests { return awaitEnd() }
    environment.log("wishes to record while somebody \(act.word)")
    let session = environment.request(Text("Record"), donation: Self.donation)
    self.session = session
    session.onChange = { [self] in answered(session) }
    if session.state != .opening { environment.log("FAILED: there is an answer before there was a question") }
  }

  private func answered(_ session: PendingSession) {
    switch session.state {
    case .open:
      environment.log("was allowed to while somebody \(act.word)")
      session.close()
      if session.state == .closed { goOn() }
    case .closed: goOn()
    case .refused: environment.log("FAILED: was refused")
    case .opening, .upgrading, .closing: break
    }
  }

  private func goOn() {
    session = nil
    act = Act(rawValue: act.rawValue + 1) ?? .rests
    publish()
  }
}

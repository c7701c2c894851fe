// Keeps what happened at the consent broker across restarts and power cuts, and tells the broker what the user refused for good.
//
// Nothing flows from here to the broker but refusals, by a session with which nobody can give anything. It waits for nobody here: its
// report goes to a report server, and whatever becomes of the disk is this component's business alone.

import AuditLog
import BlockClient
import Bulkhead
import HID

@main final class AuditLogServer: Component {
  private let environment: Environment
  private var log: AuditLog<DiskStorage>
  private let audit: ROMContent
  private let clock: Session<RTC>?
  private let reporter: Reporter
  private var problem: AuditLog<DiskStorage>.Problem?
  /// Open as long as the broker lives: with the next one, this begins anew, and says what was refused to that one.
  private var broker: Session<ConsentControl>?

  /// More blocks of a disk are not used: each is read when this begins.
  private static var mostBlocks: Int { 8192 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    log = AuditLog(Self.storage(environment))
    reporter = Reporter(Text("audit"), environment: environment)
    clock = (try? node.flag("time", default: false)) == true ? try environment.open(RTC.self) : nil
    audit = try ROMContent(Text("audit"), environment: environment)
    sayWhatWasFound()
    try audit.watch { [self] in read() }
    // After the broker's newest records: what was decided by then counts.
    if (try? node.flag("refusals", default: false)) == true { try recall() }
    publish()
  }

  private static func storage(_ environment: Environment) -> DiskStorage? {
    do throws(SessionError) {
      return DiskStorage(try BlockConnection(environment, label: Text("log")), most: mostBlocks)
    } catch { return nil }
  }

  private func sayWhatWasFound() {
    environment.log(
      log.written == 0 ? "there are no records yet" : "records: \(log.written); refusals that stand: \(log.refusals.count)")
    if log.damaged > 0 { environment.log("error: \(log.damaged) records are damaged") }
    sayProblem()
  }

  private func sayProblem() {
    guard let new = log.problem, new != problem else { return }
    problem = new
    environment.log("error: records are in memory only: \(new.words)")
  }

  private func recall() throws(SessionError) {
    let broker = try environment.open(ConsentControl.self)
    for refusal in log.refusals {
      guard let label = Text(exactly: refusal.label), let service = Text(exactly: refusal.service) else { continue }
      do throws(ConsentFailure) {
        try broker.call(ConsentControl.decide, ConsentSetting(label: label, service: service, .deny))
      } catch {
        environment.log("error: the broker takes no refusals; its configuration needs \"+ policy | label: ... | recalls: yes\"")
        return
      }
    }
    self.broker = consume broker
  }

  private func read() {
    guard let report = Node.parse(audit.bytes).node else { return }
    let time: UInt64? = try? clock?.call(RTC.now)
    guard log.take(report, at: environment.clock.now.microseconds / 1000, time: time) else { return }
    sayProblem()
    publish()
  }

  private func publish() {
    do throws(SessionError) { try reporter.update(log.report) } catch {
      environment.log("error: the report \"audit\" cannot be made; route it to a server that somebody reads it from")
    }
  }
}

extension AuditLog.Problem {
  /// For the person at the machine.
  fileprivate var words: StaticString {
    switch self {
    case .noDisk: "there is no disk for them"
    case .tooSmall: "the disk is too small"
    case .failed: "the disk does not read or write"
    }
  }
}

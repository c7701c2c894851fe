// The audit log: takes what the consent broker reports, puts it on a disk, and says what happened and what was refused for good.
//
// The broker's report has its newest records, with numbers, and the instance of the broker that gave them. Each record becomes one
// here, in order, whoever of broker, report server and log is restarted meanwhile: records that the log has are passed over, and
// numbers that are missing are written down as missed.
//
// What the user refused for good stands until they decide otherwise. It follows from the records alone: a refusal whose record is
// about to make room for newer ones is written again.
//
// Invariants:
// - Nothing here gives anybody anything: of decisions, only refusals are kept.
// - Without a disk, or when it fails, everything goes on in memory, and `problem` says why.
// - At most `mostShown` records and `mostRefusals` refusals are in memory.

import Consent
import HID
import SealedStore

public struct AuditLog<Storage: BlockStorage> {
  /// Why records are in memory only.
  public enum Problem: Equatable, Sendable {
    case noDisk
    case tooSmall
    case failed
  }

  /// What the user refused for good.
  public struct Refusal: Equatable, Sendable {
    public let label: String
    public let service: String
    /// Of the newest record that says so.
    fileprivate(set) var number: UInt64
  }

  static var mostShown: Int { 200 }
  static var mostRefusals: Int { 64 }
  /// Fewer blocks are too few: refusals alone would fill them.
  static var leastBlocks: Int { 4 * mostRefusals }

  private var ring: RecordRing<Storage>?
  public private(set) var problem: Problem?
  /// Newest last.
  private(set) var newest: [LogRecord] = []
  public private(set) var refusals: [Refusal] = []
  /// The last record of the broker.
  private var last: LogRecord?
  /// `last` was read from the disk, so it may be from before the machine started.
  private var isLastOld = false
  private var floods = FloodGuard()

  /// Reads what is there.
  /// - Parameter storage: for the log alone; nil: there is no disk.
  public init(_ storage: Storage?) {
    guard let storage, storage.blockCount >= Self.leastBlocks else {
      problem = storage == nil ? .noDisk : .tooSmall
      return
    }
    var (ring, known) = (RecordRing(storage), Contents())
    do throws(StorageFault) { try ring.open { number, record in known.add(record, number) } } catch { problem = .failed }
    self.ring = ring
    (newest, refusals, last) = (known.newest, known.refusals, known.last)
    isLastOld = true
  }

  /// Blocks that have no record that can be read.
  public var damaged: Int { ring?.damaged ?? 0 }
  var storage: Storage? { ring?.storage }
  /// Records that made room for newer ones.
  public var overwritten: UInt64 { ring?.overwritten ?? 0 }
  /// Records on the disk and those that made room; 0 without one.
  public var written: UInt64 { ring.map { $0.next - 1 } ?? 0 }
}

// MARK: - What is known

extension AuditLog {
  /// What follows from records.
  fileprivate struct Contents {
    var newest: [LogRecord] = []
    var refusals: [Refusal] = []
    var last: LogRecord?

    mutating func add(_ record: LogRecord, _ number: UInt64) {
      AuditLog.follow(record, number, &refusals)
      switch record.event {
      case .stands: return
      case .happened, .began, .missed: last = record
      case .more: break
      }
      if newest.count == AuditLog.mostShown { newest.removeFirst() }
      newest.append(record)
    }
  }

  private static func follow(_ record: LogRecord, _ number: UInt64, _ refusals: inout [Refusal]) {
    func forget() { refusals.removeAll { $0.label.isSame(as: record.label) && $0.service.isSame(as: record.service) } }
    switch record.event {
    case .happened(.refused), .stands:
      forget()
      if refusals.count == mostRefusals { refusals.removeFirst() }
      refusals.append(Refusal(label: record.label, service: record.service, number: number))
    case .happened(.allowed), .happened(.reopened): forget()
    case .happened(.asked), .happened(.granted), .happened(.denied), .happened(.ended), .began, .missed, .more: break
    }
  }
}

// MARK: - What the broker reports

extension AuditLog {
  /// Takes the records that are new.
  /// - Parameters:
  ///   - report: the broker's report `audit`.
  ///   - now: milliseconds since the machine started.
  ///   - time: seconds since 1970; nil: nobody knows.
  /// - Returns: false if there was nothing new.
  public mutating func take(_ report: Node, at now: UInt64, time: UInt64?) -> Bool {
    guard report.type.isSame(as: "audit"), let instance = report.attribute("instance").flatMap({ UInt64($0) }) else {
      return false
    }
    let records = report.nodes("record").compactMap { LogRecord($0, instance: instance) }
    guard !records.isEmpty else { return false }
    func dated(_ record: LogRecord) -> LogRecord {
      var record = record
      record.time = time.map { $0 - min($0, (now - min(now, record.milliseconds)) / 1000) }
      return record
    }
    let known = isContinued(records, at: now) ? last?.number ?? 0 : begin(dated(records[0]))
    var (previous, isNew) = (known, known == 0)
    for record in records where record.number > previous {
      if record.number > previous + 1 { addMissed(record.number - previous - 1, before: dated(record)) }
      previous = record.number
      add(dated(record))
      isNew = true
    }
    return isNew
  }

  /// Do these records go on from the last one? Numbers begin anew with each broker, and clocks with the machine.
  private func isContinued(_ records: [LogRecord], at now: UInt64) -> Bool {
    guard let last, last.instance == records[0].instance else { return false }
    guard isLastOld else { return true }
    // Another machine's life could have begun its broker at the same microsecond; not have it do the same at the same moment.
    guard now >= last.milliseconds else { return false }
    guard let same = records.first(where: { $0.number == last.number }) else { return true }
    return same.milliseconds == last.milliseconds && same.label.isSame(as: last.label) && same.service.isSame(as: last.service)
  }

  /// - Returns: the number before the first one.
  private mutating func begin(_ first: LogRecord) -> UInt64 {
    var record = LogRecord(.began)
    (record.instance, record.milliseconds, record.time) = (first.instance, first.milliseconds, first.time)
    remember(record)
    return 0
  }

  private mutating func addMissed(_ count: UInt64, before next: LogRecord) {
    var record = LogRecord(.missed)
    (record.instance, record.milliseconds, record.time) = (next.instance, next.milliseconds, next.time)
    (record.number, record.count) = (next.number - 1, count)
    remember(record)
  }

  /// What a person did is written; of everything else, each component has its share.
  private mutating func add(_ record: LogRecord) {
    if record.isPersonal { return remember(record) }
    guard let unwritten = floods.admit(record.component, at: record.milliseconds) else {
      (last, isLastOld) = (record, false)
      return
    }
    if unwritten > 0 {
      var more = LogRecord(.more)
      (more.label, more.component, more.count) = (record.component, record.component, unwritten)
      (more.milliseconds, more.time, more.instance) = (record.milliseconds, record.time, record.instance)
      remember(more)
    }
    remember(record)
  }
}

// MARK: - What is kept

extension AuditLog {
  private mutating func remember(_ record: LogRecord) {
    carryRefusals()
    let number = write(record)
    var contents = Contents(newest: newest, refusals: refusals, last: last)
    contents.add(record, number)
    (newest, refusals, last) = (contents.newest, contents.refusals, contents.last)
    isLastOld = false
  }

  /// No record that is written takes the place of a refusal that still stands: before its turn comes, it is written again.
  private mutating func carryRefusals() {
    while problem == nil, let victim = ring?.nextButOneVictim, let index = refusals.firstIndex(where: { $0.number == victim }) {
      var record = LogRecord(.stands)
      (record.label, record.service) = (refusals[index].label, refusals[index].service)
      refusals[index].number = write(record)
    }
  }

  private mutating func write(_ record: LogRecord) -> UInt64 {
    guard problem == nil else { return 0 }
    do throws(StorageFault) { return try ring?.append(record) ?? 0 } catch {
      problem = .failed
      return 0
    }
  }

  /// For who shows the log: the newest records, oldest first, and how well they are kept.
  public var report: Node {
    var top = Node("audit")
    if let problem { top.set("disk", problem == .noDisk ? "missing" : problem == .tooSmall ? "too small" : "failed") }
    if damaged > 0 { top.set("damaged", "\(damaged)") }
    if overwritten > 0 { top.set("overwritten", "\(overwritten)") }
    for node in newest.compactMap({ $0.node }) { top.append(node) }
    return top
  }
}

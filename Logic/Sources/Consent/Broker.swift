// The broker's rules: who is asked when, what an answer is good for, and when a grant ends. Pure: what the outside does
// comes in as calls, what has to be done comes out as effects, in order.
//
// Invariants:
// - No effect `grant` without a rule `always`, a remembered `always`, a lease that a yes began, or a yes to the question
//   that names exactly this use; or the one before it, if that came to nothing for want of quota a moment ago.
// - At most one question is shown. A component asks at most `questionsPerMinute` times without a yes, whatever labels it gives to
//   its sessions; then it is refused unasked until the user opens the settings.
// - Nothing is remembered as allowed without a yes to the question that says so.
// - Every grant ends: with `closed`, or with an effect `revoke`.
//
// Who asks and for which service is the system's word. Behind its name in the label, a component says what it likes: that tells
// its uses apart, and nothing that is to limit the component goes by it. Times are in milliseconds.

import HID

public struct Broker: Sendable {
  public static var questionsPerMinute: Int { 3 }
  /// An unanswered question is a no.
  public static var patience: UInt64 { 30_000 }
  /// How soon a component has to try again what failed for want of quota.
  public static var secondTry: UInt64 { 2_000 }
  /// Wishes of one component that can wait at a time.
  public static var waitingPerComponent: Int { 4 }

  private struct Grant: Sendable {
    let use: Use
    let start: UInt64
    /// When it ends by itself.
    var end: UInt64?
  }

  private struct Lease: Sendable {
    let use: Use
    let end: UInt64
  }

  private struct Asked: Sendable {
    let component: String
    let time: UInt64
  }

  private var waiting: [Use] = []
  /// The first of `waiting` is being asked since then.
  private var askedAt: UInt64?
  private var grants: [Grant] = []
  private var leases: [Lease] = []
  /// Uses that were agreed to and came to nothing, until when a second try counts as the same.
  private var excused: [Lease] = []
  private var asked: [Asked] = []
  private var muted: [String] = []
  private var focused = ""
  public private(set) var remembered: [Remembered]
  private var records: [AuditRecord] = []

  public init(remembered: [Remembered] = []) { self.remembered = remembered }

  /// Uses that go on right now, oldest first: what the indicator shows.
  public var active: [Use] { grants.map { $0.use } }
  /// The use that the user is asked about.
  public var question: Use? { askedAt == nil ? nil : waiting.first }
  /// Components that asked too often.
  public var silenced: [String] { muted }

  /// What happened since the last time.
  public mutating func takeRecords() -> [AuditRecord] {
    defer { records = [] }
    return records
  }

  /// When `tick` has something to do, if nothing else happens.
  public var nextTick: UInt64? {
    var next: UInt64? = askedAt.map { $0 + Self.patience }
    for end in grants.compactMap({ $0.end }) + leases.map({ $0.end }) { next = min(next ?? end, end) }
    return next
  }
}

// MARK: - What components do

extension Broker {
  /// A component wishes for a session. Either it is decided at once, or the user is asked, now or later.
  public mutating func request(_ use: Use, at now: UInt64) -> [Effect] {
    if use.rule == .never { return deny(use, .rule, now) }
    if let decision = remembered.first(where: { $0.isAbout(use.service, use.label) }) {
      return decision.isAllowed ? grant(use, .remembered, now) : deny(use, .remembered, now)
    }
    if use.rule == .always { return grant(use, .rule, now) }
    if case .perSession = use.rule, let lease = leases.first(where: { $0.use.isSameKind(use) && $0.end > now }) {
      return grant(use, .lease, now, until: lease.end)
    }
    if let index = excused.firstIndex(where: { $0.use.isSameKind(use) && $0.end > now }) {
      excused.remove(at: index)
      return grant(use, .lease, now)
    }
    if use.rule == .whileFocused, !focused.isSame(as: use.label) { return deny(use, .focusLost, now) }
    return wait(use, now)
  }

  /// The user is to be asked, as soon as nobody else is asked about.
  private mutating func wait(_ use: Use, _ now: UInt64) -> [Effect] {
    if muted.contains(where: { $0.isSame(as: use.component) }) { return deny(use, .tooManyQuestions, now) }
    if waiting.filter({ $0.component.isSame(as: use.component) }).count >= Self.waitingPerComponent {
      return deny(use, .queueFull, now)
    }
    waiting.append(use)
    return askNext(now)
  }

  /// A use that was granted did not begin: what the component donated does not suffice. When it tries again at once, that is
  /// the same use. What the grant was good for ends.
  public mutating func failed(_ id: UInt64, at now: UInt64) {
    guard let index = grants.firstIndex(where: { $0.use.id == id }) else { return }
    let grant = grants.remove(at: index)
    let use = grant.use
    recordEnd(of: grant, .closed, now)
    excused.removeAll { $0.end <= now }
    if use.rule == .eachTime || use.rule == .whileFocused { excused.append(Lease(use: use, end: now + Self.secondTry)) }
  }

  /// The component closed the session, or gave up waiting.
  public mutating func closed(_ id: UInt64, at now: UInt64) -> [Effect] {
    if let index = grants.firstIndex(where: { $0.use.id == id }) {
      recordEnd(of: grants.remove(at: index), .closed, now)
      return []
    }
    guard let index = waiting.firstIndex(where: { $0.id == id && $0.proposer == nil }) else { return [] }
    let wasAsked = index == 0 && askedAt != nil
    record(.ended, .closed, waiting.remove(at: index), now)
    guard wasAsked else { return [] }
    askedAt = nil
    return [.dismiss] + askNext(now)
  }
}

// MARK: - What the user does

extension Broker {
  /// The user answers the question. (What counts as an answer: `AnswerGuard`.)
  public mutating func answer(_ choice: Choice, at now: UInt64) -> [Effect] {
    guard askedAt != nil, !waiting.isEmpty else { return [] }
    askedAt = nil
    let use = waiting.removeFirst()
    var effects: [Effect] = [.dismiss]
    switch choice {
    case .yes:
      forget(questionOf: use)
      effects += grantAnswered(use, now)
    case .no: effects += deny(use, .answer, now)
    case .neverAgain:
      effects += deny(use, .answer, now) + decide(false, .answer, label: use.label, service: use.service, at: now)
    }
    return effects + askNext(now)
  }

  /// The user takes back what goes on.
  public mutating func stop(_ id: UInt64, at now: UInt64) -> [Effect] {
    guard let use = grants.first(where: { $0.use.id == id })?.use else { return [] }
    // What one yes began, one click ends.
    leases.removeAll { $0.use.isSameKind(use) }
    return endGrants(.stopped, now) { $0.use.id == id || ($0.end != nil && $0.use.isSameKind(use)) }
  }

  /// Another component has the keyboard now.
  public mutating func focus(_ label: String, at now: UInt64) -> [Effect] {
    focused = label
    return endGrants(.focusLost, now) { $0.use.rule == .whileFocused && !$0.use.label.isSame(as: label) }
  }

  /// The user looks at the settings of a component: it may ask again.
  public mutating func settingsOpened(for component: String) {
    muted.removeAll { $0.isSame(as: component) }
    asked.removeAll { $0.component.isSame(as: component) }
  }

  /// Somebody proposes in the user's name that a component be allowed something from now on. So the user is asked: a yes is
  /// remembered.
  public mutating func propose(_ service: String, for label: String, by proposer: String, at now: UInt64) -> [Effect] {
    if remembered.contains(where: { $0.isAllowed && $0.isAbout(service, label) }) { return [] }
    return wait(Use(allowing: service, for: label, proposedBy: proposer), now)
  }

  /// Somebody takes back, in the user's name, what a component was allowed, and what goes on.
  public mutating func refuse(_ service: String, for label: String, at now: UInt64) -> [Effect] {
    decide(false, .chosen, label: label, service: service, at: now)
  }

  /// The user refused it for good in the time of an earlier broker. What was decided since then is newer.
  public mutating func recall(_ service: String, for label: String, at now: UInt64) -> [Effect] {
    if remembered.contains(where: { $0.isAbout(service, label) }) { return [] }
    remembered.append(Remembered(label: label, service: service, isAllowed: false))
    return bar(service, label, now)
  }

  /// Somebody has what was decided forgotten: the user is asked, as the route says.
  public mutating func forget(_ service: String, for label: String, at now: UInt64) -> [Effect] {
    decide(nil, .chosen, label: label, service: service, at: now)
  }

  private mutating func decide(
    _ isAllowed: Bool?, _ reason: Reason, label: String, service: String, at now: UInt64
  ) -> [Effect] {
    let count = remembered.count
    remembered.removeAll { $0.isAbout(service, label) }
    if isAllowed == nil, remembered.count == count { return [] }
    let event: AuditRecord.Event = isAllowed.map { $0 ? .allowed : .refused } ?? .reopened
    records.append(AuditRecord(time: now, event: event, reason: reason, label: label, component: "", service: service))
    guard let isAllowed else { return [] }
    remembered.append(Remembered(label: label, service: service, isAllowed: isAllowed))
    return isAllowed ? [] : bar(service, label, now)
  }

  /// Ends what goes on, and refuses what waits, the question that is shown included.
  private mutating func bar(_ service: String, _ label: String, _ now: UInt64) -> [Effect] {
    func isBarred(_ use: Use) -> Bool { use.label.isSame(as: label) && use.service.isSame(as: service) }
    leases.removeAll { isBarred($0.use) }
    var effects = endGrants(.remembered, now) { isBarred($0.use) }
    let wasAsked = question.map { isBarred($0) && $0.proposer == nil } ?? false
    if wasAsked {
      askedAt = nil
      effects.append(.dismiss)
    }
    effects += takeWaiting { isBarred($0) }.flatMap { deny($0, .remembered, now) }
    return wasAsked ? effects + askNext(now) : effects
  }

  /// Time passed.
  public mutating func tick(_ now: UInt64) -> [Effect] {
    leases.removeAll { $0.end <= now }
    var effects = endGrants(.leaseEnded, now) { $0.end.map { $0 <= now } ?? false }
    if let since = askedAt, now >= since + Self.patience, !waiting.isEmpty {
      askedAt = nil
      effects += [.dismiss] + deny(waiting.removeFirst(), .timeout, now) + askNext(now)
    }
    return effects
  }
}

// MARK: - Rules

extension Broker {
  /// Whoever is agreed to did not ask too often.
  private mutating func forget(questionOf use: Use) {
    guard let index = asked.lastIndex(where: { $0.component.isSame(as: use.component) }) else { return }
    asked.remove(at: index)
  }

  private mutating func grantAnswered(_ use: Use, _ now: UInt64) -> [Effect] {
    if use.proposer != nil {
      record(.granted, .answer, use, now)
      return decide(true, .answer, label: use.label, service: use.service, at: now)
    }
    switch use.rule {
    case .perSession(let seconds):
      let end = now + UInt64(seconds) * 1000
      leases.append(Lease(use: use, end: end))
      return grant(use, .answer, now, until: end) + grantWaiting(like: use, now, until: end)
    case .whileFocused:
      return focused.isSame(as: use.label) ? grant(use, .answer, now) : deny(use, .focusLost, now)
    case .never, .eachTime, .always:
      return grant(use, .answer, now)
    }
  }

  private mutating func grant(_ use: Use, _ reason: Reason, _ now: UInt64, until end: UInt64? = nil) -> [Effect] {
    grants.append(Grant(use: use, start: now, end: end))
    record(.granted, reason, use, now)
    return [.grant(use.id)]
  }

  private mutating func deny(_ use: Use, _ reason: Reason, _ now: UInt64) -> [Effect] {
    record(.denied, reason, use, now)
    return use.proposer == nil ? [.deny(use.id)] : []
  }

  private mutating func grantWaiting(like use: Use, _ now: UInt64, until end: UInt64) -> [Effect] {
    takeWaiting { $0.isSameKind(use) && $0.rule == use.rule }.flatMap { grant($0, .lease, now, until: end) }
  }

  /// Takes wishes for sessions; proposals stay.
  private mutating func takeWaiting(where isWanted: (Use) -> Bool) -> [Use] {
    let taken = waiting.filter { $0.proposer == nil && isWanted($0) }
    waiting.removeAll { $0.proposer == nil && isWanted($0) }
    return taken
  }

  private mutating func endGrants(_ reason: Reason, _ now: UInt64, where ends: (Grant) -> Bool) -> [Effect] {
    var effects: [Effect] = []
    for grant in grants where ends(grant) {
      recordEnd(of: grant, reason, now)
      effects.append(.revoke(grant.use.id))
    }
    grants.removeAll(where: ends)
    return effects
  }

  /// Shows the next question, if none is shown. Refuses those of components that asked too often.
  private mutating func askNext(_ now: UInt64) -> [Effect] {
    var effects: [Effect] = []
    asked.removeAll { $0.time + 60_000 <= now }
    while askedAt == nil, let use = waiting.first {
      if asked.filter({ $0.component.isSame(as: use.component) }).count >= Self.questionsPerMinute {
        if !muted.contains(where: { $0.isSame(as: use.component) }) { muted.append(use.component) }
        effects += deny(waiting.removeFirst(), .tooManyQuestions, now)
        continue
      }
      asked.append(Asked(component: use.component, time: now))
      askedAt = now
      record(.asked, use.proposer == nil ? .rule : .settings, use, now)
      effects.append(.ask(use.id))
    }
    return effects
  }

  private mutating func recordEnd(of grant: Grant, _ reason: Reason, _ now: UInt64) {
    record(.ended, reason, grant.use, now)
    records[records.count - 1].duration = now - grant.start
  }

  private mutating func record(_ event: AuditRecord.Event, _ reason: Reason, _ use: Use, _ now: UInt64) {
    records.append(
      AuditRecord(
        time: now, event: event, reason: reason, label: use.label, component: use.component, service: use.service))
  }
}

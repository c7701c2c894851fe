// Routes: the requirement's interface and the provider's are the same type, or the scenario does not compile.

public import Sessions

public struct Route: Part {
  public typealias Place = InComponent
  public var entries: [Entry] { [Entry("route", nil, [], entries: [rule])] }
  let rule: Entry

  /// When the user is asked before the session is given out.
  public enum Consent: Sendable {
    case eachTime
    /// Once for so many seconds.
    case perSession(seconds: Int)
    case whileFocused
    case never
    case always

    var attributes: [(String, String?)] {
      switch self {
      case .eachTime: [("consent", "ask-each-time")]
      case .perSession(let seconds): [("consent", "ask-per-session"), ("ttl", "\(seconds)")]
      case .whileFocused: [("consent", "while-focused")]
      case .never: [("consent", "never")]
      case .always: [("consent", "always")]
      }
    }
  }

  /// - Parameters:
  ///   - requirement: the interface that the component asks for.
  ///   - label: only sessions of that label.
  ///   - provider: who offers that interface.
  ///   - consent: nil: nobody is asked.
  ///   - purpose: what the user is told that it is for.
  public init<Interface: SessionInterface>(
    _ requirement: Interface.Type, label: String? = nil, labelPrefix: String? = nil, to provider: Provider<Interface>,
    consent: Consent? = nil, purpose: String? = nil
  ) {
    rule = Entry(
      "service", "\(Interface.name)",
      [("label", label), ("label_prefix", labelPrefix)] + (consent?.attributes ?? []) + [("purpose", purpose)],
      entries: [provider.entry])
  }

  private init(rule: Entry) { self.rule = rule }

  /// All services that no other route is for come from the parent.
  public static var othersToParent: Route { Route(rule: Entry("any-service", nil, [], entries: [Entry("parent")])) }

  /// All routes in one node, in order, where the first one was.
  static func joined(_ entries: [Entry]) -> [Entry] {
    guard let first = entries.firstIndex(where: { $0.type == "route" }) else { return entries }
    var joined = entries.filter { $0.type != "route" }
    let rules = entries.filter { $0.type == "route" }.flatMap(\.entries)
    joined.insert(Entry("route", nil, [], entries: rules), at: entries[..<first].count)
    return joined
  }
}

/// What a component is told: its program's README and `schema.hid` say what it knows.
public struct Config: Part {
  public typealias Place = InComponent
  public let entries: [Entry]

  public init(_ attributes: KeyValuePairs<String, String> = [:], @Builder<InConfig> _ entries: () -> [Entry] = { [] }) {
    self.entries = [Entry("config", nil, attributes.map { ($0.key, $0.value) }, entries: entries())]
  }
}

/// When the component ends, the system does.
public struct EndsTheSystem: Part {
  public typealias Place = InComponent
  public init() {}
  public var entries: [Entry] { [Entry("exit", nil, ["propagate": "yes"])] }
}

/// After a crash it is started again, so often at most.
public struct Restarts: Part {
  public typealias Place = InComponent
  let limit: Int
  public init(_ limit: Int) { self.limit = limit }
  public var entries: [Entry] { [Entry("crash", nil, ["restart": "yes", "limit": "\(limit)"])] }
}

/// Time that a component is promised: `budget` in every `period`; with a deadline, `check` refuses what cannot be kept.
public struct Time: Part {
  public typealias Place = InComponent
  public let entries: [Entry]

  public init(_ budget: Duration, every period: Duration, within deadline: Duration? = nil) {
    entries = [
      Entry(
        "cpu", nil,
        [("budget_us", Self.text(budget)), ("period_us", Self.text(period)), ("deadline_us", deadline.map { Self.text($0) })])
    ]
  }

  private static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return "\(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)"
  }
}

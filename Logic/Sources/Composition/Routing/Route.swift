// Routes: which provider a child's request for a session goes to, and with which label.
//
// The first rule that matches decides. A rule for one service that leads nowhere is a refusal; behind a rule for
// any service the next target, then the next rule is tried.

import HID

/// Rules in the order in which they are tried.
public struct Route: Sendable {
  public var rules: [RouteRule]
  /// Where the route stands: its `route` node, or `default-route`; nil: there is none.
  public var position: Position?

  public init(_ rules: [RouteRule] = [], at position: Position? = nil) {
    self.rules = rules
    self.position = position
  }
}

/// One `service` or `any-service` node.
public struct RouteRule: Sendable {
  /// nil: any.
  public var service: String?
  public var filter: LabelFilter
  public var targets: [RouteTarget]
  /// The user is asked first; nil: nobody is.
  public var consent: ConsentClause?
  public var position: Position

  public init(
    service: String?, filter: LabelFilter = LabelFilter(), targets: [RouteTarget], consent: ConsentClause? = nil,
    position: Position
  ) {
    self.service = service
    self.filter = filter
    self.targets = targets
    self.consent = consent
    self.position = position
  }

  /// - Parameter scoped: the query's label with the child's name in front.
  func matches(_ query: RouteQuery, scoped: String) -> Bool {
    if let service, !service.isSame(as: query.service) { return false }
    return filter.matches(label: query.label, scoped: scoped)
  }
}

/// Where a rule leads.
public struct RouteTarget: Sendable {
  public enum Kind: Sendable {
    case parent
    case child(String)
    case anyChild
    /// The program that the sandbox is a part of.
    case local
  }

  public var kind: Kind
  public var rewriting: LabelRewriting
  public var position: Position

  public init(_ kind: Kind, rewriting: LabelRewriting = LabelRewriting(), position: Position) {
    self.kind = kind
    self.rewriting = rewriting
    self.position = position
  }
}

/// Conditions on a label; all that are given must hold.
public struct LabelFilter: Equatable, Sendable {
  public var label: String?
  public var prefix: String?
  public var suffix: String?
  public var last: String?
  public var unscoped: String?

  public init() {}

  /// A session without a label of its own (those of a child's environment) meets no condition on it, not even an empty
  /// prefix.
  public func matches(label text: String, scoped: String) -> Bool {
    if text.utf8.isEmpty, label != nil || prefix != nil || suffix != nil || last != nil { return false }
    if let label, !text.isSame(as: label) { return false }
    if let prefix, !text.utf8.starts(with: prefix.utf8) { return false }
    if let suffix, !text.hasByteSuffix(suffix) { return false }
    if let last, !text.lastLabelElement.isSame(as: last) { return false }
    if let unscoped, !scoped.isSame(as: unscoped) { return false }
    return true
  }

  public static func == (a: LabelFilter, b: LabelFilter) -> Bool {
    same(a.label, b.label) && same(a.prefix, b.prefix) && same(a.suffix, b.suffix) && same(a.last, b.last)
      && same(a.unscoped, b.unscoped)
  }
}

/// How a target changes the label.
public struct LabelRewriting: Sendable {
  /// Replaces all of it.
  public var label: String?
  /// Replaces all but the last element.
  public var identity: String?
  /// Replaces the last element.
  public var resource: String?
  /// Is put in front of the last element.
  public var prependedResource: String?

  public init() {}

  /// - Parameter text: the label with the child's name in front.
  public func applied(to text: String) -> String {
    if let label { return label }
    if identity == nil, resource == nil, prependedResource == nil { return text }
    let last = (prependedResource ?? "") + (resource ?? text.lastLabelElement)
    let front = identity ?? text.labelPath
    return front.utf8.isEmpty ? last : front + String.labelSeparator + last
  }
}

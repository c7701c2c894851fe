// Where something may stand is a type too: a route is a part of a component, not of a system, and does not compile elsewhere.

/// In a scenario, beside the system itself.
public enum InScenario {}
/// In a system: what an init starts.
public enum InSystem {}
/// In a component's declaration.
public enum InComponent {}
/// In a component's own configuration, which has no types.
public enum InConfig {}

/// What can stand in one of these places.
public protocol Part {
  associatedtype Place
  var entries: [Entry] { get }
}

@resultBuilder public enum Builder<Place> {
  public static func buildExpression<P: Part>(_ part: P) -> [Entry] where P.Place == Place { part.entries }
  /// What has no type of its own can stand anywhere: `check` looks at it.
  public static func buildExpression(_ entry: Entry) -> [Entry] { [entry] }
  public static func buildBlock(_ parts: [Entry]...) -> [Entry] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Entry]?) -> [Entry] { part ?? [] }
  public static func buildEither(first part: [Entry]) -> [Entry] { part }
  public static func buildEither(second part: [Entry]) -> [Entry] { part }
  public static func buildArray(_ parts: [[Entry]]) -> [Entry] { parts.flatMap { $0 } }
}

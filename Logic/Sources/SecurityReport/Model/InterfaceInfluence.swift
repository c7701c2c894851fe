// What the two sides of a session can do to each other, read from the interfaces' declarations.

/// The sum over all methods of an interface, and of the objects that it hands out.
public struct InterfaceInfluence: Equatable, Sendable {
  /// What a hostile server could do to its client.
  public var ofServer: Influence
  /// What a hostile client could do to the server's other work: a driver that feeds a multiplexer, for example.
  public var ofClient: Influence
  /// The client reads something that the server says.
  public var answers: Bool
  /// Clients say things about themselves, and pass on nothing that others entrusted to them.
  public var isAboutClient: Bool

  public init(ofServer: Influence, ofClient: Influence = [], answers: Bool = true, isAboutClient: Bool = false) {
    self.isAboutClient = isAboutClient
    self.ofServer = ofServer
    self.ofClient = ofClient
    self.answers = answers
  }

  /// Of an interface about which nothing is known.
  public static let unknown = InterfaceInfluence(ofServer: .all, ofClient: .all, answers: true)
}

// Who can do what to whom, one link for each reason; and who reads whose bytes.

/// `from` could do that to `to` if it were hostile.
public struct InfluenceLink: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// Runs in ring 0, or hands out all memory.
    case machine
    /// Created its address space, and decides about its sessions.
    case parent
    /// Serves a session of it.
    case server(String)
    /// Has a session at it, of an interface by which clients influence servers.
    case client(String)
    /// Asks the user about a session of it, and has that session too.
    case broker(String)
    /// Reads what it reports, or is read by it, through a component that hands that on.
    case relay(String)
    /// Drives a device that could be made to access any memory.
    case memoryAccess(String)
    /// Could make all devices do anything.
    case deviceManager
  }

  public let from: String
  public let to: String
  public let influence: Influence
  public let kind: Kind
  /// Only while the user agreed.
  public var needsConsent = false
  /// `from` sees what `to` says about itself, and nothing that others entrusted to it.
  public var isAboutItself = false

  /// It takes the other over entirely, and does not only lie to it.
  public var isControl: Bool {
    switch kind {
    case .machine, .parent, .memoryAccess, .deviceManager: true
    case .server, .client, .broker, .relay: false
    }
  }

  /// It takes the other over by a power that the other does not depend on otherwise.
  var isSeizure: Bool {
    switch kind {
    case .machine, .memoryAccess, .deviceManager: true
    case .parent, .server, .client, .broker, .relay: false
    }
  }

  /// In words, from the other's point of view: "session Gui".
  public var reason: String {
    switch kind {
    case .machine: "the machine"
    case .parent: "parent"
    case .server(let service): "serves \(service)"
    case .client(let service): "client of \(service)"
    case .broker(let service): "asks about \(service)"
    case .relay(let server): "by way of \(server)"
    case .memoryAccess(let device): "DMA of \(device)"
    case .deviceManager: "manages devices"
    }
  }
}

/// `to` reads bytes that `from` chose. A mistake in how it does gives `from` what `to` has.
public struct Contact: Equatable, Sendable {
  public let from: String
  public let to: String
  /// What is in the way of a mistake: "type Gui", "consent ask-each-time", "filter label: config".
  public let gates: [String]
}

/// What an analysis takes for granted beyond what is measured.
public struct Assumptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Devices access the memory that their drivers were given, and no other.
  public static let iommu = Assumptions(rawValue: 1)
  /// The user never agrees to anything.
  public static let noConsent = Assumptions(rawValue: 2)
}

// A system as the analysis sees it: a directed multigraph of components, the sessions between them, devices, what is worth
// protecting, and where an attacker's bytes come in. Made from a scenario by the tool, or by hand in tests.

import HID

/// A program that runs: with all of its instances' rights taken together.
public struct Component: Equatable, Sendable {
  public enum Kind: String, Sendable {
    case kernel
    case core
    /// Starts others and decides about their sessions.
    case sandbox
    case component
  }

  /// The label under which it is known, "init -> gui"; "kernel" and "core".
  public let name: String
  /// Which program: the key of `ProgramSizes`.
  public let program: String
  public let kind: Kind
  /// Who made its address space; nil for the kernel.
  public let parent: String?
  public var ram = 0
  public var capabilities = 0
  /// Where the scenario says so.
  public var position = Position(line: 0, column: 0)

  public init(_ name: String, program: String, kind: Kind = .component, parent: String?) {
    self.name = name
    self.program = program
    self.kind = kind
    self.parent = parent
  }

  /// What everybody stands on: the kernel, core, and inits.
  public var isBase: Bool { kind != .component }

  /// The last part of a label: "gui" of "init -> gui".
  public static func shortName(of label: String) -> String { label.lastLabelElement }
}

/// A way for a client to a server, as the routes permit it.
public struct SessionLink: Equatable, Sendable {
  public let client: String
  public let server: String
  /// The name of the interface.
  public let service: String
  /// How the route wants the user to be asked; nil: nobody is.
  public var consent: String?
  /// The component that asks.
  public var broker: String?
  /// Conditions on the label under which it leads there; nil: none.
  public var filter: String?
  public var position: Position

  public init(
    _ client: String, to server: String, _ service: String, consent: String? = nil, broker: String? = nil,
    filter: String? = nil, position: Position = Position(line: 0, column: 0)
  ) {
    self.client = client
    self.server = server
    self.service = service
    self.consent = consent
    self.broker = broker
    self.filter = filter
    self.position = position
  }
}

extension SessionLink {
  /// The same way, for another client.
  public func of(_ client: String) -> SessionLink {
    SessionLink(client, to: server, service, consent: consent, broker: broker, filter: filter, position: position)
  }
}

/// What a component hands on from one client to another, unread: the report of `writer` becomes the ROM of `reader`.
public struct Relay: Equatable, Sendable {
  public let writer: String
  public let reader: String
  /// Who does it.
  public let server: String
  /// What is handed on is what the writer says of itself, and not all that it holds.
  public let isAboutWriter: Bool

  public init(from writer: String, to reader: String, by server: String, isAboutWriter: Bool = true) {
    self.writer = writer
    self.reader = reader
    self.server = server
    self.isAboutWriter = isAboutWriter
  }
}

/// Blocks of a disk that a component may use.
public struct DiskPart: Equatable, Sendable {
  public let component: String
  public let disk: String
  /// The disk's driver.
  public let server: String
  public let first: Int
  /// Nil: up to the disk's end.
  public let count: Int?
  public let isWritable: Bool

  public init(_ component: String, disk: String, by server: String, first: Int = 0, count: Int? = nil, isWritable: Bool) {
    self.component = component
    self.disk = disk
    self.server = server
    self.first = first
    self.count = count
    self.isWritable = isWritable
  }

  /// Whether there are blocks in both.
  public func overlaps(_ other: DiskPart) -> Bool {
    func endsBehind(_ a: DiskPart, _ place: Int) -> Bool { a.count.map { place - a.first < $0 } ?? true }
    return disk == other.disk && server == other.server && endsBehind(self, other.first) && endsBehind(other, first)
  }
}

/// A device that a component drives.
public struct DeviceLink: Equatable, Sendable {
  public let driver: String
  public let device: String
  /// It can be made to read and write any memory, there being no IOMMU.
  public let reachesMemory: Bool

  public init(_ driver: String, _ device: String, reachesMemory: Bool) {
    self.driver = driver
    self.device = device
    self.reachesMemory = reachesMemory
  }
}

/// Something worth protecting.
public struct Asset: Equatable, Sendable {
  public let name: String
  /// The components that have it.
  public let holders: [String]
  public let position: Position

  public init(_ name: String, holders: [String], position: Position = Position(line: 0, column: 0)) {
    self.name = name
    self.holders = holders
    self.position = position
  }
}

/// Where bytes come in that an attacker may have chosen.
public struct Attacker: Equatable, Sendable {
  public let name: String
  /// The components that read them first.
  public let entries: [String]
  public let position: Position

  public init(_ name: String, entries: [String], position: Position = Position(line: 0, column: 0)) {
    self.name = name
    self.entries = entries
    self.position = position
  }
}

public struct SecurityModel: Sendable {
  public var components: [Component] = []
  public var sessions: [SessionLink] = []
  public var relays: [Relay] = []
  public var devices: [DeviceLink] = []
  public var disks: [DiskPart] = []
  /// Components that can have any device's memory and ports: they could make every device do anything.
  public var deviceManagers: [String] = []
  public var assets: [Asset] = []
  public var attackers: [Attacker] = []
  /// By the names of the services.
  public var interfaces: [String: InterfaceInfluence] = [:]
  /// Time that components were promised, and what their threads need.
  public var tasks: [RealTimeTask] = []
  /// Components that were promised none, and take what they get.
  public var competitors: [Competitor] = []
  /// What the kernel takes of it.
  public var timing = KernelTiming(blocking: 0, switching: 0)

  public init() {}

  public func component(_ name: String) -> Component? { components.first { $0.name == name } }
}

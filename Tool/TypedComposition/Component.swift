// A component of a system. What its program offers is known by type: `Programs` lists all programs of this repository with what their
// sources offer, and is made from them whenever a scenario is composed.

public import Sessions

/// A program of System/Programs, Servers or Drivers. `Programs` has them all.
public protocol Program {
  static var binary: String { get }
  /// The names of the services that it offers.
  static var offers: [String] { get }
}

/// All programs; an extension that the tool writes fills it.
public enum Programs {}

/// An amount of memory.
public struct Bytes: Sendable {
  let text: String
  public static func kibibytes(_ count: Int) -> Bytes { Bytes(text: "\(count)K") }
  public static func mebibytes(_ count: Int) -> Bytes { Bytes(text: "\(count)M") }
}

/// Whoever has a name in a system.
public protocol Named {
  var name: String { get }
}

/// A session of one kind can be had there.
public struct Provider<Interface: SessionInterface>: Sendable {
  let entry: Entry
  /// Whoever runs the init: core, or the init around it.
  public static var parent: Provider { Provider(entry: Entry("parent")) }
}

public struct Component<P: Program>: Part, Named {
  public typealias Place = InSystem
  public let name: String
  public let entries: [Entry]

  /// - Parameters:
  ///   - program: what runs.
  ///   - name: under which it is known; the program's, unless given.
  ///   - ram: its quota; nil: the system's default, as for capabilities.
  ///   - priority: 0 or below.
  ///   - managesSystem: it may have any device.
  ///   - parts: its routes, configuration and so on.
  public init(
    _ program: P.Type, _ name: String? = nil, ram: Bytes? = nil, capabilities: Int? = nil, priority: Int? = nil,
    managesSystem: Bool = false, @Builder<InComponent> _ parts: () -> [Entry] = { [] }
  ) {
    self.name = name ?? P.binary
    let binary = self.name == P.binary ? [] : [Entry("binary", P.binary)]
    var entry = Entry(
      "start", self.name,
      [
        ("ram", ram?.text), ("caps", capabilities.map { "\($0)" }), ("priority", priority.map { "\($0)" }),
        ("managing_system", managesSystem ? "yes" : nil),
      ], entries: binary + Route.joined(parts()))
    entry.offers = P.offers
    entries = [entry]
  }

  /// For `Programs`, which says what there is to be had.
  public func provider<Interface: SessionInterface>(_ interface: Interface.Type) -> Provider<Interface> {
    Provider(entry: Entry("child", name))
  }
}

/// A system within the system: an init of its own.
public struct Subsystem: Part, Named {
  public typealias Place = InSystem
  public let name: String
  public let entries: [Entry]

  public init(
    _ name: String, ram: Bytes, capabilities: Int, priority: Int? = nil, priorityLevels: Int? = nil,
    @Builder<InSystem> _ parts: () -> [Entry]
  ) {
    self.name = name
    let config = Entry("config", nil, [("prio_levels", priorityLevels.map { "\($0)" })], entries: Offers.added(parts()))
    entries = [
      Entry(
        "start", name, [("ram", ram.text), ("caps", "\(capabilities)"), ("priority", priority.map { "\($0)" })],
        entries: [Entry("binary", "init"), config])
    ]
  }
}

// A scenario as a whole, and what stands in it beside the components (Documentation/scenarios.md).

internal import Foundation
internal import HID
public import Sessions

public struct Scenario {
  private let entry: Entry

  public init(
    _ name: String, about: String, timeout: Int? = nil, cpus: Int? = nil, memory: Bytes? = nil,
    @Builder<InScenario> _ parts: () -> [Entry]
  ) {
    entry = Entry(
      "scenario", name,
      [("about", about), ("timeout", timeout.map { "\($0)" }), ("cpus", cpus.map { "\($0)" }), ("memory", memory?.text)],
      entries: parts())
  }

  /// - Throws: for names and values that HID cannot express.
  public func hid() throws(CompositionError) -> String { try entry.node().text }

  /// Prints it, which is what `./bulkhead compose` waits for.
  public func compose() {
    do { print(try hid(), terminator: "") } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }
}

/// What init runs.
public struct System: Part {
  public typealias Place = InScenario
  public let entries: [Entry]

  public init(priorityLevels: Int? = nil, @Builder<InSystem> _ parts: () -> [Entry]) {
    entries = [Entry("config", nil, [("prio_levels", priorityLevels.map { "\($0)" })], entries: Offers.added(parts()))]
  }
}

/// What there is to be had from whoever runs the init.
public struct ParentProvides: Part {
  public typealias Place = InSystem
  public let entries: [Entry]

  public init<each Interface: SessionInterface>(_ interfaces: repeat (each Interface).Type) {
    var services: [Entry] = []
    for interface in repeat each interfaces { services.append(Entry("service", "\(interface.name)")) }
    entries = [Entry("parent-provides", nil, [], entries: services)]
  }
}

/// The quota of components that say nothing.
public struct DefaultQuota: Part {
  public typealias Place = InSystem
  public let entries: [Entry]
  public init(ram: Bytes, capabilities: Int) {
    entries = [Entry("default", nil, ["ram": ram.text, "caps": "\(capabilities)"])]
  }
}

/// The routes of components that have none.
public struct DefaultRoute: Part {
  public typealias Place = InSystem
  public let entries: [Entry]
  public init(_ routes: Route...) { entries = [Entry("default-route", nil, [], entries: routes.map(\.rule))] }
}

// MARK: - What the system must do

/// A line of the log that must come: a regular expression, behind the one before it or, `anywhere`, at any time.
public struct Must: Part {
  public typealias Place = InScenario
  public let entries: [Entry]
  public init(_ line: String, anywhere: Bool = false) {
    entries = [Entry("must", nil, [("order", anywhere ? "any" : nil), ("log", line)])]
  }
}

/// A line of the log that must not come.
public struct Never: Part {
  public typealias Place = InScenario
  public let entries: [Entry]
  public init(_ line: String) { entries = [Entry("never", nil, ["log": line])] }
}

/// The system ends, with that value.
public struct Ends: Part {
  public typealias Place = InScenario
  public let entries: [Entry]
  public init(with value: Int) { entries = [Entry("exit", nil, ["value": "\(value)"])] }
}

// MARK: - What is worth protecting

public struct Asset: Part {
  public typealias Place = InScenario
  public let name: String
  public let entries: [Entry]

  public init(_ name: String, heldBy holders: any Named...) {
    self.name = name
    entries = [Entry("asset", name, ["held-by": holders.map(\.name).joined(separator: ", ")])]
  }
}

/// A hostile component cannot do that to an asset.
public struct Cannot: Part {
  public typealias Place = InScenario
  public enum Deed: String, Sendable { case see, alter, deny, reach }
  public let entries: [Entry]

  public init(_ deed: Deed, from component: any Named, to asset: Asset, unlessAsked: Bool = false) {
    entries = [
      Entry(
        "assert", nil,
        [("cannot", deed.rawValue), ("from", component.name), ("to", asset.name), ("unless", unlessAsked ? "consent" : nil)])
    ]
  }
}

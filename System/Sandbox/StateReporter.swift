// Publishing the state report, without ever waiting: the session is requested, and used from when it is there.

import Bulkhead
import Composition

/// The report "state". Belongs to the component's first thread.
final class StateReporter {
  private final class Open {
    let id: UInt64
    let capability: KeptCapability
    let buffer: Mapping

    init(_ id: UInt64, _ capability: KeptCapability, _ buffer: consuming Mapping) {
      self.id = id
      self.capability = capability
      self.buffer = buffer
    }
  }

  private enum Session {
    case none
    case pending(UInt64)
    case open(Open)
    /// Nobody takes the report.
    case refused
  }

  private let machine: SystemMachine
  private var session = Session.none
  private var capacity = 0
  /// What could not be published yet.
  private var latest: [UInt8] = []

  init(_ machine: SystemMachine) { self.machine = machine }

  func publish(_ text: String) {
    latest = Array(text.utf8)
    if case .refused = session { return }
    if case .open(let open) = session, open.buffer.count < latest.count {
      session = .none
      machine.closeAtParent(open.id)
    }
    if case .none = session { request() }
    submit()
  }

  /// A session with a buffer that holds the latest report.
  private func request() {
    capacity = (latest.count + 4095) / 4096 * 4096
    let donation = Composition.Resources(
      ram: Int(Report.cost.ram) + 2 * capacity, capabilities: Int(Report.cost.capabilities))
    let wish = ProviderRequest(
      service: "Report", label: "state", arguments: "buffer_size: \(capacity)", affinity: nil, donation: donation)
    let (id, answer) = machine.openAtParent(wish)
    take(id ?? 0, answer)
  }

  private func take(_ id: UInt64, _ answer: SessionAnswer<KeptCapability>) {
    switch answer {
    case .capability(let capability):
      session = Self.open(id, capability).map { .open($0) } ?? .refused
    case .pending: session = .pending(id)
    case .denied, .insufficientRAM, .insufficientCapabilities, .outOfRAM, .outOfCapabilities, .invalid:
      session = .refused
      machine.log("warning: the state report has no reader: the parent denies Report \"state\"")
    }
  }

  private static func open(_ id: UInt64, _ capability: KeptCapability) -> Open? {
    guard let buffer: OwnedCapability<Dataspace> = try? capability.capability.of(Report.self).call(Report.dataspace) else {
      return nil
    }
    do throws(RegionMapFailure) {
      return Open(id, capability, try Mapping(buffer.capability, isWritable: true, isLasting: true))
    } catch { return nil }
  }

  /// The parent has news about sessions.
  func parentAnswered() {
    guard case .pending(let id) = session else { return }
    take(id, machine.stateAtParent(id))
    submit()
  }

  private func submit() {
    guard case .open(let open) = session, open.buffer.count >= latest.count else { return }
    open.buffer.write(latest)
    try? open.capability.capability.of(Report.self).call(Report.submit, UInt64(latest.count))
  }
}

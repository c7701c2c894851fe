// A report of a component on which others depend: it never waits for who receives it, and goes on when that one ends.
//
//     let reporter = LastingReporter("focus", environment: environment)
//     reporter.update(node)
//
// What was said last is said to the next receiver as soon as there is one. Without any, nothing is said; nothing fails.

import HID

public final class LastingReporter {
  private let name: Text
  private let environment: Environment
  private var session: PendingSession?
  private var mapping: KeptMapping?
  /// What is to be known.
  private var newest: [UInt8] = []

  /// - Parameter name: the label of the Report session, which is opened with the first content.
  public init(_ name: Text, environment: Environment) {
    self.name = name
    self.environment = environment
  }

  /// Publishes a node if it differs from the last one.
  public func update(_ node: Node) {
    let bytes = Array(node.text.utf8)
    if bytes == newest { return }
    newest = bytes
    publish()
  }

  private func publish() {
    guard let session else { return open() }
    // What is not open yet publishes when it is.
    guard let mapping, session.state == .open else { return }
    if mapping.mapping.count < newest.count { return renew() }
    mapping.mapping.write(newest)
    try? session.capability.of(Report.self).call(Report.submit, UInt64(newest.count))
  }

  private func open() {
    let buffer = UInt64(max(newest.count, 1) + 4095) & ~4095
    var arguments = Text()
    arguments.addArgument("buffer_size", buffer)
    let donation = Quota(ram: Report.cost.ram + 2 * buffer, capabilities: Report.cost.capabilities)
    let session = environment.request(Text(Report.name), label: name, donation: donation, arguments: arguments)
    self.session = session
    session.onChange = { [self] in proceed(session) }
    proceed(session)
  }

  private func proceed(_ session: PendingSession) {
    guard session === self.session else { return }
    switch session.state {
    case .open: if mapping == nil { begin(session) }
    // The next content tries again.
    case .refused: self.session = nil
    case .opening, .upgrading, .closing, .closed: break
    }
  }

  private func begin(_ session: PendingSession) {
    guard let buffer: OwnedCapability<Dataspace> = try? session.capability.of(Report.self).call(Report.dataspace),
      let mapping = try? KeptMapping(Mapping(buffer.capability, isWritable: true, isLasting: true)),
      // Asking for more would be answered in the same way.
      mapping.mapping.count >= newest.count
    else { return }
    self.mapping = mapping
    try? environment.watch(session.id) { [self] in renew() }
    publish()
  }

  /// The receiver ended, or the content does not fit any more.
  private func renew() {
    mapping = nil
    if let session {
      environment.unwatch(session.id)
      session.onChange = nil
      session.close()
    }
    session = nil
    open()
  }
}

// Reports: what a component says about itself, for those to whom the parent routes it.

import HID

/// A report under a name. Each new report replaces the former one.
public final class Reporter {
  private let name: Text
  private let environment: Environment
  private var session: Session<Report>?
  private var mapping: KeptMapping?
  /// What `update` published last.
  private var last: [UInt8] = []

  /// - Parameter name: the label of the Report session.
  public init(_ name: Text, environment: Environment) {
    self.name = name
    self.environment = environment
  }

  /// Publishes a node.
  public func report(_ node: Node) throws(SessionError) { try report(Array(node.text.utf8)) }

  /// Publishes a node if it differs from the one that was published last in this way.
  public func update(_ node: Node) throws(SessionError) {
    let bytes = Array(node.text.utf8)
    if bytes == last { return }
    try report(bytes)
    last = bytes
  }

  /// Publishes content of any kind. Opens a larger session when the buffer does not hold it.
  public func report(_ bytes: [UInt8]) throws(SessionError) {
    try prepare(size: bytes.count)
    mapping?.mapping.write(bytes)
    do throws(ReportFailure) {
      try submit(bytes.count)
    } catch { throw .unreachable(service: Report.name) }
  }

  /// Closes the session, and waits until the donation is back.
  public func close() throws(SessionError) {
    mapping = nil
    if let session = session.take() { session.close() }
  }

  private func submit(_ count: Int) throws(ReportFailure) {
    guard session != nil else { throw .unreachable }
    try session?.call(Report.submit, UInt64(count))
  }

  private func prepare(size: Int) throws(SessionError) {
    if let mapping, mapping.mapping.count >= size { return }
    mapping = nil
    session = nil
    let buffer = UInt64((size + 4095) & ~4095)
    var arguments = Text()
    arguments.addArgument("buffer_size", max(buffer, 4096))
    let donation = Quota(ram: Report.cost.ram + 2 * buffer, capabilities: Report.cost.capabilities)
    session = try environment.open(Report.self, label: name, donation: donation, arguments: arguments)
    mapping = try? mapBuffer()
    guard let mapping, mapping.mapping.count >= size else { throw .unreachable(service: Report.name) }
  }

  private func mapBuffer() throws(ReportFailure) -> KeptMapping {
    guard session != nil, let dataspace: Capability<Dataspace> = try session?.call(Report.dataspace) else {
      throw .unreachable
    }
    defer { KernelCall.capability(.drop, dataspace.index) }
    do throws(RegionMapFailure) { return KeptMapping(try Mapping(dataspace, isWritable: true, isLasting: true)) } catch {
      throw .unreachable
    }
  }
}

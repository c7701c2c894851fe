// Content that changes, for any number of readers.
//
// Each ROM session has a copy of its own, in memory that its donation pays: a reader sees new content when it asks for it
// and not before, and nobody can make the server spend what is its own.

import Bulkhead

/// What the sessions of one ROM show.
public final class ROMSource {
  public private(set) var content: [UInt8]
  /// Asked when somebody reads, for content that is not made before.
  public var onRead: (() -> [UInt8])?
  private var readers: [ROMReader] = []

  public init(_ content: [UInt8] = []) { self.content = content }

  /// Replaces the content and tells all readers.
  public func set(_ content: [UInt8]) {
    self.content = content
    for reader in readers { reader.tell() }
  }

  /// Tells all readers that there may be something new, without making it yet.
  public func announce() { for reader in readers { reader.tell() } }

  fileprivate func refresh() { if let onRead { content = onRead() } }

  /// Makes a session for a request.
  /// - Throws: `RefusedSession` if the donation does not hold the content.
  public func open(_ request: SessionRequest) throws(RefusedSession) -> ROMSession {
    refresh()
    let reader = try ROMReader(request.donation, content)
    readers.append(reader)
    return ROMSession(reader, self)
  }

  /// How many sessions there are.
  public var count: Int { readers.count }

  fileprivate func remove(_ reader: ROMReader) { readers.removeAll { $0 === reader } }
}

/// One client's view of a source.
public final class ROMSession: SessionObject {
  private let reader: ROMReader
  private let source: ROMSource

  fileprivate init(_ reader: ROMReader, _ source: ROMSource) {
    self.reader = reader
    self.source = source
  }

  deinit { source.remove(reader) }

  public func upgrade(by quota: Quota) { reader.upgrade(by: quota) }

  public func serve(_ request: inout Request) {
    request.serve(ROM.dataspace) { () throws(ROMFailure) in self.reader.dataspace }
    request.serve(ROM.size) { () throws(ROMFailure) in self.reader.size }
    request.serve(ROM.update) { () throws(ROMFailure) in
      self.source.refresh()
      return self.reader.update(self.source.content)
    }
    request.keep(ROM.setSignal, in: &self.reader.signal)
  }
}

/// A copy of the content as one client has it.
private final class ROMReader {
  private var quota: QuotaGuard
  private var memory: RAM?
  private var capacity: Int
  /// Bytes of the newest content that the client asked for. More than `capacity`: the donation does not hold it.
  private(set) var size: UInt64
  var signal = OwnedCapability<SignalTarget>(adopting: .none)

  /// The object, its record, and the dataspace.
  private static var base: Quota { Quota(ram: 2048, capabilities: 2) }

  init(_ donation: Quota, _ content: [UInt8]) throws(RefusedSession) {
    quota = QuotaGuard(donation)
    capacity = Self.pages(content.count)
    size = UInt64(content.count)
    do throws(QuotaError) {
      try quota.withdraw(Quota(ram: Self.base.ram + UInt64(capacity), capabilities: Self.base.capabilities))
    } catch { throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities }
    do throws(PDFailure) { memory = try RAM(size: UInt64(capacity)) } catch { throw .denied }
    write(content)
  }

  private static func pages(_ count: Int) -> Int { max((count + 4095) / 4096, 1) * 4096 }

  var dataspace: Capability<Dataspace> { memory?.dataspace ?? .none }

  func tell() { signal.capability.submit() }

  /// True if the client's dataspace has the content; false if it has to fetch another one, or to donate more first.
  func update(_ content: [UInt8]) -> Bool {
    size = UInt64(content.count)
    let fits = content.count <= capacity
    if !fits, !grow(to: Self.pages(content.count)) { return false }
    write(content)
    return fits
  }

  private func grow(to pages: Int) -> Bool {
    let old = Quota(ram: UInt64(capacity))
    quota.replenish(old)
    do throws(QuotaError) { try quota.withdraw(Quota(ram: UInt64(pages))) } catch {
      try? quota.withdraw(old)
      return false
    }
    // First one, then the other: the donation does not hold both.
    memory = nil
    do throws(PDFailure) { memory = try RAM(size: UInt64(pages)) } catch { return false }
    capacity = pages
    return true
  }

  /// A client that was told of content which its donation did not hold hears of it again.
  func upgrade(by amount: Quota) {
    quota.upgrade(by: amount)
    if size > UInt64(capacity) { tell() }
  }

  private func write(_ content: [UInt8]) {
    guard let mapping = try? Mapping(dataspace, isWritable: true) else { return }
    mapping.write(content)
    if content.count < capacity { mapping.clear(content.count..<capacity) }
  }
}

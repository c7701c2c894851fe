// Content that is read from a ROM session, and read again when there is new one.

/// The content of a ROM. The session lasts as long as this object.
public final class ROMContent {
  private var session: Session<ROM>?
  private let entrypoint: Entrypoint
  private var mapping: KeptMapping?
  private var handler: SignalHandler?
  /// Bytes of the content in `mapping`.
  private var size = 0

  /// Opens a ROM session.
  /// - Parameter name: the label, whose last part names the content.
  public init(_ name: Text, environment: Environment) throws(SessionError) {
    session = try environment.open(ROM.self, label: name)
    entrypoint = environment.entrypoint
    map()
  }

  /// Closes the session, and waits until the donation is back. There is no content any more.
  public func close() {
    mapping = nil
    handler = nil
    if let session = session.take() { session.close() }
  }

  /// Calls `action` now and then whenever there is new content, which can be read from then on.
  public func watch(_ level: SignalLevel = .application, _ action: @escaping () -> Void) throws(SessionError) {
    do throws(EntrypointError) {
      handler = try entrypoint.onSignal(level) { _ in
        self.update()
        action()
      }
    } catch { throw .failed("no signal handler for a ROM") }
    if let capability = handler?.capability { try? session?.call(ROM.setSignal, capability) }
    update()
    action()
  }

  /// Fetches what there is now, for content that is made when it is read.
  public func refresh() { update() }

  /// A copy of the content; empty if there is none.
  public var bytes: [UInt8] {
    withBytes { content in
      // Safety: the bytes are copied while the span lives.
      unsafe content.withUnsafeBufferPointer { bytes in unsafe Array(bytes) }
    }
  }

  /// Does `body` with the content in place. The server may change it meanwhile, so read each byte once.
  public func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R {
    guard let mapping else { return body(Span()) }
    return Self.read(mapping.mapping, size, body)
  }

  private static func read<R>(_ mapping: borrowing Mapping, _ size: Int, _ body: (Span<UInt8>) -> R) -> R {
    body(mapping.bytes.extracting(first: size))
  }

  /// Fetches new content.
  private func update() {
    let fits: Bool = (try? session?.call(ROM.update)) ?? true
    if !fits || mapping == nil { map() } else { measure() }
  }

  private func map() {
    mapping = nil
    do throws(ROMFailure) {
      guard let dataspace: OwnedCapability<Dataspace> = try session?.call(ROM.dataspace) else { return }
      mapping = try? KeptMapping(Mapping(dataspace.capability, isLasting: true))
    } catch {
      // A server that is gone has no content.
    }
    measure()
  }

  /// How much of the mapping is content. If there is more content than the mapping holds, the old content stays, and the
  /// server gets what it needs to show the new one; then it tells again.
  private func measure() {
    guard let capacity = mapping?.mapping.count else { return }
    let newest = Int(min((try? session?.call(ROM.size)) ?? 0, 1 << 40))
    if newest <= capacity {
      size = newest
    } else {
      let missing = (newest - capacity + 4095) / 4096 * 4096
      size = min(size, capacity)
      try? session?.upgrade(by: Quota(ram: UInt64(missing)))
    }
  }
}

// A capture: plays the display driver, or somebody who looks over a shoulder.

import Bulkhead
import Geometry

final class Viewer {
  let session: Capability<Capture>
  private var open: Session<Capture>?
  private var buffer: Mapping?
  private(set) var size = Size.zero
  private(set) var signals: UInt64 = 0
  private var handler: SignalHandler?

  init(_ label: StaticString, _ environment: Environment, _ width: Int32, _ height: Int32) throws(SessionError) {
    let bytes = UInt64(width) * UInt64(height) * 4
    let opened = try environment.open(
      Capture.self, label: Text(label), donation: Quota(ram: bytes + bytes / 128 + (64 << 10), capabilities: 10))
    session = opened.capability
    open = consume opened
    handler = try? environment.entrypoint.onSignal(.io) { [self] count in signals += count }
    if let capability = handler?.capability { try? session.call(Capture.setSignal, capability) }
    do throws(CaptureFailure) { try prepare(width, height) } catch { throw .failed("no buffer to capture into") }
  }

  private func prepare(_ width: Int32, _ height: Int32) throws(CaptureFailure) {
    try session.call(Capture.setBuffer, Size(width, height))
    size = Size(width, height)
    let dataspace: OwnedCapability<Dataspace> = try session.call(Capture.dataspace)
    buffer = try? Mapping(dataspace.capability, isWritable: true)
  }

  /// Closes the session, and waits until the server did so.
  func end() {
    handler = nil
    buffer = nil
    if let session = open.take() { session.close() }
  }

  @discardableResult
  func look() -> [Rectangle] { (try? session.call(Capture.capture, .zero))?.rectangles ?? [] }

  /// The colour of a pixel, after looking.
  func color(_ x: Int32, _ y: Int32) -> UInt32 {
    look()
    return (buffer?.load(Int(y * size.width + x) * 4, as: UInt32.self) ?? 0) & 0xff_ffff
  }

  /// What a copy loop can do here: copies the buffer's words within it, from one half to the other, twice.
  func copyHalves() {
    guard let address = buffer?.address, let count = buffer?.count else { return }
    CopyLoop.run(address, UInt64(count) / 2)
    CopyLoop.run(address, UInt64(count) / 2)
  }
}

/// The fastest way to copy that a program has.
enum CopyLoop {
  static func run(_ address: UInt64, _ bytes: UInt64) {
    // Safety: the caller's mapping has twice as many bytes.
    let start = unsafe UnsafeMutableRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped
    unsafe (start + Int(bytes)).copyMemory(from: start, byteCount: Int(bytes))
  }
}

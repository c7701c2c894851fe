// A Camera session and its buffers, for a program that goes on while the person is asked.

import Bulkhead
import Geometry
import Painting

/// Sees as soon as that is allowed, until `close` is called or somebody else ends it.
final class CameraFeed {
  enum State {
    /// The server has not answered: the person may be asked right now.
    case asking
    case seeing
    case refused
    /// Somebody else ended it, or `close` was called.
    case ended
  }

  private final class Buffers {
    let mapping: Mapping
    init(_ mapping: consuming Mapping) { self.mapping = mapping }
  }

  static var format: CameraFormat { CameraFormat(size: Size(320, 240), framesPerSecond: 25) }

  private let environment: Environment
  private let pending: PendingSession
  private var buffers: Buffers?
  private var handler: SignalHandler?
  /// Nobody tells of the end: a frame that does not come is looked for.
  private var timeout: Timeout?
  private(set) var state = State.asking
  private(set) var picture = Picture(CameraFeed.format.size)
  private(set) var frames: UInt64 = 0
  /// Called when there is a new picture, and when the state changed.
  var onChange: () -> Void = {}

  init(_ environment: Environment) {
    self.environment = environment
    // What a broker that asks the person keeps for itself comes on top.
    let (base, buffers) = (Camera.cost, Self.format.cost)
    pending = environment.request(
      Text(Camera.name),
      donation: Quota(ram: base.ram + buffers.ram + 8192, capabilities: base.capabilities + buffers.capabilities + 4))
    pending.onChange = { [self] in proceed() }
    proceed()
  }

  func close() {
    if state == .asking || state == .seeing { state = .ended }
    buffers = nil
    handler = nil
    timeout = nil
    pending.onChange = nil
    pending.close()
  }

  private func proceed() {
    switch pending.state {
    case .open where state == .asking:
      if begin() { state = .seeing } else { close() }
    case .refused: state = .refused
    case .opening, .open, .upgrading, .closing, .closed: return
    }
    onChange()
  }

  private var session: Capability<Camera> { pending.capability.of(Camera.self) }

  private func begin() -> Bool {
    guard let format: CameraFormat = try? session.call(Camera.negotiate, Self.format), format == Self.format,
      (try? session.call(Camera.setFormat, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Camera.buffers),
      let mapping = try? Mapping(dataspace.capability, isLasting: true),
      UInt64(mapping.count) >= format.bufferBytes * UInt64(CameraFormat.buffers)
    else { return false }
    buffers = Buffers(mapping)
    handler = try? environment.entrypoint.onSignal { [self] _ in update() }
    guard let signal = handler?.capability else { return false }
    guard (try? session.call(Camera.setSignal, signal)) != nil, (try? session.call(Camera.start)) != nil else { return false }
    timeout = environment.entrypoint.after(.milliseconds(40)) { [self] in update() }
    return true
  }

  /// Takes the newest frame, and notices the end.
  private func update() {
    guard state == .seeing else { return }
    do throws(CameraFailure) {
      let frame: CameraFrame = try session.call(Camera.take)
      copy(frame)
    } catch {
      if error == .noFrame { return lookAgain() }
      close()
    }
    lookAgain()
    onChange()
  }

  private func lookAgain() {
    timeout = state == .seeing ? environment.entrypoint.after(.milliseconds(40)) { [self] in update() } : nil
  }

  private func copy(_ frame: CameraFrame) {
    guard let buffers, frame.buffer < CameraFormat.buffers else { return }
    let start = Int(frame.buffer) * Int(Self.format.bufferBytes)
    for index in 0..<picture.size.area {
      picture.set(index, to: buffers.mapping.load(start + index * 4, as: UInt32.self) | 0xff00_0000)
    }
    frames += 1
  }
}

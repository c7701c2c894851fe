// A Record session and its ring, for programs that go on while the person is asked.
//
//     let recorder = SoundRecorder(environment, frames: 9600, channels: 2)
//     recorder.onChange = { while recorder.count > 0 { use(recorder.take()) } }

import Bulkhead
import Samples

/// Records as soon as that is allowed, until `close` is called or somebody else ends it.
public final class SoundRecorder {
  public enum State {
    /// The server has not answered: the person may be asked right now.
    case asking
    case recording
    case refused
    /// Somebody else ended it, or `close` was called.
    case ended
  }

  private final class Ring {
    let mapping: Mapping
    init(_ mapping: consuming Mapping) { self.mapping = mapping }
  }

  private let environment: Environment
  private let pending: PendingSession
  private let format: SoundRing
  private var ring: Ring?
  private var handler: SignalHandler?
  private var taken: UInt64 = 0
  private var progress = SoundProgress(position: 0, lost: 0)
  public private(set) var state = State.asking
  /// Called when there is something to be taken, and when the state changed.
  public var onChange: () -> Void = {}

  /// Asks for a session, which begins when that is granted.
  /// - Parameters:
  ///   - frames: of the ring, 48...96,000.
  ///   - channels: 1 or 2.
  public init(_ environment: Environment, label: Text = Text(), frames: Int, channels: UInt8) {
    self.environment = environment
    format = SoundRing(frames: UInt32(frames), channels: channels)
    // What a broker that asks the person keeps for itself comes on top.
    let cost = Quota(
      ram: Record.cost.ram + format.cost.ram + 8192, capabilities: Record.cost.capabilities + format.cost.capabilities + 4)
    pending = environment.request(Text(Record.name), label: label, donation: cost)
    pending.onChange = { [self] in proceed() }
    proceed()
  }

  /// Ends it.
  public func close() {
    if state == .asking || state == .recording { state = .ended }
    ring = nil
    handler = nil
    pending.onChange = nil
    pending.close()
  }

  private func proceed() {
    switch pending.state {
    case .open where state == .asking:
      if begin() { state = .recording } else { close() }
    case .refused:
      state = .refused
      pending.onChange = nil
    case .opening, .open, .upgrading, .closing, .closed: return
    }
    onChange()
  }

  private var session: Capability<Record> { pending.capability.of(Record.self) }

  private func begin() -> Bool {
    guard (try? session.call(Record.setRing, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Record.ring),
      let mapping = try? Mapping(dataspace.capability, isLasting: true), UInt64(mapping.count) >= format.bytes
    else { return false }
    ring = Ring(mapping)
    handler = try? environment.entrypoint.onSignal { [self] _ in update() }
    guard let signal = handler?.capability else { return false }
    return (try? session.call(Record.setSignal, signal)) != nil && (try? session.call(Record.start)) != nil
  }

  /// Learns what was recorded, gives back the room of what was taken, and notices the end. Happens by itself each time that
  /// something was recorded.
  public func update() {
    guard state == .recording else { return }
    do throws(SoundFailure) { progress = try session.call(Record.release, taken) } catch { close() }
    onChange()
  }

  /// Frames that can be taken.
  public var count: Int { state == .recording ? Int(progress.position - taken) : 0 }
  /// Frames that were lost because nobody took those before.
  public var lost: UInt64 { progress.lost }

  /// The next frame; silence if there is none.
  public func take() -> SoundFrame {
    guard count > 0, let ring else { return .silence }
    let place = Int(taken % UInt64(format.frames))
    taken += 1
    if format.channels == 2 { return SoundFrame(word: ring.mapping.load(place * 4)) }
    return SoundFrame(mono: Int16(bitPattern: ring.mapping.load(place * 2, as: UInt16.self)))
  }
}

// A Record session and its ring.

import Bulkhead
import Samples

/// Records. Closed when it goes; may be ended by others at any time (`hasEnded`).
public final class SoundRecorder {
  private let session: Session<Record>
  private let ring: Mapping
  private let format: SoundRing
  private var handler: SignalHandler?
  private var taken: UInt64 = 0
  private var progress = SoundProgress(position: 0, lost: 0)
  /// Somebody else ended the session: nothing more comes.
  public private(set) var hasEnded = false
  /// Called each time that something was recorded.
  public var onFrames: () -> Void = {}

  /// - Parameters:
  ///   - frames: of the ring, 48...96,000.
  ///   - channels: 1 or 2.
  public init(_ environment: Environment, label: Text = Text(), frames: Int, channels: UInt8) throws(SessionError) {
    format = SoundRing(frames: UInt32(frames), channels: channels)
    session = try environment.open(Record.self, label: label, donation: Self.cost(format))
    ring = try Self.ring(session.capability, format)
    try listen(environment)
  }

  /// What a session and its ring need.
  public static func cost(_ format: SoundRing) -> Quota {
    Quota(ram: Record.cost.ram + format.cost.ram, capabilities: Record.cost.capabilities + format.cost.capabilities)
  }

  private static func ring(_ session: Capability<Record>, _ format: SoundRing) throws(SessionError) -> Mapping {
    guard (try? session.call(Record.setRing, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Record.ring),
      let mapping = try? Mapping(dataspace.capability), UInt64(mapping.count) >= format.bytes
    else { throw .failed("there is no ring to record into") }
    return mapping
  }

  private func listen(_ environment: Environment) throws(SessionError) {
    do throws(EntrypointError) {
      handler = try environment.entrypoint.onSignal { [self] _ in
        update()
        onFrames()
      }
    } catch { throw .failed("no signal handler for sounds") }
    if let signal = handler?.capability { try? session.call(Record.setSignal, signal) }
  }

  public func start() throws(SessionError) {
    do throws(SoundFailure) { try session.call(Record.start) } catch { throw .failed("nothing can be recorded") }
  }

  public func stop() { try? session.call(Record.stop) }

  /// Learns what was recorded, and gives back the room of what was taken.
  public func update() {
    do throws(SoundFailure) { progress = try session.call(Record.release, taken) } catch { hasEnded = true }
  }

  /// Frames that can be taken.
  public var count: Int { hasEnded ? 0 : Int(progress.position - taken) }
  /// Frames that were lost because nobody took those before.
  public var lost: UInt64 { progress.lost }

  /// The next frame.
  /// - Precondition: there is one.
  public func take() -> SoundFrame {
    precondition(count > 0, "nothing was recorded")
    let place = Int(taken % UInt64(format.frames))
    taken += 1
    if format.channels == 2 { return SoundFrame(word: ring.load(place * 4)) }
    return SoundFrame(mono: Int16(bitPattern: ring.load(place * 2, as: UInt16.self)))
  }
}

// A Play session and its ring.
//
//     let player = try SoundPlayer(environment, frames: 9600, channels: 2)
//     player.onRoom = { while player.room > 0 { player.append(next()) }; player.flush() }
//     try player.start()

import Bulkhead
import Samples

/// Plays what is appended. Closed when it goes.
public final class SoundPlayer {
  private let session: Session<Play>
  private let ring: Mapping
  private let format: SoundRing
  private var handler: SignalHandler?
  private var filled: UInt64 = 0
  private var progress = SoundProgress(position: 0, lost: 0)
  /// Called each time that something was played.
  public var onRoom: () -> Void = {}

  /// - Parameters:
  ///   - frames: of the ring, 48...96,000.
  ///   - channels: 1 or 2.
  public init(_ environment: Environment, label: Text = Text(), frames: Int, channels: UInt8) throws(SessionError) {
    format = SoundRing(frames: UInt32(frames), channels: channels)
    let cost = Quota(ram: Play.cost.ram + format.cost.ram, capabilities: Play.cost.capabilities + format.cost.capabilities)
    session = try environment.open(Play.self, label: label, donation: cost)
    guard (try? session.call(Play.setRing, format)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Play.ring),
      let mapping = try? Mapping(dataspace.capability, isWritable: true, isLasting: true), UInt64(mapping.count) >= format.bytes
    else { throw .failed("there is no ring to play from") }
    ring = mapping
    try listen(environment)
  }

  private func listen(_ environment: Environment) throws(SessionError) {
    do throws(EntrypointError) {
      handler = try environment.entrypoint.onSignal { [self] _ in
        flush()
        onRoom()
      }
    } catch { throw .failed("no signal handler for sounds") }
    if let signal = handler?.capability { try? session.call(Play.setSignal, signal) }
  }

  public func start() throws(SessionError) {
    do throws(SoundFailure) { try session.call(Play.start) } catch { throw .failed("nothing can be played") }
  }

  public func stop() { try? session.call(Play.stop) }

  /// How many frames can be appended.
  public var room: Int { Int(format.frames) - Int(filled - progress.position) }
  /// Was all played that was appended?
  public var isThrough: Bool { progress.position == filled }
  /// Frames of silence that were played because nothing had been appended in time.
  public var missing: UInt64 { progress.lost }

  /// - Precondition: there is room.
  public func append(_ frame: SoundFrame) {
    precondition(room > 0, "the ring is full")
    let place = Int(filled % UInt64(format.frames))
    if format.channels == 2 {
      ring.store(frame.word, at: place * 4)
    } else {
      ring.store(UInt16(bitPattern: frame.mono), at: place * 2)
    }
    filled += 1
  }

  /// Hands on what was appended, and learns what was played.
  public func flush() {
    if let answer: SoundProgress = try? session.call(Play.fill, filled) { progress = answer }
  }
}

// The mixer: stands between programs that play or record and the driver of the sound device.
//
// The driver is a client here, as all drivers are of what they feed, so that it can fall and come back while programs keep
// their sessions. It says how time passes: whenever it comes, the players' next frames are added up for it, and what it
// brings is copied to each recorder. The driver is told to record exactly while there is a recorder that has started.

import Bulkhead
import Samples
import Services

@main final class Mixer: Component {
  private let environment: Environment
  private var players: [PlaySession] = []
  private var recorders: [RecordSession] = []
  private var device: DeviceSession?
  private var plays: Service<Play>?
  private var records: Service<Record>?
  private var sounds: Service<Sound>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    plays = try environment.offer(Play.self) { [self] request throws(RefusedSession) in
      let player = PlaySession(try Self.account(request), self)
      players.append(player)
      return OpenSession(player)
    }
    records = try environment.offer(Record.self) { [self] request throws(RefusedSession) in
      let recorder = RecordSession(try Self.account(request), request.label, self)
      recorders.append(recorder)
      return OpenSession(recorder)
    }
    sounds = try environment.offer(Sound.self) { [self] request throws(RefusedSession) in try openDevice(request) }
  }

  private static func account(_ request: SessionRequest) throws(RefusedSession) -> QuotaGuard {
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) { try quota.withdraw(Quota(ram: 4096, capabilities: 1)) } catch {
      throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities
    }
    return quota
  }

  private func openDevice(_ request: SessionRequest) throws(RefusedSession) -> any SessionObject {
    guard request.donation.ram >= DeviceSession.cost.ram else { throw .insufficientRAM }
    guard request.donation.capabilities >= DeviceSession.cost.capabilities else { throw .insufficientCapabilities }
    guard device == nil else {
      environment.log("error: Sound \"\(request.label.string)\" is denied: another driver has a session already")
      throw .denied
    }
    guard let session = DeviceSession.make(self) else { throw .denied }
    device = session
    return OpenSession(session)
  }

  // MARK: - What the device does

  var demand: SoundDemand {
    SoundDemand(plays: players.contains { $0.isStarted }, records: recorders.contains { $0.isStarted })
  }

  /// The sum of all players' next frames.
  func mix(_ count: Int, into block: borrowing Mapping) {
    block.clear(0..<count * 4)
    for player in players where player.isStarted { player.play(count, into: block) }
  }

  /// What was heard, for all who record.
  func deliver(_ count: Int, from block: borrowing Mapping, at offset: Int) {
    for recorder in recorders where recorder.isStarted { recorder.record(count, from: block, at: offset) }
  }

  // MARK: - What programs do

  /// Somebody started, stopped or went.
  func demandChanged() { device?.tell() }

  func closed(_ player: PlaySession) {
    players.removeAll { $0 === player }
    demandChanged()
  }

  func closed(_ recorder: RecordSession) {
    recorders.removeAll { $0 === recorder }
    demandChanged()
    environment.log("\(recorder.label.string) recorded \(recorder.count) frames")
  }

  func closed(_ session: DeviceSession) {
    if device === session { device = nil }
  }
}

// Driver of Intel's High Definition Audio: plays what the mixer has, and records for it exactly while it wants that.
//
// The microphone is off, which means that no stream runs that writes to memory, until the mixer says that somebody who may
// record has started to; and from when it says that nobody does.

import Bulkhead
import Driver
import HDA

@main final class HDADriver: Component {
  private let environment: Environment
  private let controller: Controller
  private let mixer: Session<Sound>
  private let block: Mapping
  private var player: Player?
  private var recorder: Recorder?
  private var interrupt: InterruptHandler?
  private var news: SignalHandler?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let platform = try PlatformConnection(environment)
    let device = try platform.acquire("")
    controller = try Controller(device, platform, environment)
    mixer = try environment.open(Sound.self)
    block = try Self.map(mixer)
    try findPaths(platform)
    try listen(device)
    step()
  }

  private static func map(_ mixer: borrowing Session<Sound>) throws(SessionError) -> Mapping {
    guard let dataspace: OwnedCapability<Dataspace> = try? mixer.call(Sound.buffer),
      let mapping = try? Mapping(dataspace.capability, isWritable: true, isLasting: true),
      mapping.count >= Sound.blockFrames * 8
    else { throw .failed("the mixer has no buffer") }
    return mapping
  }

  // MARK: - Codecs

  private func findPaths(_ platform: PlatformConnection) throws(SessionError) {
    let controller = controller
    let codecs = controller.codecAddresses.compactMap { address in Codec.read(address) { controller.ask($0) } }
    for codec in codecs {
      if player == nil, let path = SoundPath.playback(in: codec), controller.capabilities.outputs > 0 {
        let number = controller.capabilities.firstOutput
        player = Player(try Stream(controller, number: number, index: 0, tag: 1, platform))
        set(path, stream: 1)
      }
      if recorder == nil, let path = SoundPath.recording(in: codec), controller.capabilities.inputs > 0 {
        recorder = Recorder(try Stream(controller, number: 0, index: 1, tag: 2, platform))
        set(path, stream: 2)
      }
    }
    if player == nil && recorder == nil { throw .failed("the sound controller has nothing that sounds or hears") }
  }

  private func set(_ path: SoundPath, stream: UInt8) {
    for verb in path.verbs(stream: stream) { _ = controller.ask(verb) }
    environment.log("\(stream == 1 ? "plays" : "records") through nodes \(Self.text(path.nodes))")
  }

  private static func text(_ nodes: [UInt8]) -> String {
    var text = ""
    for node in nodes { text += text.utf8.isEmpty ? "\(node)" : " \(node)" }
    return text
  }

  // MARK: - Running

  private func listen(_ device: Device) throws(SessionError) {
    interrupt = try device.interrupt(0) { [self] in handleInterrupt() }
    controller.allowInterrupts(ofStreams: [player?.stream.number, recorder?.stream.number].compactMap { $0 })
    do throws(EntrypointError) { news = try environment.entrypoint.onSignal { [self] _ in step() } } catch {
      throw .failed("no signal handler for the mixer")
    }
    if let signal = news?.capability { try? mixer.call(Sound.setSignal, signal) }
  }

  private func handleInterrupt() {
    while player?.stream.acknowledge() == true || recorder?.stream.acknowledge() == true { step() }
  }

  /// Brings what was recorded, fetches what comes next, and does what the mixer wants.
  private func step() {
    repeat { exchange() } while recorder?.hasMore == true
  }

  private func exchange() {
    let heard = recorder?.take(Sound.blockFrames, to: block, at: Sound.blockFrames * 4) ?? 0
    let room = player?.stream.isRunning == true ? player?.makeRoom() ?? 0 : 0
    do throws(SoundFailure) {
      let demand = try mixer.call(Sound.exchange, Pair(UInt32(heard), UInt32(room)))
      player?.add(room, from: block)
      follow(demand)
    } catch {
      follow(SoundDemand())
    }
  }

  private func follow(_ demand: SoundDemand) {
    if let recorder, demand.records != recorder.stream.isRunning {
      environment.log("the microphone is \(demand.records ? "on" : "off")")
      if demand.records { report(recorder.stream.start()) } else { recorder.stream.stop() }
    }
    guard let player else { return }
    if demand.plays && !player.stream.isRunning {
      fillAndStart(player)
    } else if player.isThrough(stillPlaying: demand.plays) {
      player.stream.stop()
    }
  }

  private func fillAndStart(_ player: Player) {
    player.begin()
    let room = player.makeRoom()
    guard (try? mixer.call(Sound.exchange, Pair(0, UInt32(room)))) != nil else { return }
    player.add(room, from: block)
    report(player.stream.start())
  }

  private func report(_ works: Bool) {
    if works { return }
    environment.log("error: the sound controller does not start a stream")
    environment.exit(1)
  }
}

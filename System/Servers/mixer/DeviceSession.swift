// The driver of the sound device.

import Bulkhead
import Services

final class DeviceSession: SessionState {
  private let mixer: Mixer
  private let memory: RAM
  private let mapping: Mapping
  private var signal = OwnedCapability<SignalTarget>(adopting: .none)
  /// What the driver knows.
  private var told = SoundDemand()

  private static var blockBytes: Int { Sound.blockFrames * 4 }
  static var cost: Quota { Quota(ram: UInt64(blockBytes * 2) + 16 << 10, capabilities: 3) }

  /// Nil if there is no memory after all.
  static func make(_ mixer: Mixer) -> DeviceSession? {
    guard let memory = try? RAM(size: UInt64(blockBytes * 2)) else { return nil }
    guard let mapping = try? Mapping(memory.dataspace, isWritable: true) else { return nil }
    return DeviceSession(mixer, memory, mapping)
  }

  private init(_ mixer: Mixer, _ memory: consuming RAM, _ mapping: consuming Mapping) {
    self.mixer = mixer
    self.memory = memory
    self.mapping = mapping
  }

  func close() { mixer.closed(self) }

  func serve(_ request: inout Request) {
    request.serve(Sound.exchange) { (counts) throws(SoundFailure) in self.exchange(counts.first, counts.second) }
    request.serve(Sound.buffer) { () throws(SoundFailure) -> Capability<Dataspace> in self.memory.dataspace }
    request.serve(
      Sound.setSignal,
      keeping: { (signal, received) throws(SoundFailure) -> Nothing in
        self.signal = received.keep(signal)
        self.tell()
        return Nothing()
      })
  }

  private func exchange(_ recorded: UInt32, _ wanted: UInt32) -> SoundDemand {
    let (recorded, wanted) = (min(Int(recorded), Sound.blockFrames), min(Int(wanted), Sound.blockFrames))
    if recorded > 0 { mixer.deliver(recorded, from: mapping, at: Self.blockBytes) }
    if wanted > 0 { mixer.mix(wanted, into: mapping) }
    told = mixer.demand
    return told
  }

  /// If there is something that the driver does not know.
  func tell() {
    if mixer.demand != told { signal.capability.submit() }
  }
}

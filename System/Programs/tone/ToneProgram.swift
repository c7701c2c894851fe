// Plays a tone, and ends when all of it was played.

import Bulkhead
import HID
import Samples
import SoundClient

@main final class ToneProgram: Component {
  private let environment: Environment
  private let player: SoundPlayer
  private var tone: Tone
  private var left: Int

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    func number(_ name: String, _ standard: Int) -> Int { node.attribute(name).flatMap { Int.parse($0) } ?? standard }
    left = number("milliseconds", 1000) * SoundRate.frames / 1000
    tone = Tone(frequency: UInt32(number("hertz", 440)), amplitude: Int16(clamping: number("amplitude", 8000)))
    player = try SoundPlayer(environment, frames: 9600, channels: 1)
    player.onRoom = { [self] in go() }
    fill()
    try player.start()
  }

  private func go() {
    fill()
    guard left == 0, player.isThrough else { return }
    environment.log("played, with \(player.missing) frames missing")
    environment.exit(0)
  }

  private func fill() {
    let count = min(player.room, left)
    for _ in 0..<count { player.append(SoundFrame(mono: tone.next())) }
    left -= count
    player.flush()
  }
}

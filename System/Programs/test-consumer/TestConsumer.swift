// A program that uses what a desktop serves besides windows: plays, records, looks through the camera, writes to a terminal, draws
// entropy, reads the log, asks for the time and keeps something on a disk. Whenever each of these worked it says so, in one word.

import BlockClient
import Bulkhead
import Samples
import SoundClient
import TerminalClient

@main final class TestConsumer: Component {
  private let environment: Environment
  private let player: SoundPlayer
  private let recorder: SoundRecorder
  private let camera: CameraEye
  private let terminal: TerminalConnection
  private let entropy: Session<Entropy>
  private let log: Session<Log>
  private let history: Session<LogHistory>
  private let clock: Session<RTC>
  private let disk: BlockConnection
  private var round: Timeout?
  /// What was done since it was last said.
  private var played: UInt64 = 0
  private var heard = 0
  private var lines: UInt64 = 0
  private var notes: UInt8 = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    terminal = try TerminalConnection(environment)
    entropy = try environment.open(Entropy.self)
    log = try environment.open(Log.self, label: Text("kept"))
    history = try environment.open(LogHistory.self)
    clock = try environment.open(RTC.self)
    disk = try BlockConnection(environment)
    player = try SoundPlayer(environment, frames: 9600, channels: 1)
    recorder = SoundRecorder(environment, frames: 9600, channels: 1)
    camera = try CameraEye(environment)
    player.onRoom = { [self] in play() }
    recorder.onChange = { [self] in record() }
    play()
    try player.start()
    round = environment.entrypoint.every(.milliseconds(50)) { [self] in look() }
  }

  private func say(_ word: StaticString) { environment.log.write(Text(word)) }

  // MARK: - Sound

  private func play() {
    for _ in 0..<player.room {
      player.append(.silence)
      played += 1
    }
    player.flush()
    // More than what the ring held at first: somebody took it.
    if played > 9600 + 960 {
      played = 9600
      say("plays")
    }
  }

  private func record() {
    while recorder.count > 0 {
      _ = recorder.take()
      heard += 1
    }
    if heard > 960 {
      heard = 0
      say("hears")
    }
  }

  // MARK: - What is asked again and again

  private func look() {
    if camera.takesFrame { say("sees") }
    terminal.write("still here\r\n")
    if terminal.size.columns > 0 { say("writes") }
    let block: Block256? = try? entropy.call(Entropy.take)
    if block != nil { say("draws") }
    readLog()
    let seconds: UInt64? = try? clock.call(RTC.now)
    if seconds != nil { say("dates") }
    keepNote()
  }

  private func keepNote() {
    notes &+= 1
    let note = [UInt8](repeating: notes, count: disk.blockSize)
    try? disk.write(0, note)
    let kept = try? disk.read(0, 1)
    if kept == note { say("keeps") }
  }

  private func readLog() {
    try? log.call(Log.write, Text("still here"))
    var isNew = false
    while let entry: LogEntry = try? history.call(LogHistory.next, lines) {
      lines = entry.number
      isNew = true
    }
    if isNew { say("reads") }
  }
}

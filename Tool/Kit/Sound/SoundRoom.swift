// The room around a machine with sound: a file that its speakers write to, and one that its microphone hears. The folder of
// both is gone with the room.

import Foundation

public final class SoundRoom: Sendable {
  private let hardware: SoundHardware
  private let folder: URL

  /// Seconds of what the microphone hears.
  private static let length = 60

  /// Nil if the scenario has no sound.
  public convenience init?(_ scenario: Scenario) throws {
    guard let hardware = scenario.sound else { return nil }
    try self.init(hardware)
  }

  init(_ hardware: SoundHardware) throws {
    self.hardware = hardware
    folder = try FileManager.default.makeTemporaryFolder()
    if hardware.microphone == .ramp { try writeMicrophone() }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private var speaker: URL { folder.appending(path: "speaker.wav") }
  private var alsa: URL { folder.appending(path: "asound.conf") }

  /// A microphone that ALSA reads from a file, at the speed at which it is asked.
  private func writeMicrophone() throws {
    let samples = folder.appending(path: "microphone.raw")
    let text = """
      pcm.nothing { type null }
      pcm.microphone { type file slave.pcm "nothing" file "/dev/null" infile "\(samples.path)" format "raw" }

      """
    try Data(text.utf8).write(to: alsa)
    try Data(Self.ramp(frames: Self.length * Recording.rate)).write(to: samples)
  }

  static func ramp(frames: Int) -> [UInt8] {
    (0..<frames).flatMap { frame -> [UInt8] in
      let left = UInt16(truncatingIfNeeded: frame)
      return [UInt8(left & 0xff), UInt8(left >> 8), UInt8(~left & 0xff), UInt8(~left >> 8)]
    }
  }

  /// A controller with two codecs: one has speakers, the other a microphone.
  public var arguments: [String] {
    let ramp =
      "alsa,id=microphone,in.dev=microphone,out.dev=nothing,in.frequency=48000,in.try-poll=off,in.buffer-length=20000,"
      + "in.period-length=5000"
    return [
      "-device", "ich9-intel-hda", "-audiodev", "wav,id=speaker,out.frequency=48000,path=\(speaker.path)", "-device",
      "hda-output,audiodev=speaker,mixer=off", "-audiodev",
      hardware.microphone == .ramp ? ramp : "none,id=microphone", "-device", "hda-micro,audiodev=microphone,mixer=off",
    ]
  }

  public var environment: [String: String] { hardware.microphone == .ramp ? ["ALSA_CONFIG_PATH": alsa.path] : [:] }

  /// After the run: what should have been heard and was not; nil if all is well.
  public func complaint() -> String? {
    if hardware.tones.isEmpty { return nil }
    guard let data = try? Data(contentsOf: speaker), let recording = Recording(wav: [UInt8](data)) else {
      return "nothing was played"
    }
    return recording.complaint(about: hardware.tones)
  }
}

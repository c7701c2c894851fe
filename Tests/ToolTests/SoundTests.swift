import Foundation
import Testing

@testable import ToolKit

@Suite struct SoundTests {
  private func tones(_ hertz: [Double], milliseconds: Int, amplitude: Double = 5000) -> [Int16] {
    (0..<milliseconds * 48).map { frame in
      Int16(hertz.reduce(0) { $0 + amplitude * sin(2 * Double.pi * $1 * Double(frame) / 48_000) })
    }
  }

  @Test func tonesAreHeard() {
    let recording = Recording(samples: tones([440, 1000], milliseconds: 1000))
    #expect(abs(recording.amplitude(of: 440, in: 0..<12_000) - 5000) < 50)
    #expect(recording.complaint(about: [440, 1000]) == nil)
  }

  @Test func oneAfterTheOtherIsNotTogether() {
    let recording = Recording(samples: tones([440], milliseconds: 1000) + tones([1000], milliseconds: 1000))
    #expect(recording.complaint(about: [440]) == nil && recording.complaint(about: [1000]) == nil)
    #expect(recording.complaint(about: [440, 1000]) != nil)
  }

  @Test func silenceAndNoiseAreNoTones() {
    #expect(Recording(samples: []).complaint(about: [440]) != nil)
    #expect(Recording(samples: tones([440], milliseconds: 1000, amplitude: 100)).complaint(about: [440]) != nil)
    var state: UInt64 = 1
    let noise = (0..<96_000).map { _ -> Int16 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int16(truncatingIfNeeded: state >> 40)
    }
    #expect(Recording(samples: noise).complaint(about: [440, 1000]) != nil)
  }

  @Test func filesAreQemus() {
    var header = [UInt8](repeating: 0, count: 44)
    header.replaceSubrange(0..<4, with: "RIFF".utf8)
    header.replaceSubrange(8..<12, with: "WAVE".utf8)
    (header[22], header[24], header[25], header[34]) = (2, 0x80, 0xbb, 16)
    #expect(Recording(wav: header + [1, 0x80, 9, 9, 2, 0, 9, 9, 3])?.samples == [-32767, 2])
    header[24] = 0x44
    #expect(Recording(wav: header) == nil)
    #expect(Recording(wav: []) == nil)
  }

  @Test func theRampCounts() {
    let bytes = SoundRoom.ramp(frames: 0x10002)
    #expect(
      bytes.count == 0x40008 && Array(bytes[4..<8]) == [1, 0, 0xfe, 0xff] && Array(bytes.suffix(4)) == [1, 0, 0xfe, 0xff])
  }

  @Test func aRoomIsGoneWhenItIsNotNeeded() throws {
    var room: SoundRoom? = try SoundRoom(SoundHardware(microphone: .ramp))
    let path = try #require(room?.environment["ALSA_CONFIG_PATH"])
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(room?.complaint() == nil)
    room = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

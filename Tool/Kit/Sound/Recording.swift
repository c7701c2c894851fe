// What a machine played: which tones are in it.

import Foundation

public struct Recording: Sendable {
  /// Frames a second.
  public static let rate = 48_000
  /// The left samples.
  let samples: [Int16]

  init(samples: [Int16]) { self.samples = samples }

  /// A file as QEMU writes it: a header of 44 bytes, whose lengths are not to be believed before QEMU has ended, and frames
  /// of two samples of 16 bits. Nil for anything else.
  public init?(wav bytes: [UInt8]) {
    guard bytes.count >= 44, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8) else {
      return nil
    }
    let rate = (0..<4).reduce(0) { $0 | Int(bytes[24 + $1]) << ($1 * 8) }
    guard rate == Self.rate, bytes[22] == 2, bytes[34] == 16 else { return nil }
    samples = stride(from: 44, to: bytes.count - 3, by: 4).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }

  /// How loud a tone is in a part: the amplitude of its sine (Goertzel's algorithm).
  func amplitude(of hertz: Int, in range: Range<Int>) -> Double {
    let factor = 2 * cos(2 * Double.pi * Double(hertz) / Double(Self.rate))
    var (last, beforeLast) = (0.0, 0.0)
    for index in range { (last, beforeLast) = (Double(samples[index]) + factor * last - beforeLast, last) }
    let power = last * last + beforeLast * beforeLast - factor * last * beforeLast
    return 2 * max(power, 0).squareRoot() / Double(range.count)
  }

  /// A quarter of a second.
  private static let window = 12_000
  /// What counts as heard.
  private static let threshold = 1000.0

  /// Nil if all those tones, and none between them, are heard at the same time in two quarters of a second at least.
  func complaint(about tones: [Int]) -> String? {
    let starts = stride(from: 0, through: samples.count - Self.window, by: Self.window)
    let together = starts.filter { start in
      let range = start..<start + Self.window
      let isSilentBetween = zip(tones, tones.dropFirst()).allSatisfy {
        amplitude(of: ($0 + $1) / 2, in: range) < Self.threshold / 4
      }
      return isSilentBetween && tones.allSatisfy { amplitude(of: $0, in: range) >= Self.threshold }
    }
    if together.count >= 2 { return nil }
    let list = tones.map { "\($0) Hz" }.joined(separator: " and ")
    return "\(list) were to be heard together, and are for \(together.count * 250) ms of \(samples.count / 48) ms"
  }
}

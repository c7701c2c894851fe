// Samples: 48,000 frames a second; a frame is one sample of 16 bits for each ear, the left one in the lower half of 32 bits.

public enum SoundRate {
  /// A second's.
  public static var frames: Int { 48_000 }
}

/// What is heard at one moment.
public struct SoundFrame: Equatable, Sendable {
  public let word: UInt32

  @inline(__always) public init(word: UInt32) { self.word = word }

  @inline(__always)
  public init(_ left: Int16, _ right: Int16) {
    word = UInt32(UInt16(bitPattern: left)) | UInt32(UInt16(bitPattern: right)) << 16
  }

  /// The same for both ears.
  @inline(__always) public init(mono sample: Int16) { self.init(sample, sample) }

  public static var silence: SoundFrame { SoundFrame(word: 0) }

  @inline(__always) public var left: Int16 { Int16(truncatingIfNeeded: word) }
  @inline(__always) public var right: Int16 { Int16(bitPattern: UInt16(word >> 16)) }
  /// For one ear.
  @inline(__always) public var mono: Int16 { Int16((Int32(left) + Int32(right)) >> 1) }

  /// Both at once. What would be too loud is as loud as possible.
  @inline(__always)
  public static func + (a: SoundFrame, b: SoundFrame) -> SoundFrame {
    SoundFrame(Self.sum(a.left, b.left), Self.sum(a.right, b.right))
  }

  @inline(__always)
  private static func sum(_ a: Int16, _ b: Int16) -> Int16 { Int16(clamping: Int32(a) + Int32(b)) }
}

/// A tone, near enough to a sine for ears and tests.
public struct Tone: Sendable {
  /// 2^32 are a whole wave.
  private var phase: UInt32 = 0
  private let step: UInt32
  private let amplitude: Int32

  /// - Parameters:
  ///   - frequency: in hertz, below 24,000.
  ///   - amplitude: the loudest sample.
  public init(frequency: UInt32, amplitude: Int16) {
    step = UInt32(truncatingIfNeeded: UInt64(frequency) << 32 / UInt64(SoundRate.frames))
    self.amplitude = Int32(amplitude)
  }

  public mutating func next() -> Int16 {
    defer { phase &+= step }
    // Half a wave is a parabola: 4x(1-x), with x in 2^15ths.
    let x = Int32(phase >> 16 & 0x7fff)
    let height = (x * (0x8000 - x)) >> 13
    let sample = (height * amplitude) >> 15
    return Int16(clamping: phase >> 31 == 0 ? sample : -sample)
  }
}

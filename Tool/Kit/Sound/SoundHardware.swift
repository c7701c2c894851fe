// What a scenario's machine hears, and what is to be heard of it (`+ sound`).

public struct SoundHardware: Equatable, Sendable {
  public enum Microphone: String, Sendable {
    case silence
    /// Frames that count from 0 on, from when the microphone is first listened to: the left sample of frame n is n, the
    /// right one its complement.
    case ramp
  }

  public let microphone: Microphone
  /// Hertz: tones that must be heard at the same time, for half a second at least.
  public let tones: [Int]

  public init(microphone: Microphone = .silence, tones: [Int] = []) {
    self.microphone = microphone
    self.tones = tones
  }
}

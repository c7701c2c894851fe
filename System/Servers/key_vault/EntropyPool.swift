// Numbers that nobody can guess, as long as one of several sources is good: the entropy service, the key that follows from the
// password, the time-stamp counter, and what was left from the last time, which is kept on the disk, sealed.
//
// What is taken leads neither to what was taken before nor to what will be: the state moves on each time.

final class EntropyPool {
  private var state = [UInt8](repeating: 0, count: 64)

  func stir(_ bytes: [UInt8]) { state = Cryptography.digest(state + [0] + bytes, count: 64) }

  func stir(_ words: [UInt64]) {
    stir(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } })
  }

  /// At most 64 bytes.
  func take(_ count: Int) -> [UInt8] {
    let result = Cryptography.digest(state + [1], count: count)
    state = Cryptography.digest(state + [2], count: 64)
    return result
  }
}

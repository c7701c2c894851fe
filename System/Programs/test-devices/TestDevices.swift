// A client of the clock and of the entropy source; says what it got.

import Bulkhead

@main final class TestDevices: Component {
  private let environment: Environment
  private let entropy: Session<Entropy>
  private var handler: SignalHandler?
  private var blocks: [Block256] = []

  /// More than the source has at a time.
  private static var wanted: Int { 64 }

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let clock = try environment.open(RTC.self)
    let seconds: UInt64? = try? clock.call(RTC.now)
    environment.log("\(seconds ?? 0) seconds since 1970")
    entropy = try environment.open(Entropy.self)
    do throws(EntrypointError) { handler = try environment.entrypoint.onSignal { [self] _ in take() } } catch {
      throw .failed("no signal handler")
    }
    if let capability = handler?.capability { try? entropy.call(Entropy.setSignal, capability) }
    take()
  }

  private func take() {
    while blocks.count < Self.wanted {
      guard let block: Block256 = try? entropy.call(Entropy.take) else { return }
      blocks.append(block)
      if blocks.count == Self.wanted { judge() }
    }
  }

  /// No block comes twice, and about half of all bits are set.
  private func judge() {
    var (bits, hasTwins) = (0, false)
    for (index, block) in blocks.enumerated() {
      for other in blocks[..<index] where other == block { hasTwins = true }
      let words = block.words
      bits += words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount + words.3.nonzeroBitCount
    }
    let half = Self.wanted * 128
    let isFine = !hasTwins && abs(bits - half) < half / 16
    environment.log(isFine ? "entropy: \(blocks.count) blocks, all different" : "FAILED: this is no entropy")
  }
}

// A number that threads count together.

import Synchronization

final class Synchronized: Sendable {
  private let number = Atomic<UInt64>(0)

  var value: UInt64 { number.load(ordering: .acquiring) }
  func count() { number.add(1, ordering: .acquiringAndReleasing) }
  func reset() { number.store(0, ordering: .releasing) }
}

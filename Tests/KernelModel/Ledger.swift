// Core's book of pages: each is free, offered in a system call that is not over, or part of exactly one object.
//
// A free page is filled with a pattern, and looked at before it is handed out again: who still uses memory that was given
// back leaves a trace.

struct Failure: Error, CustomStringConvertible {
  let text: String
  init(_ text: String) { self.text = text }
  var description: String { text }
}

/// Fails unless a condition holds.
func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
  if !condition { throw Failure(text()) }
}

final class Ledger {
  private let state: MachineState
  private(set) var free: [UInt64]
  let total: Int

  private static var pattern: UInt64 { 0xa5a5_a5a5_a5a5_a5a5 }

  init(state: MachineState, pages: Range<Int>) {
    self.state = state
    free = pages.reversed().map { UInt64($0) * 4096 }
    total = free.count
    for page in free { poison(page) }
  }

  private func poison(_ page: UInt64) {
    (state.base + Int(page)).initializeMemory(as: UInt8.self, repeating: 0xa5, count: 4096)
  }

  /// A page that nobody used since it was given back.
  func take(_ random: inout SplitMix) throws -> UInt64? {
    guard !free.isEmpty else { return nil }
    free.swapAt(random.below(free.count), free.count - 1)
    let page = free.removeLast()
    try check(page)
    return page
  }

  func giveBack(_ pages: [UInt64]) throws {
    for page in pages {
      try require(!free.contains(page), "page \(page >> 12) is given back twice")
      poison(page)
      free.append(page)
    }
  }

  /// Nobody wrote to any free page.
  func checkFreePages() throws {
    for page in free { try check(page) }
  }

  private func check(_ page: UInt64) throws {
    for address in stride(from: page, to: page + 4096, by: 8) where state.word(at: address) != Self.pattern {
      throw Failure("memory was used after it was given back: page \(page >> 12), offset \(address - page)")
    }
  }
}

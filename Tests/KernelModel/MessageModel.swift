// Every call is delivered exactly once, with the right badge, words and capabilities, and answered or aborted exactly once.

import KernelABI

@testable import Kernel

/// A call that is under way.
struct PendingCall {
  let server: Int
  let badge: UInt64
  let fault: Fault?
  /// By which the server takes it: a smaller number first.
  let priority: Int
  let time: Ticks
  var isDelivered = false
}

final class MessageModel {
  /// By the caller.
  private(set) var calls: [Int: PendingCall] = [:]

  func begin(_ caller: Int, _ call: PendingCall) throws {
    try require(calls[caller] == nil, "thread \(caller) makes two calls at once")
    calls[caller] = call
  }

  /// Would a call of `server` by `caller` wait for the caller itself?
  func isCyclic(_ caller: Int, calling server: Int) -> Bool {
    var here: Int? = server
    while let thread = here {
      if thread == caller { return true }
      here = calls[thread]?.server
    }
    return false
  }

  /// How many calls `server` itself waits for, one behind the other.
  func distance(from server: Int) -> Int {
    var here = server
    var count = 0
    while let call = calls[here] {
      here = call.server
      count += 1
    }
    return count
  }

  func deliver(from caller: Int, to server: Int) throws -> PendingCall {
    guard var call = calls[caller], call.server == server, !call.isDelivered else {
      throw Failure("thread \(server) received a message that thread \(caller) did not send, or twice")
    }
    for (other, waiting) in calls where waiting.server == server && !waiting.isDelivered && other != caller {
      let isEarlier = waiting.priority > call.priority || waiting.priority == call.priority && waiting.time < call.time
      try require(!isEarlier, "thread \(server) took the call of thread \(caller) before the more urgent one of \(other)")
    }
    call.isDelivered = true
    calls[caller] = call
    return call
  }

  func end(_ caller: Int) -> PendingCall? { calls.removeValue(forKey: caller) }
}

// How long an urgent client of a busy server waits. The bound is derived in Documentation/kernel.md.

import Bulkhead

/// Microseconds of one request.
private let request: UInt64 = 1000

/// Calls the server at many moments and compares the longest answer with the bound. True if it is kept.
func measureServer(_ environment: Environment) throws(SessionError) -> Bool {
  let server = try environment.open(Measured.self)
  // Until the other clients are there.
  sleep(.milliseconds(300), environment)
  var longest: UInt64 = 0
  for call in 0..<300 as Range<UInt64> {
    sleep(.microseconds(1000 + call * 7919 % 5000), environment)
    let start = environment.clock.ticks
    try? server.call(Measured.work, request)
    longest = max(longest, environment.clock.span(ticks: environment.clock.ticks - start).microseconds)
  }
  // The request in progress, one's own, and a hundredth for what the kernel does.
  let bound = (request + request) * 101 / 100
  environment.log("the longest of 300 calls took \(longest) us; the bound is \(bound) us")
  let isBusy = longest > request * 3 / 2
  if !isBusy { environment.log("FAILED: the server was not busy") }
  if longest > bound { environment.log("FAILED: the bound is broken") }
  return isBusy && longest <= bound
}

private func sleep(_ span: TimeSpan, _ environment: Environment) {
  MessageBuffer.deadline = environment.clock.ticks &+ environment.clock.ticks(span)
  _ = KernelCall.receive(.deadline)
}
